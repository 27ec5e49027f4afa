import type { Image } from '../types.ts';

/** What stands out from the ground that surrounds it. */
export interface Foreground {
  readonly width: number;
  readonly height: number;
  /** 1 where something stands out, row-major. */
  readonly mask: Uint8Array;
  /** By how much the grey differs from the ground's at that place, −255..255, everywhere. */
  readonly contrast: Float32Array;
  /** Share of the picture that stands out, 0..1. */
  readonly area: number;
  /** Its middle, in pixels; centres of pixels are whole numbers. */
  readonly x: number;
  readonly y: number;
  /** Share of the picture's outermost pixels that stand out, 0..1. */
  readonly touching: number;
}

/** Along the border lies ground, mostly: so wide, of the shorter side. */
const ringShare = 0.06;
/** What departs so far from the ground, in its own deviations, starts a thing; what departs half as far and touches it belongs to it. */
const strong = 6;
const weak = 3;
/** Less than this in grey is nothing: a ground without any grain has no deviation. */
const leastDeviation = 2;
/** Of the largest thing; smaller ones are grain. */
const leastShare = 0.1;
/** A thing that lies in the ring for so much of it is the edge of a table, and no part. */
const mostInRing = 0.6;
const fits = 4;

/** Points of the ring that are looked at, about. */
const ringPoints = 600;
/** Of the ground's light: 1, x, y, x², xy, y², with x and y from −1 to 1. */
const terms = 6;
const greyShares = [0.299, 0.587, 0.114] as const;

interface RingPoint {
  readonly at: number;
  readonly terms: Float64Array;
}

/**
 * Finds what lies on a ground, in pictures of one size: the ground's light (a polynomial of second degree for each channel,
 * fitted to the border and only to what agrees there) is taken out, and what departs from it by more than its grain stands
 * out, `caution` times as far as usual. Answers with null where nothing does, and where the picture is too small to tell.
 */
export function foregroundFinder(width: number, height: number, caution = 1): (image: Image) => Foreground | null {
  const ring = ringOf(width, height);
  const departures = new Float32Array(width * height);
  return (image) => {
    if (ring.length < 60) return null;
    departures.fill(0);
    const contrast = new Float32Array(width * height);
    for (let channel = 0; channel < 3; channel++) {
      const { ground, deviation } = fitGround(image, channel, ring);
      addDepartures(image, channel, ground, deviation, departures, contrast);
    }
    const mask = thingsOf(departures, width, height, caution);
    return mask && described(mask, contrast, width, height);
  };
}

function described(mask: Uint8Array, contrast: Float32Array, width: number, height: number): Foreground {
  let [count, sumX, sumY, touching] = [0, 0, 0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (mask[at] === 0) continue;
      count++;
      sumX += x;
      sumY += y;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) touching++;
    }
  }
  return {
    width,
    height,
    mask,
    contrast,
    area: count / mask.length,
    x: sumX / count,
    y: sumY / count,
    touching: touching / (2 * (width + height) - 4),
  };
}

function ringOf(width: number, height: number): RingPoint[] {
  const wide = ringWidth(width, height);
  const places: number[] = [];
  for (let at = 0; at < width * height; at++)
    if (inRing(at % width, Math.floor(at / width), width, height, wide)) places.push(at);
  const step = Math.max(1, Math.floor(places.length / ringPoints));
  return places
    .filter((_, k) => k % step === 0)
    .map((at) => {
      const x = (2 * (at % width)) / (width - 1) - 1;
      const y = (2 * Math.floor(at / width)) / (height - 1) - 1;
      return { at, terms: Float64Array.of(1, x, y, x * x, x * y, y * y) };
    });
}

const ringWidth = (width: number, height: number) => Math.max(2, Math.round(ringShare * Math.min(width, height)));
const inRing = (x: number, y: number, width: number, height: number, wide: number) =>
  x < wide || y < wide || x >= width - wide || y >= height - wide;

/** Least squares over the ring, each time over what lay within the deviations of the fit before. */
function fitGround(
  { data }: Image,
  channel: number,
  ring: readonly RingPoint[],
): { readonly ground: Float64Array; readonly deviation: number } {
  const values = Float64Array.from(ring, ({ at }) => data[at * 3 + channel] as number);
  let ground = new Float64Array(terms);
  ground[0] = middleOf(values);
  const residuals = () => values.map((value, k) => Math.abs(value - valueAt(ground, (ring[k] as RingPoint).terms)));
  let distances = residuals();
  // From the median of the distances: up to half of the ring may be something else.
  let deviation = Math.max(leastDeviation, 1.4826 * middleOf(distances));
  for (let fit = 0; fit < fits; fit++) {
    const matrix = new Float64Array(terms * (terms + 1));
    for (const [k, point] of ring.entries()) {
      if ((distances[k] as number) > 2.5 * deviation) continue;
      for (let i = 0; i < terms; i++) {
        const left = point.terms[i] as number;
        const row = i * (terms + 1);
        for (let j = 0; j < terms; j++) matrix[row + j] = (matrix[row + j] as number) + left * (point.terms[j] as number);
        matrix[row + terms] = (matrix[row + terms] as number) + left * (values[k] as number);
      }
    }
    ground = solved(matrix, ground);
    distances = residuals();
    deviation = Math.max(leastDeviation, 1.4826 * middleOf(distances));
  }
  return { ground, deviation };
}

const middleOf = (values: Float64Array): number => values.slice().sort()[values.length >> 1] ?? 0;

function valueAt(ground: Float64Array, point: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < terms; k++) sum += (ground[k] as number) * (point[k] as number);
  return sum;
}

/** Raises `departures` to those of this channel, in deviations, and adds its share of the grey to `contrast`. */
function addDepartures(
  { width, height, data }: Image,
  channel: number,
  [c0 = 0, cx = 0, cy = 0, cxx = 0, cxy = 0, cyy = 0]: Float64Array,
  deviation: number,
  departures: Float32Array,
  contrast: Float32Array,
): void {
  const share = greyShares[channel] as number;
  for (let row = 0, at = 0; row < height; row++) {
    const y = (2 * row) / (height - 1) - 1;
    const [start, slope] = [c0 + cy * y + cyy * y * y, cx + cxy * y];
    for (let column = 0; column < width; column++, at++) {
      const x = (2 * column) / (width - 1) - 1;
      const residual = (data[at * 3 + channel] as number) - start - x * (slope + cxx * x);
      contrast[at] = (contrast[at] as number) + share * residual;
      const departure = Math.abs(residual) / deviation;
      if (departure > (departures[at] as number)) departures[at] = departure;
    }
  }
}

/** Gauss with pivots, a hair of ridge; `before` where there is too little to solve for. */
function solved(matrix: Float64Array, before: Float64Array): Float64Array<ArrayBuffer> {
  const columns = terms + 1;
  const at = (row: number, column: number) => matrix[row * columns + column] as number;
  for (let i = 0; i < terms; i++) matrix[i * columns + i] = at(i, i) + 1e-6;
  for (let i = 0; i < terms; i++) {
    let pivot = i;
    for (let row = i + 1; row < terms; row++) if (Math.abs(at(row, i)) > Math.abs(at(pivot, i))) pivot = row;
    if (Math.abs(at(pivot, i)) < 1e-5) return Float64Array.from(before);
    for (let column = 0; column < columns; column++) {
      const swapped = at(i, column);
      matrix[i * columns + column] = at(pivot, column);
      matrix[pivot * columns + column] = swapped;
    }
    for (let row = 0; row < terms; row++) {
      if (row === i) continue;
      const factor = at(row, i) / at(i, i);
      for (let column = i; column < columns; column++) matrix[row * columns + column] = at(row, column) - factor * at(i, column);
    }
  }
  return Float64Array.from({ length: terms }, (_, i) => at(i, terms) / at(i, i));
}

/** Connected (8) places that depart weakly with at least one that departs strongly, less grain and edges of tables. */
function thingsOf(departures: Float32Array, width: number, height: number, caution: number): Uint8Array | null {
  const labels = new Int32Array(departures.length);
  const sizes = [0];
  const inRings = [0];
  const wide = ringWidth(width, height);
  const stack: number[] = [];
  for (let start = 0; start < departures.length; start++) {
    if (labels[start] !== 0 || (departures[start] as number) < caution * strong) continue;
    const label = sizes.length;
    let [size, ringed] = [0, 0];
    labels[start] = label;
    stack.push(start);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      size++;
      if (inRing(x, y, width, height, wide)) ringed++;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (labels[next] !== 0 || (departures[next] as number) < caution * weak) continue;
          labels[next] = label;
          stack.push(next);
        }
      }
    }
    sizes.push(size);
    inRings.push(ringed);
  }
  const isThing = sizes.map((size, label) => label > 0 && (inRings[label] as number) < mostInRing * size);
  const largest = Math.max(0, ...sizes.filter((_, label) => isThing[label]));
  if (largest === 0) return null;
  const kept = sizes.map((size, label) => isThing[label] === true && size >= leastShare * largest);
  const mask = new Uint8Array(labels.length);
  for (let at = 0; at < mask.length; at++) if (kept[labels[at] as number] === true) mask[at] = 1;
  return mask;
}
