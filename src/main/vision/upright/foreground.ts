import { takeMiddle } from '../middle.ts';
import type { Image } from '../types.ts';

/** What stands out from the ground that surrounds it. */
export interface Foreground {
  readonly width: number;
  readonly height: number;
  /** 1 where something stands out, row-major. */
  readonly mask: Uint8Array;
  /** By how much the grey differs from the ground's at that place, −255..255, everywhere. */
  readonly contrast: Float32Array;
  /** Share of the picture that stands out, 0..1, and how many of its pixels. */
  readonly area: number;
  readonly areaPx: number;
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

/** Of one channel: the polynomial, and how far its grain departs from it. */
interface Ground {
  readonly ground: Float64Array;
  readonly deviation: number;
}

interface Ring {
  /** Places (y · width + x) of the points. */
  readonly at: Int32Array;
  /** [points, terms] */
  readonly terms: Float64Array;
}

/**
 * Finds what lies on a ground, in pictures of one size: the ground's light (a polynomial of second degree for each channel,
 * fitted to the border and only to what agrees there) is taken out, and what departs from it by more than its grain stands
 * out, `caution` times as far as usual. Answers with null where nothing does, and where the picture is too small to tell.
 */
export function foregroundFinder(width: number, height: number, caution = 1): (image: Image) => Foreground | null {
  const ring = ringOf(width, height);
  return (image) => {
    if (ring.at.length < 60) return null;
    const { departures, contrast } = departuresFrom(
      [0, 1, 2].map((channel) => fitGround(image, channel, ring)),
      image,
    );
    const mask = thingsOf(departures, width, height, caution);
    return mask && described(mask, contrast, width, height);
  };
}

function described(mask: Uint8Array, contrast: Float32Array, width: number, height: number): Foreground {
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  let touching = 0;
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
    areaPx: count,
    x: sumX / count,
    y: sumY / count,
    touching: touching / (2 * (width + height) - 4),
  };
}

function ringOf(width: number, height: number): Ring {
  const wide = ringWidth(width, height);
  const places: number[] = [];
  for (let at = 0; at < width * height; at++)
    if (inRing(at % width, Math.floor(at / width), width, height, wide)) places.push(at);
  const step = Math.max(1, Math.floor(places.length / ringPoints));
  const at = Int32Array.from(places.filter((_, k) => k % step === 0));
  const values = [...at].flatMap((place) => {
    const x = (2 * (place % width)) / (width - 1) - 1;
    const y = (2 * Math.floor(place / width)) / (height - 1) - 1;
    return [1, x, y, x * x, x * y, y * y];
  });
  return { at, terms: Float64Array.from(values) };
}

const ringWidth = (width: number, height: number) => Math.max(2, Math.round(ringShare * Math.min(width, height)));
const inRing = (x: number, y: number, width: number, height: number, wide: number) =>
  x < wide || y < wide || x >= width - wide || y >= height - wide;

/** Least squares over the ring, each time over what lay within the deviations of the fit before. */
function fitGround({ data }: Image, channel: number, ring: Ring): Ground {
  const n = ring.at.length;
  const values = new Float64Array(n);
  for (let k = 0; k < n; k++) values[k] = data[(ring.at[k] as number) * 3 + channel] as number;
  const distances = new Float64Array(n);
  let ground = new Float64Array(terms);
  ground[0] = takeMiddle(values.slice());
  let deviation = deviationFrom(ground, values, ring, distances);
  for (let fit = 0; fit < fits; fit++) {
    ground = solved(normalEquations(values, ring, distances, 2.5 * deviation), ground);
    deviation = deviationFrom(ground, values, ring, distances);
  }
  return { ground, deviation };
}

/** [terms, terms + 1], of the points that lie no farther from the fit before than `most`. */
function normalEquations(values: Float64Array, { terms: all }: Ring, distances: Float64Array, most: number): Float64Array {
  const matrix = new Float64Array(terms * (terms + 1));
  for (let k = 0, point = 0; k < values.length; k++, point += terms) {
    if ((distances[k] as number) > most) continue;
    const value = values[k] as number;
    for (let i = 0; i < terms; i++) {
      const left = all[point + i] as number;
      const row = i * (terms + 1);
      for (let j = i; j < terms; j++) matrix[row + j] = (matrix[row + j] as number) + left * (all[point + j] as number);
      matrix[row + terms] = (matrix[row + terms] as number) + left * value;
    }
  }
  for (let i = 0; i < terms; i++) for (let j = 0; j < i; j++) matrix[i * (terms + 1) + j] = matrix[j * (terms + 1) + i] as number;
  return matrix;
}

/** From the median of the distances, which it writes: up to half of the ring may be something else. */
function deviationFrom(
  [c0 = 0, cx = 0, cy = 0, cxx = 0, cxy = 0, cyy = 0]: Float64Array,
  values: Float64Array,
  { terms: all }: Ring,
  distances: Float64Array,
): number {
  for (let k = 0, i = 0; k < values.length; k++, i += terms) {
    const level = c0 + cx * (all[i + 1] as number) + cy * (all[i + 2] as number);
    const bent = cxx * (all[i + 3] as number) + cxy * (all[i + 4] as number) + cyy * (all[i + 5] as number);
    distances[k] = Math.abs((values[k] as number) - level - bent);
  }
  return Math.max(leastDeviation, 1.4826 * takeMiddle(distances.slice()));
}

/** How far each place departs from the ground, in deviations of the channel that departs most; and by how much in grey. */
function departuresFrom(
  grounds: readonly Ground[],
  { width, height, data }: Image,
): { readonly departures: Float32Array; readonly contrast: Float32Array } {
  const departures = new Float32Array(width * height);
  const contrast = new Float32Array(width * height);
  const residuals = grounds.map(() => new Float32Array(width));
  const [red, green, blue] = residuals as [Float32Array, Float32Array, Float32Array];
  const [perRed, perGreen, perBlue] = grounds.map(({ deviation }) => 1 / deviation) as [number, number, number];
  const [shareRed, shareGreen, shareBlue] = greyShares;
  for (let row = 0, at = 0; row < height; row++) {
    for (let channel = 0; channel < 3; channel++) {
      writeResiduals(
        data,
        row * width * 3 + channel,
        (2 * row) / (height - 1) - 1,
        grounds[channel] as Ground,
        residuals[channel] as Float32Array,
      );
    }
    for (let column = 0; column < width; column++, at++) {
      const r = red[column] as number;
      const g = green[column] as number;
      const b = blue[column] as number;
      contrast[at] = shareRed * r + shareGreen * g + shareBlue * b;
      departures[at] = Math.max(Math.abs(r) * perRed, Math.abs(g) * perGreen, Math.abs(b) * perBlue);
    }
  }
  return { departures, contrast };
}

/** Of one row of a channel, from byte `from` on. `y`: −1 at the top of the picture, 1 at its bottom. */
function writeResiduals(data: Uint8Array, from: number, y: number, { ground }: Ground, into: Float32Array): void {
  const [c0 = 0, cx = 0, cy = 0, cxx = 0, cxy = 0, cyy = 0] = ground;
  const start = c0 + cy * y + cyy * y * y;
  const slope = cx + cxy * y;
  const step = 2 / (into.length - 1);
  for (let column = 0, at = from; column < into.length; column++, at += 3) {
    const x = step * column - 1;
    into[column] = (data[at] as number) - start - x * (slope + cxx * x);
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
  const { labels, sizes, inRings } = connected(departures, width, height, caution);
  const isThing = sizes.map((size, label) => label > 0 && (inRings[label] as number) < mostInRing * size);
  const largest = Math.max(0, ...sizes.filter((_, label) => isThing[label]));
  if (largest === 0) return null;
  const kept = Uint8Array.from(sizes, (size, label) => (isThing[label] === true && size >= leastShare * largest ? 1 : 0));
  const mask = new Uint8Array(labels.length);
  for (let at = 0; at < mask.length; at++) mask[at] = kept[labels[at] as number] as number;
  return mask;
}

/** Labels of the places, 0 where nothing stands out; how many places have each label, and how many of these lie in the ring. */
function connected(
  departures: Float32Array,
  width: number,
  height: number,
  caution: number,
): { readonly labels: Int32Array; readonly sizes: readonly number[]; readonly inRings: readonly number[] } {
  const labels = new Int32Array(departures.length);
  const [sizes, inRings] = [[0], [0]];
  const wide = ringWidth(width, height);
  const [seed, least] = [caution * strong, caution * weak];
  const waiting = new Int32Array(departures.length);
  for (let start = 0; start < departures.length; start++) {
    if ((departures[start] as number) < seed || labels[start] !== 0) continue;
    const label = sizes.length;
    let size = 0;
    let ringed = 0;
    labels[start] = label;
    waiting[0] = start;
    for (let known = 1; size < known; size++) {
      const at = waiting[size] as number;
      const y = Math.floor(at / width);
      const x = at - y * width;
      if (inRing(x, y, width, height, wide)) ringed++;
      const top = y > 0 ? at - width : at;
      const bottom = y < height - 1 ? at + width : at;
      const left = x > 0 ? -1 : 0;
      const right = x < width - 1 ? 1 : 0;
      for (let row = top; row <= bottom; row += width) {
        for (let next = row + left; next <= row + right; next++) {
          if ((departures[next] as number) < least || labels[next] !== 0) continue;
          labels[next] = label;
          waiting[known++] = next;
        }
      }
    }
    sizes.push(size);
    inRings.push(ringed);
  }
  return { labels, sizes, inRings };
}
