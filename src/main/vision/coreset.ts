import { normal, shuffled, uniform } from './random.ts';

/** Feature vectors, row-major [rows, channels]. */
export interface Rows {
  readonly rows: number;
  readonly channels: number;
  readonly data: Float32Array;
  /** Where each row was seen: number of the sample × cells + cell; absent where nobody asks. */
  readonly origins?: Int32Array | undefined;
}

/** Dimensions in which the selection measures: by Johnson and Lindenstrauss enough to keep distances in order (PatchCore §3.2). */
const projectedChannels = 24;

/**
 * Greedy k-centre selection (Sener and Savarese 2018; PatchCore §3.2): each next row is the one farthest from all chosen.
 * Answers with the chosen rows, in the order of choice; with all rows where `count` covers them. O(rows · count).
 */
export function selectCoreset(source: Rows, count: number, seed: number): Rows {
  if (count >= source.rows) return source;
  const points = project(source, seed);
  const nearest = new Float32Array(source.rows).fill(Number.POSITIVE_INFINITY);
  const chosen = new Int32Array(count);
  let next = Math.floor(uniform(seed ^ 0x5bd1e995)() * source.rows);
  for (let k = 0; k < count; k++) {
    chosen[k] = next;
    next = addCentre(points, nearest, next);
  }
  return takeRows(source, chosen);
}

/**
 * Shortens each row's squared distance to the chosen set by the row just chosen; answers with the row that now is farthest.
 * Nearly all the time of teaching is spent here. Most rows are near a centre already, and a third of the sum tells that this
 * one is not nearer. (Pruning whole clusters by the triangle inequality was tried: in this many dimensions it spares nothing.)
 */
function addCentre(points: Float32Array, nearest: Float32Array, centre: number): number {
  const b = centre * projectedChannels;
  let farthest = 0;
  let distance = -1;
  for (let r = 0, a = 0; r < nearest.length; r++, a += projectedChannels) {
    let known = nearest[r] as number;
    let square = squareOf8(points, a, b);
    if (square < known) {
      square += squareOf8(points, a + 8, b + 8);
      if (square < known) {
        square += squareOf8(points, a + 16, b + 16);
        if (square < known) {
          nearest[r] = square;
          known = square;
        }
      }
    }
    if (known > distance) {
      distance = known;
      farthest = r;
    }
  }
  return farthest;
}

/** Squared distance over eight channels. Written out: as a loop it took half as long again. */
function squareOf8(points: Float32Array, a: number, b: number): number {
  const d0 = (points[a] as number) - (points[b] as number);
  const d1 = (points[a + 1] as number) - (points[b + 1] as number);
  const d2 = (points[a + 2] as number) - (points[b + 2] as number);
  const d3 = (points[a + 3] as number) - (points[b + 3] as number);
  const d4 = (points[a + 4] as number) - (points[b + 4] as number);
  const d5 = (points[a + 5] as number) - (points[b + 5] as number);
  const d6 = (points[a + 6] as number) - (points[b + 6] as number);
  const d7 = (points[a + 7] as number) - (points[b + 7] as number);
  return d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3) + (d4 * d4 + d5 * d5 + (d6 * d6 + d7 * d7));
}

function project({ rows, channels, data }: Rows, seed: number): Float32Array {
  const next = normal(uniform(seed));
  const matrix = Float64Array.from({ length: channels * projectedChannels }, next);
  const out = new Float32Array(rows * projectedChannels);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < channels; c++) {
      const value = data[r * channels + c] as number;
      for (let p = 0; p < projectedChannels; p++) {
        const at = r * projectedChannels + p;
        out[at] = (out[at] as number) + value * (matrix[c * projectedChannels + p] as number);
      }
    }
  }
  return out;
}

function takeRows({ channels, data, origins }: Rows, chosen: Int32Array): Rows {
  const taken = new Float32Array(chosen.length * channels);
  chosen.forEach((row, k) => {
    taken.set(data.subarray(row * channels, (row + 1) * channels), k * channels);
  });
  return { rows: chosen.length, channels, data: taken, origins: origins && chosen.map((row) => origins[row] as number) };
}

/** `count` rows drawn at random, each at most once, in their order; all where there are no more. */
export function someRows(source: Rows, count: number, seed: number): Rows {
  if (count >= source.rows) return source;
  const drawn = shuffled([...Array(source.rows).keys()], uniform(seed)).slice(0, count);
  return takeRows(source, Int32Array.from(drawn).sort());
}

export function joinRows(parts: readonly Rows[]): Rows {
  const channels = parts[0]?.channels ?? 0;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const data = new Float32Array(rows * channels);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  const origins = parts.map((part) => part.origins);
  const known = origins.every((own) => own !== undefined);
  return { rows, channels, data, ...(known ? { origins: Int32Array.from(origins.flatMap((own) => [...own])) } : {}) };
}

/** Features as the network gives them, [channels, patches], as one row a patch; scaled to unit length where asked. */
export function patchRows(features: Float32Array, channels: number, unitLength: boolean): Rows {
  const rows = features.length / channels;
  const data = new Float32Array(features.length);
  for (let r = 0; r < rows; r++) {
    let square = 0;
    for (let c = 0; c < channels; c++) {
      const value = features[c * rows + r] as number;
      data[r * channels + c] = value;
      square += value * value;
    }
    if (!unitLength) continue;
    const length = Math.sqrt(square) || 1;
    for (let c = 0; c < channels; c++) data[r * channels + c] = (data[r * channels + c] as number) / length;
  }
  return { rows, channels, data };
}
