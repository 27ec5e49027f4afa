/** Keeps a channel that hardly varies on few pictures from outweighing the others. */
const leastRelativeSpread = 0.05;
/** Standardised channels are cut here, in deviations: a picture from another world must not carry the sum away. */
export const clipAt = 4;
/** Strength of the ridge against the evidence of one picture, and how freely the constant moves. */
const ridge = 0.3;
const constantShare = 0.1;

/** How channels are brought to one scale: by the good pictures alone. */
export interface Standard {
  readonly mean: Float32Array;
  readonly spread: Float32Array;
}
/** A linear function of standardised channels. */
export interface Linear {
  readonly weights: Float64Array;
  readonly constant: number;
}

/** Mean and spread of each channel over pictures (at least 2), [n] each. */
export function standardOf(pictures: readonly Float32Array[]): Standard {
  const channels = pictures[0]?.length ?? 0;
  const mean = new Float32Array(channels);
  const spread = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    const middle = pictures.reduce((sum, one) => sum + (one[c] as number), 0) / pictures.length;
    const squares = pictures.reduce((sum, one) => sum + ((one[c] as number) - middle) ** 2, 0);
    mean[c] = middle;
    spread[c] = Math.max(1e-6, Math.sqrt(squares / (pictures.length - 1)) + leastRelativeSpread * Math.abs(middle));
  }
  return { mean, spread };
}

export function standardise({ mean, spread }: Standard, picture: Float32Array): Float32Array {
  return picture.map((value, c) => Math.min(clipAt, Math.max(-clipAt, (value - (mean[c] as number)) / (spread[c] as number))));
}

/**
 * Ridge regression to −1 for good and +1 for bad pictures (at least one each), both sides counting alike however many there
 * are (Hoerl and Kennard 1970; with ±1 targets a regularised discriminant). Pictures: standardised channels, [n] each.
 */
export function fitRidge(good: readonly Float32Array[], bad: readonly Float32Array[]): Linear {
  const channels = good[0]?.length ?? 0;
  const n = channels + 1;
  const matrix = new Float64Array(n * n);
  const right = new Float64Array(n);
  const row = new Float64Array(n);
  row[channels] = Math.sqrt(constantShare);
  const add = (picture: Float32Array, target: number, weight: number) => {
    for (let c = 0; c < channels; c++) row[c] = (picture[c] as number) / Math.sqrt(channels);
    for (let a = 0; a < n; a++) {
      const left = weight * (row[a] as number);
      right[a] = (right[a] as number) + left * target;
      // Only the lower triangle is read.
      for (let b = 0; b <= a; b++) matrix[a * n + b] = (matrix[a * n + b] as number) + left * (row[b] as number);
    }
  };
  for (const picture of good) add(picture, -1, 0.5 / good.length);
  for (const picture of bad) add(picture, 1, 0.5 / bad.length);
  for (let a = 0; a < n; a++) matrix[a * n + a] = (matrix[a * n + a] as number) + ridge / (good.length + bad.length);
  const solved = solve(matrix, right);
  return {
    weights: solved.subarray(0, channels).map((weight) => weight / Math.sqrt(channels)),
    constant: (solved[channels] as number) * Math.sqrt(constantShare),
  };
}

export function valueOf({ weights, constant }: Linear, picture: Float32Array): number {
  let sum = constant;
  for (let c = 0; c < weights.length; c++) sum += (weights[c] as number) * (picture[c] as number);
  return sum;
}

/** Solves for a positive definite matrix (lower triangle read, both arguments overwritten) by Cholesky's factors. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (matrix[i * n + k] as number) * (matrix[j * n + k] as number);
      matrix[i * n + j] = i === j ? Math.sqrt(sum) : sum / (matrix[j * n + j] as number);
    }
  }
  for (let i = 0; i < n; i++) {
    let sum = right[i] as number;
    for (let k = 0; k < i; k++) sum -= (matrix[i * n + k] as number) * (right[k] as number);
    right[i] = sum / (matrix[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = right[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (matrix[k * n + i] as number) * (right[k] as number);
    right[i] = sum / (matrix[i * n + i] as number);
  }
  return right;
}
