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

/** Adds the difference of one channel: the larger one counts. */
export function addDifference(
  into: { readonly certain: Float32Array; readonly plain: Float32Array },
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
  const ranges = [
    localRange(highA, lowA, width, height, limits.edgeReachPx, pixels),
    localRange(highT, lowT, width, height, limits.edgeReachPx, pixels),
  ] as const;
  const floor = Math.max(flatShare * contrast, noises * noiseOf(picture, reference, highA, lowA, valid, contrast), leastGreys);
  for (let y = 0; y < height; y++) {
    for (let at = y * width + (valid.first[y] as number), end = y * width + (valid.end[y] as number); at < end; at++) {
      const [t, a] = [picture.data[at] as number, reference.data[at] as number];
      const limit = Math.max(floor, edgeShare * Math.max(ranges[0][at] as number, ranges[1][at] as number));
      const apart = Math.abs(t - a) / limit;
      if (apart > (into.plain[at] as number)) into.plain[at] = apart;
      const beyond =
        t > a
          ? Math.max(t - (highA[at] as number), (lowT[at] as number) - a)
          : Math.max((lowA[at] as number) - t, a - (highT[at] as number));
      if (beyond > 0 && beyond / limit > (into.certain[at] as number)) into.certain[at] = beyond / limit;
    }
  }
}

/** Difference of the brightest and the darkest grey around each pixel. */
function localRange(
  high: Uint8Array,
  low: Uint8Array,
  width: number,
  height: number,
  reachPx: number,
  pixels: PixelOperations,
): Uint8Array {
  const wider = pixels.dilate({ width, height, data: high }, reachPx, 'square').data;
  const lower = pixels.erode({ width, height, data: low }, reachPx, 'square').data;
  for (let at = 0; at < wider.length; at++) wider[at] = (wider[at] as number) - (lower[at] as number);
  return wider;
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
      for (const to of [at, at + 1, at + width, at + width + 1]) if (least > (out[to] as number)) out[to] = least;
    }
  }
  return out;
}
