import { takeMiddle } from '../middle.ts';
import type { Plane } from '../pixels/operations.ts';
import type { ValidRows } from './valid.ts';

/** Every so many pixels both ways: the light is smooth. */
const stridePx = 4;
const rounds = 3;
/** What counts in the next round: residuals up to so many greys, or so many medians and this share of the contrast. */
const leastLimit = 4;
const medians = 2.5;
const contrastShare = 0.1;
/** Light may change by so much before the picture is thought to show something else. */
const gainLimits = { least: 0.4, most: 2.5 };

export interface Light {
  /** The reference as it would look in the light of the picture. */
  readonly plane: Plane;
  /** Correlation of what counted in the end with all that was looked at; 1: nothing but light differs. */
  readonly correlation: number;
}

/**
 * Brings a reference that lies over its picture into the picture's light: a gain that slopes over the picture and a bias, by
 * least squares that drop what differs by more than light can explain. Null where there is no such light.
 */
export function inLightOf(picture: Plane, reference: Plane, valid: ValidRows, contrast: number): Light | null {
  const samples = sampled(picture, reference, valid);
  const n = samples.greys.length;
  const counted = new Uint8Array(n).fill(1);
  const residuals = new Float32Array(n);
  let fit: Fit | null = null;
  for (let round = 0; round < rounds; round++) {
    fit = leastSquares(samples, counted);
    if (fit === null) return null;
    writeResiduals(samples, fit, residuals);
    const limit = Math.max(leastLimit, medians * takeMiddle(residuals.slice()) + contrastShare * contrast);
    for (let i = 0; i < n; i++) counted[i] = (residuals[i] as number) <= limit ? 1 : 0;
  }
  if (fit === null) return null;
  const [gain, slopeX, slopeY] = fit;
  const steepest = Math.abs(slopeX) + Math.abs(slopeY);
  if (gain - steepest < gainLimits.least || gain + steepest > gainLimits.most) return null;
  const lit = litBy(reference, fit);
  return {
    plane: { width: reference.width, height: reference.height, data: lit },
    correlation: correlationOf(picture, lit, valid),
  };
}

/** Gain in the middle, by how much it differs at the right and at the bottom, and bias in greys. */
type Fit = readonly [gain: number, slopeX: number, slopeY: number, bias: number];

function writeResiduals({ greys, references, u, v }: Samples, [gain, slopeX, slopeY, bias]: Fit, into: Float32Array): void {
  for (let i = 0; i < into.length; i++) {
    const g = gain + slopeX * (u[i] as number) + slopeY * (v[i] as number);
    into[i] = Math.abs((greys[i] as number) - g * (references[i] as number) - bias);
  }
}

function litBy({ width, height, data }: Plane, [gain, slopeX, slopeY, bias]: Fit): Uint8Array {
  const out = new Uint8Array(data.length);
  const step = slopeX * (2 / width);
  const rounded = bias + 0.5;
  for (let y = 0, at = 0; y < height; y++) {
    const rowGain = gain + slopeY * across(y, height) + slopeX * across(0, width);
    for (let x = 0; x < width; x++, at++) {
      const grey = ((data[at] as number) * (rowGain + step * x) + rounded) | 0;
      out[at] = grey < 0 ? 0 : grey > 255 ? 255 : grey;
    }
  }
  return out;
}

/** −1 to 1 over a side. */
const across = (at: number, size: number): number => (2 * at) / size - 1;

interface Samples {
  readonly greys: Float32Array;
  readonly references: Float32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

function sampled(picture: Plane, reference: Plane, { first, end, pixels }: ValidRows): Samples {
  const { width, height } = picture;
  const room = () => new Float32Array(Math.ceil(pixels / stridePx) + height);
  const { greys, references, u, v } = { greys: room(), references: room(), u: room(), v: room() };
  let n = 0;
  for (let y = 0; y < height; y += stridePx) {
    for (let x = first[y] as number; x < (end[y] as number); x += stridePx, n++) {
      greys[n] = picture.data[y * width + x] as number;
      references[n] = reference.data[y * width + x] as number;
      u[n] = across(x, width);
      v[n] = across(y, height);
    }
  }
  const used = (values: Float32Array) => values.subarray(0, n);
  return { greys: used(greys), references: used(references), u: used(u), v: used(v) };
}

/** Gain, its slopes and bias; null where the reference is of one grey. */
function leastSquares({ greys, references, u, v }: Samples, counted: Uint8Array): Fit | null {
  // Written out: sums in variables take a quarter of the time of sums in a matrix.
  let [n, r1, ru, rv] = [0, 0, 0, 0];
  let [rr, rru, rrv, rruu, rruv, rrvv] = [0, 0, 0, 0, 0, 0];
  let [p1, pr, pru, prv] = [0, 0, 0, 0];
  for (let i = 0; i < counted.length; i++) {
    if (counted[i] === 0) continue;
    const p = greys[i] as number;
    const r = references[i] as number;
    const ri = r * (u[i] as number);
    const rj = r * (v[i] as number);
    n++;
    r1 += r;
    ru += ri;
    rv += rj;
    rr += r * r;
    rru += r * ri;
    rrv += r * rj;
    rruu += ri * ri;
    rruv += ri * rj;
    rrvv += rj * rj;
    p1 += p;
    pr += p * r;
    pru += p * ri;
    prv += p * rj;
  }
  const rows = [
    [rr, rru, rrv, r1, pr],
    [rru, rruu, rruv, ru, pru],
    [rrv, rruv, rrvv, rv, prv],
    [r1, ru, rv, n, p1],
  ];
  return solve(
    rows.map((row) => Float64Array.from(row)),
    rows.length,
  );
}

/** Gauss and Jordan with the diagonal as pivot: the matrix is symmetric and positive. */
function solve(rows: readonly Float64Array[], k: number): Fit | null {
  const size = rows.map((row, i) => row[i] as number);
  for (let i = 0; i < k; i++) {
    const row = rows[i] as Float64Array;
    const pivot = row[i] as number;
    if (!(pivot > 1e-9 * (size[i] as number))) return null;
    for (let b = 0; b <= k; b++) row[b] = (row[b] as number) / pivot;
    for (let j = 0; j < k; j++) {
      if (j === i) continue;
      const other = rows[j] as Float64Array;
      const share = other[i] as number;
      for (let b = 0; b <= k; b++) other[b] = (other[b] as number) - share * (row[b] as number);
    }
  }
  const [gain = 0, slopeX = 0, slopeY = 0, bias = 0] = rows.map((row) => row[k] as number);
  return [gain, slopeX, slopeY, bias];
}

function correlationOf(picture: Plane, reference: Uint8Array, { first, end }: ValidRows): number {
  let n = 0;
  let sumP = 0;
  let sumR = 0;
  let sumPP = 0;
  let sumRR = 0;
  let sumPR = 0;
  for (let y = 0; y < picture.height; y += stridePx) {
    for (let x = first[y] as number; x < (end[y] as number); x += stridePx) {
      const p = picture.data[y * picture.width + x] as number;
      const r = reference[y * picture.width + x] as number;
      n++;
      sumP += p;
      sumR += r;
      sumPP += p * p;
      sumRR += r * r;
      sumPR += p * r;
    }
  }
  const [varP, varR] = [n * sumPP - sumP * sumP, n * sumRR - sumR * sumR];
  return varP > 0 && varR > 0 ? (n * sumPR - sumP * sumR) / Math.sqrt(varP * varR) : 0;
}
