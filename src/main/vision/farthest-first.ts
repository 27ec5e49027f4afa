/** Coordinates of a point; `squaredBelow` is written out for these. */
export const pointChannels = 24;

/**
 * Rows of `points` [rows, pointChannels], each the one farthest from all before it (the first of several that are as far),
 * from `first` on: greedy k-centre selection.
 *
 * How far a row is from the chosen ones only ever falls, so that what was known of it earlier is a bound: a row is measured
 * against what was chosen meanwhile when its bound is the highest of all, and most never are again (Minoux 1978). That spares
 * half the distances, and the others are measured in one go against centres that lie side by side.
 */
export function farthestFirst(points: Float32Array, count: number, first: number): Int32Array {
  const rows = points.length / pointChannels;
  const bounds = new Float32Array(rows).fill(Number.POSITIVE_INFINITY);
  /** How many of the chosen rows a bound takes into account. */
  const measured = new Int32Array(rows);
  const queue = Int32Array.from({ length: rows }, (_, row) => row);
  const chosen = new Int32Array(count);
  const centres = new Float32Array(count * pointChannels);
  let next = first;
  for (let k = 0; k < count; k++) {
    chosen[k] = next;
    centres.set(points.subarray(next * pointChannels, (next + 1) * pointChannels), k * pointChannels);
    for (next = queue[0] as number; (measured[next] as number) <= k; next = queue[0] as number) {
      bounds[next] = squaredBelow(bounds[next] as number, points, next, centres, measured[next] as number, k + 1);
      measured[next] = k + 1;
      sink(queue, bounds);
    }
  }
  return chosen;
}

/** Puts the head of a heap, whose bound has fallen, where it belongs. */
function sink(queue: Int32Array, bounds: Float32Array): void {
  const row = queue[0] as number;
  let at = 0;
  for (let child = 1; child < queue.length; child = 2 * at + 1) {
    if (child + 1 < queue.length && isBefore(queue[child + 1] as number, queue[child] as number, bounds)) child++;
    if (!isBefore(queue[child] as number, row, bounds)) break;
    queue[at] = queue[child] as number;
    at = child;
  }
  queue[at] = row;
}

function isBefore(a: number, b: number, bounds: Float32Array): boolean {
  const [atA, atB] = [bounds[a] as number, bounds[b] as number];
  return atA > atB || (atA === atB && a < b);
}

/**
 * The squared distance of a row to the nearest of the centres `from` to `to`, or `known` where none is nearer. A sixth of the
 * sum mostly tells that a centre is not. Written out: as a loop it took half as long again.
 */
function squaredBelow(known: number, points: Float32Array, row: number, centres: Float32Array, from: number, to: number): number {
  const a = row * pointChannels;
  const p0 = points[a] as number;
  const p1 = points[a + 1] as number;
  const p2 = points[a + 2] as number;
  const p3 = points[a + 3] as number;
  let least = known;
  for (let b = from * pointChannels; b < to * pointChannels; b += pointChannels) {
    const d0 = p0 - (centres[b] as number);
    const d1 = p1 - (centres[b + 1] as number);
    const d2 = p2 - (centres[b + 2] as number);
    const d3 = p3 - (centres[b + 3] as number);
    let square = d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
    if (square >= least) continue;
    square += squareOf4(points, a + 4, centres, b + 4);
    if (square >= least) continue;
    square += squareOf8(points, a + 8, centres, b + 8);
    if (square >= least) continue;
    square += squareOf8(points, a + 16, centres, b + 16);
    if (square < least) least = Math.fround(square);
  }
  return least;
}

function squareOf4(points: Float32Array, a: number, centres: Float32Array, b: number): number {
  const d0 = (points[a] as number) - (centres[b] as number);
  const d1 = (points[a + 1] as number) - (centres[b + 1] as number);
  const d2 = (points[a + 2] as number) - (centres[b + 2] as number);
  const d3 = (points[a + 3] as number) - (centres[b + 3] as number);
  return d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
}

const squareOf8 = (points: Float32Array, a: number, centres: Float32Array, b: number): number =>
  squareOf4(points, a, centres, b) + squareOf4(points, a + 4, centres, b + 4);
