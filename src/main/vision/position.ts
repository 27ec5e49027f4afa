import type { Scorer } from './method.ts';

/** A Gaussian for each cell of the picture. */
export interface PositionModel {
  readonly scorer: Scorer;
  readonly channels: number;
  readonly cells: number;
  /** [cells, channels] */
  readonly mean: Float32Array;
  /** [cells, channels, channels]: a row vector from the mean times this has the Mahalanobis distance as its length. */
  readonly whitening: Float32Array;
}

/** Shares of the cell's own covariance and of the mean of all cells, and of the mean variance as a ridge. */
const own = 0.7;
const pooled = 0.3;
const ridge = 0.02;

/**
 * Fits mean and covariance of each cell over pictures (at least 2), features [channels, cells] each (PaDiM, Defard et al.
 * 2021). Twenty pictures cannot fill 32 dimensions: the covariance is drawn towards that of all cells (Friedman 1989).
 */
export function fitPositions(scorer: Scorer, pictures: readonly Float32Array[], channels: number): PositionModel {
  const cells = (pictures[0]?.length ?? 0) / channels;
  const mean = meanOf(pictures, cells, channels);
  const covariances = covariancesOf(pictures, mean, cells, channels);
  const size = channels * channels;
  const all = new Float64Array(size);
  for (let i = 0; i < covariances.length; i++) all[i % size] = (all[i % size] as number) + (covariances[i] as number) / cells;
  let trace = 0;
  for (let c = 0; c < channels; c++) trace += all[c * channels + c] as number;
  // Pictures without any difference (drawn ones) still need a matrix that can be inverted.
  const least = Math.max(1e-6, (ridge * trace) / channels);
  const whitening = new Float32Array(cells * size);
  const matrix = new Float64Array(size);
  for (let cell = 0; cell < cells; cell++) {
    for (let i = 0; i < size; i++) matrix[i] = own * (covariances[cell * size + i] as number) + pooled * (all[i] as number);
    for (let c = 0; c < channels; c++) matrix[c * channels + c] = (matrix[c * channels + c] as number) + least;
    invertFactor(matrix, channels, whitening.subarray(cell * size, (cell + 1) * size));
  }
  return { scorer, channels, cells, mean: Float32Array.from(mean), whitening };
}

function meanOf(pictures: readonly Float32Array[], cells: number, channels: number): Float64Array {
  const mean = new Float64Array(cells * channels);
  for (const features of pictures) {
    for (let c = 0; c < channels; c++) {
      for (let cell = 0; cell < cells; cell++) {
        const at = cell * channels + c;
        mean[at] = (mean[at] as number) + (features[c * cells + cell] as number) / pictures.length;
      }
    }
  }
  return mean;
}

/** Lower triangles are enough: everything after reads only them. */
function covariancesOf(pictures: readonly Float32Array[], mean: Float64Array, cells: number, channels: number): Float64Array {
  const covariances = new Float64Array(cells * channels * channels);
  const difference = new Float64Array(channels);
  for (const features of pictures) {
    for (let cell = 0; cell < cells; cell++) {
      for (let c = 0; c < channels; c++)
        difference[c] = (features[c * cells + cell] as number) - (mean[cell * channels + c] as number);
      for (let a = 0; a < channels; a++) {
        const row = (cell * channels + a) * channels;
        const left = (difference[a] as number) / (pictures.length - 1);
        for (let b = 0; b <= a; b++) covariances[row + b] = (covariances[row + b] as number) + left * (difference[b] as number);
      }
    }
  }
  return covariances;
}

/** Writes the transposed inverse of the Cholesky factor of `matrix` (lower triangle read, overwritten) into `out`. */
function invertFactor(matrix: Float64Array, n: number, out: Float32Array): void {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (matrix[i * n + k] as number) * (matrix[j * n + k] as number);
      matrix[i * n + j] = i === j ? Math.sqrt(sum) : sum / (matrix[j * n + j] as number);
    }
  }
  // Forward substitution, one column of the identity after the other.
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= (matrix[i * n + k] as number) * (column[k] as number);
      column[i] = sum / (matrix[i * n + i] as number);
      out[j * n + i] = column[i] as number;
    }
  }
}
