import { farthestFirst, pointChannels } from './farthest-first.ts';
import { normal, shuffled, uniform } from './random.ts';

/** Feature vectors, row-major [rows, channels]. */
export interface Rows {
  readonly rows: number;
  readonly channels: number;
  readonly data: Float32Array;
  /** Where each row was seen: number of the sample × cells + cell; absent where nobody asks. */
  readonly origins?: Int32Array | undefined;
  /** As the selection measures them, row-major [rows, pointChannels]; absent where nobody has asked yet. */
  readonly points?: Float32Array | undefined;
}

/**
 * Greedy k-centre selection (Sener and Savarese 2018; PatchCore §3.2): each next row is the one farthest from all chosen.
 * Answers with the chosen rows, in the order of choice; with all rows where `count` covers them.
 */
export function selectCoreset(source: Rows, count: number, seed: number): Rows {
  if (count >= source.rows) return source;
  const first = Math.floor(uniform(seed ^ 0x5bd1e995)() * source.rows);
  return takeRows(source, farthestFirst(source.points ?? project(source, seed), count, first));
}

/** With `points` for selections by the same seed: where several choose among the same rows. */
export const withPoints = (source: Rows, seed: number): Rows => ({ ...source, points: project(source, seed) });

/** To as few dimensions as by Johnson and Lindenstrauss keep distances in order (PatchCore §3.2). */
function project({ rows, channels, data }: Rows, seed: number): Float32Array {
  const next = normal(uniform(seed));
  const matrix = Float64Array.from({ length: channels * pointChannels }, next);
  const out = new Float32Array(rows * pointChannels);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < channels; c++) {
      const value = data[r * channels + c] as number;
      for (let p = 0; p < pointChannels; p++) {
        const at = r * pointChannels + p;
        out[at] = (out[at] as number) + value * (matrix[c * pointChannels + p] as number);
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
  const origins = parts.flatMap((part) => part.origins ?? []);
  const points = parts.flatMap((part) => part.points ?? []);
  return {
    rows,
    channels,
    data: joined(parts.map(({ data }) => data)),
    ...(origins.length === parts.length ? { origins: Int32Array.from(origins.flatMap((own) => [...own])) } : {}),
    ...(points.length === parts.length ? { points: joined(points) } : {}),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
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
