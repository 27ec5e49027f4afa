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
  const { width, height } = picture;
  const samples = sampled(picture, reference, valid);
  const n = samples.greys.length;
  let counted: Uint8Array = new Uint8Array(n).fill(1);
  let fit: readonly number[] | null = null;
  for (let round = 0; round < rounds; round++) {
    fit = leastSquares(samples, counted);
    if (fit === null) return null;
    const [gain, slopeX, slopeY, bias] = fit as [number, number, number, number];
    const residuals = new Float32Array(n);
    for (let i = 0; i < n; i++) {
      const g = gain + slopeX * (samples.u[i] as number) + slopeY * (samples.v[i] as number);
      residuals[i] = Math.abs((samples.greys[i] as number) - g * (samples.references[i] as number) - bias);
    }
    const median = Float32Array.from(residuals).sort()[n >> 1] as number;
    const limit = Math.max(leastLimit, medians * median + contrastShare * contrast);
    counted = Uint8Array.from(residuals, (residual) => (residual <= limit ? 1 : 0));
  }
  const [gain, slopeX, slopeY, bias] = fit as unknown as [number, number, number, number];
  const steepest = Math.abs(slopeX) + Math.abs(slopeY);
  if (gain - steepest < gainLimits.least || gain + steepest > gainLimits.most) return null;
  // Rounds and clamps by itself.
  const data = new Uint8ClampedArray(reference.data.length);
  for (let y = 0, at = 0; y < height; y++) {
    const rowGain = gain + slopeY * across(y, height) + slopeX * across(0, width);
    const step = slopeX * (2 / width);
    for (let x = 0; x < width; x++, at++) {
      data[at] = (reference.data[at] as number) * (rowGain + step * x) + bias;
    }
  }
  const lit = new Uint8Array(data.buffer);
  return { plane: { width, height, data: lit }, correlation: correlationOf(picture, lit, valid) };
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
function leastSquares({ greys, references, u, v }: Samples, counted: Uint8Array): number[] | null {
  const k = 4;
  const rows = Array.from({ length: k }, () => new Float64Array(k + 1));
  const terms = new Float64Array(k);
  for (let i = 0; i < greys.length; i++) {
    if (counted[i] === 0) continue;
    const r = references[i] as number;
    terms[0] = r;
    terms[1] = r * (u[i] as number);
    terms[2] = r * (v[i] as number);
    terms[3] = 1;
    for (let a = 0; a < k; a++) {
      const row = rows[a] as Float64Array;
      const term = terms[a] as number;
      for (let b = 0; b < k; b++) row[b] = (row[b] as number) + term * (terms[b] as number);
      row[k] = (row[k] as number) + term * (greys[i] as number);
    }
  }
  return solve(rows, k);
}

/** Gauss and Jordan with the diagonal as pivot: the matrix is symmetric and positive. */
function solve(rows: readonly Float64Array[], k: number): number[] | null {
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
  return rows.map((row) => row[k] as number);
}

function correlationOf(picture: Plane, reference: Uint8Array, { first, end }: ValidRows): number {
  let [n, sumP, sumR, sumPP, sumRR, sumPR] = [0, 0, 0, 0, 0, 0];
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
