import type { PixelOperations, Plane } from '../pixels/operations.ts';
import type { ValidRows } from './valid.ts';

/** How two pictures that lie over each other differ, at each pixel [height, width]; 1 is where a difference is one. */
export interface Difference {
  readonly width: number;
  readonly height: number;
  /** Beyond what a shift of `tolerancePx` explains, in blocks of 2 × 2 pixels at least: what is seen for certain. */
  readonly certain: Float32Array;
  /** Plain: how far a thing that is seen for certain reaches. */
  readonly plain: Float32Array;
}

export interface DifferenceLimits {
  /** Edges may lie apart by so many pixels. */
  readonly tolerancePx: number;
  /** What counts as a difference: shares of the contrast, times the noise, and greys at the least. */
  readonly edgeShare: number;
  readonly flatShare: number;
  readonly noises: number;
  readonly leastGreys: number;
  /** From where grey values are edges: twice this radius around. */
  readonly edgeReachPx: number;
}

export type DifferencePlanes = Pick<Difference, 'certain' | 'plain'>;

/** The difference of what is equal. */
export function nothingBetween({ width, height }: { readonly width: number; readonly height: number }): DifferencePlanes {
  return { certain: new Float32Array(width * height), plain: new Float32Array(width * height) };
}

/** Adds the difference of one channel: the larger one counts. */
export function addDifference(
  into: DifferencePlanes,
  picture: Plane,
  reference: Plane,
  valid: ValidRows,
  contrast: number,
  limits: DifferenceLimits,
  pixels: PixelOperations,
): void {
  const { width, height } = picture;
  const { tolerancePx, edgeShare, flatShare, noises, leastGreys } = limits;
  const [highA, lowA] = [pixels.dilate(reference, tolerancePx, 'disc').data, pixels.erode(reference, tolerancePx, 'disc').data];
  const [highT, lowT] = [pixels.dilate(picture, tolerancePx, 'disc').data, pixels.erode(picture, tolerancePx, 'disc').data];
  // Of both: fine print is drawn more or less sharply by where its edges fall between the pixels.
  const ranges = higher(
    localRange(highA, lowA, width, height, limits.edgeReachPx, pixels),
    localRange(highT, lowT, width, height, limits.edgeReachPx, pixels),
  );
  const columns = (width + 1) >> 1;
  const floor = Math.max(flatShare * contrast, noises * noiseOf(picture, reference, highA, lowA, valid, contrast), leastGreys);
  // By the greys around: a division for each pixel would take longer than all the rest.
  const perLimit = Float64Array.from({ length: 256 }, (_, range) => 1 / Math.max(floor, edgeShare * range));
  const { certain, plain } = into;
  for (let y = 0; y < height; y++) {
    const row = (y >> 1) * columns;
    for (let x = valid.first[y] as number, at = y * width + x; x < (valid.end[y] as number); x++, at++) {
      const t = picture.data[at] as number;
      const a = reference.data[at] as number;
      if (t === a) continue;
      const share = perLimit[ranges[row + (x >> 1)] as number] as number;
      const apart = Math.abs(t - a) * share;
      if (apart > (plain[at] as number)) plain[at] = apart;
      const beyond =
        t > a
          ? Math.max(t - (highA[at] as number), (lowT[at] as number) - a)
          : Math.max((lowA[at] as number) - t, a - (highT[at] as number));
      if (beyond > 0 && beyond * share > (certain[at] as number)) certain[at] = beyond * share;
    }
  }
}

/** Difference of the brightest and the darkest grey around each 2 × 2 pixels, at half the size: edges are wide. */
function localRange(
  high: Uint8Array,
  low: Uint8Array,
  width: number,
  height: number,
  reachPx: number,
  pixels: PixelOperations,
): Uint8Array {
  const size = { width: (width + 1) >> 1, height: (height + 1) >> 1 };
  const reach = (reachPx + 1) >> 1;
  const highest = pixels.dilate({ ...size, data: extremes(high, width, height, 1) }, reach, 'square').data;
  const lowest = pixels.erode({ ...size, data: extremes(low, width, height, -1) }, reach, 'square').data;
  for (let at = 0; at < highest.length; at++) highest[at] = (highest[at] as number) - (lowest[at] as number);
  return highest;
}

/** The highest of each 2 × 2 pixels; the lowest where `sign` is −1. */
function extremes(values: Uint8Array, width: number, height: number, sign: 1 | -1): Uint8Array {
  const [columns, rows] = [(width + 1) >> 1, (height + 1) >> 1];
  const out = new Uint8Array(columns * rows);
  for (let y = 0, to = 0; y < rows; y++) {
    const above = 2 * y * width;
    const below = 2 * y + 1 < height ? above + width : above;
    for (let x = 0; x < columns; x++, to++) {
      const left = 2 * x;
      const right = left + 1 < width ? left + 1 : left;
      const a = sign * (values[above + left] as number);
      const b = sign * (values[above + right] as number);
      const c = sign * (values[below + left] as number);
      const d = sign * (values[below + right] as number);
      out[to] = sign * Math.max(a, b, c, d);
    }
  }
  return out;
}

/** The higher one of each two; changes the first. */
function higher(a: Uint8Array, b: Uint8Array): Uint8Array {
  for (let at = 0; at < a.length; at++) if ((b[at] as number) > (a[at] as number)) a[at] = b[at] as number;
  return a;
}

const flat = 0.1;
const fewestFlat = 500;

/** Deviation of the picture from its reference where that is flat (everywhere, if it hardly is), robust: 1.4826 · MAD. */
function noiseOf(
  picture: Plane,
  reference: Plane,
  high: Uint8Array,
  low: Uint8Array,
  { first, end }: ValidRows,
  contrast: number,
): number {
  const [calm, all] = [new Int32Array(511), new Int32Array(511)];
  for (let y = 0; y < picture.height; y++) {
    for (let at = y * picture.width + (first[y] as number), last = y * picture.width + (end[y] as number); at < last; at += 2) {
      const apart = 255 + (picture.data[at] as number) - (reference.data[at] as number);
      all[apart] = (all[apart] as number) + 1;
      if ((high[at] as number) - (low[at] as number) < flat * contrast) calm[apart] = (calm[apart] as number) + 1;
    }
  }
  const counts = calm.reduce((sum, count) => sum + count, 0) >= fewestFlat ? calm : all;
  const middle = medianOf(counts, (at) => at);
  return 1.4826 * medianOf(counts, (at) => Math.abs(at - middle));
}

function medianOf(counts: Int32Array, value: (at: number) => number): number {
  const values = [...counts.keys()].filter((at) => (counts[at] as number) > 0).sort((a, b) => value(a) - value(b));
  const half = counts.reduce((sum, count) => sum + count, 0) / 2;
  let seen = 0;
  for (const at of values) {
    seen += counts[at] as number;
    if (seen >= half) return value(at);
  }
  return 0;
}

/** Takes out what holds no block of 2 × 2 pixels (grey opening). */
export function opened(values: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let y = 0; y + 1 < height; y++) {
    for (let at = y * width, end = at + width - 1; at < end; at++) {
      const first = values[at] as number;
      if (first === 0) continue;
      const least = Math.min(first, values[at + 1] as number, values[at + width] as number, values[at + width + 1] as number);
      if (least === 0) continue;
      for (let row = at; row <= at + width; row += width) {
        if (least > (out[row] as number)) out[row] = least;
        if (least > (out[row + 1] as number)) out[row + 1] = least;
      }
    }
  }
  return out;
}
