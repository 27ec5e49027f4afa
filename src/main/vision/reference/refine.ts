import type { Affine, Plane } from '../pixels/operations.ts';
import { compose, invert, largestMove, rotation } from './affine.ts';
import { type Level, toFull, toLevel } from './pyramid.ts';

/** Of each cell of the reference the points with the steepest grey count, so that no busy corner decides alone. */
const cellPx = 8;
const pointsOfCell = 4;
const leastGradient = 2;
const fewestPoints = 60;
const mostSteps = 20;
const stillPx = 0.02;
/** Residuals count up to so many times their mean: a missing component must not pull the picture. */
const clip = 3;

/** How a picture may move: the change of a point's place by each parameter, and the affine of a step. */
export interface Motion {
  readonly parameters: number;
  /** Writes what a unit of each parameter changes in the grey at (u, v), where it has this gradient. */
  write(into: Float64Array, gx: number, gy: number, u: number, v: number): void;
  step(p: Float64Array, reach: number, cx: number, cy: number): Affine;
}

/** Turns and shifts. */
export const turns: Motion = {
  parameters: 3,
  write(into, gx, gy, u, v) {
    into[0] = gx;
    into[1] = gy;
    into[2] = gy * u - gx * v;
  },
  step: ([x = 0, y = 0, turn = 0], reach, cx, cy) => compose([1, 0, x, 0, 1, y], rotation(turn / reach, cx, cy)),
};

/** Stretches and shears too. */
export const anyAffine: Motion = {
  parameters: 6,
  write(into, gx, gy, u, v) {
    into[0] = gx;
    into[1] = gx * u;
    into[2] = gx * v;
    into[3] = gy;
    into[4] = gy * u;
    into[5] = gy * v;
  },
  step([x = 0, xu = 0, xv = 0, y = 0, yu = 0, yv = 0], reach, cx, cy) {
    const [a, b, d, e] = [1 + xu / reach, xv / reach, yu / reach, 1 + yv / reach];
    return [a, b, x + cx - a * cx - b * cy, d, e, y + cy - d * cx - e * cy];
  },
};

/** The place from `start` on, or null where the picture cannot be followed. Maps points of the reference to the picture, full size. */
export type Refine = (picture: Level, start: Affine) => Affine | null;

/** Refines places on one level, by the steepest points of the reference there. */
export function createRefiner({ plane, scale }: Level, motion: Motion): Refine {
  const points = steepPoints(plane);
  const n = points.length;
  const { parameters } = motion;
  const [cx, cy] = [(plane.width - 1) / 2, (plane.height - 1) / 2];
  const reach = Math.max(plane.width, plane.height) / 2;
  const grey = Float64Array.from(points, (at) => plane.data[at] as number);
  const slopes = slopesOf(plane, points, motion, { cx, cy, reach }, grey);
  const solve = n < fewestPoints ? null : solver(normalMatrix(slopes, parameters), parameters);
  const samples = new Float64Array(n);
  return (picture, start) => {
    if (solve === null) return null;
    let place = toLevel(start, scale);
    for (let step = 0; step < mostSteps; step++) {
      const inside = sample(picture.plane, plane.width, points, place, samples);
      if (inside < n / 2) return null;
      const right = residualSlopes(samples, grey, slopes, parameters);
      if (right === null) return null;
      const change = motion.step(solve(right), reach, cx, cy);
      place = compose(place, invert(change));
      if (largestMove(change, plane) < stillPx) break;
    }
    return toFull(place, scale);
  };
}

/** Places (y · width + x) of the steepest points of each cell. */
function steepPoints({ width, height, data }: Plane): Int32Array {
  const chosen: number[] = [];
  const strength = (at: number): number => {
    const gx = (data[at + 1] as number) - (data[at - 1] as number);
    const gy = (data[at + width] as number) - (data[at - width] as number);
    return gx * gx + gy * gy;
  };
  const least = (2 * leastGradient) ** 2;
  for (let top = 2; top + cellPx < height - 1; top += cellPx) {
    for (let left = 2; left + cellPx < width - 1; left += cellPx) {
      const steepest: { at: number; value: number }[] = [];
      for (let y = top; y < top + cellPx; y++) {
        for (let at = y * width + left; at < y * width + left + cellPx; at++) {
          const value = strength(at);
          if (value < least || (steepest.length === pointsOfCell && value <= (steepest.at(-1)?.value ?? 0))) continue;
          steepest.push({ at, value });
          steepest.sort((a, b) => b.value - a.value);
          if (steepest.length > pointsOfCell) steepest.pop();
        }
      }
      for (const { at } of steepest) chosen.push(at);
    }
  }
  return Int32Array.from(chosen);
}

/** [points, parameters]: change of the grey by each parameter, without what gain and bias of the light explain. */
function slopesOf(
  { width, data }: Plane,
  points: Int32Array,
  motion: Motion,
  { cx, cy, reach }: { readonly cx: number; readonly cy: number; readonly reach: number },
  grey: Float64Array,
): Float64Array {
  const k = motion.parameters;
  const slopes = new Float64Array(points.length * k);
  for (const [i, at] of points.entries()) {
    const gx = ((data[at + 1] as number) - (data[at - 1] as number)) / 2;
    const gy = ((data[at + width] as number) - (data[at - width] as number)) / 2;
    const x = at % width;
    motion.write(slopes.subarray(i * k, i * k + k), gx, gy, (x - cx) / reach, ((at - x) / width - cy) / reach);
  }
  const [u, v] = [points.map((at) => at % width), points.map((at) => Math.floor(at / width))];
  return withoutLight(slopes, k, [grey, u, v]);
}

/** Takes out of each column what a constant and `others` explain (Gram and Schmidt). */
function withoutLight(slopes: Float64Array, k: number, others: readonly ArrayLike<number>[]): Float64Array {
  const n = slopes.length / k;
  const basis: Float64Array[] = [];
  const take = (column: Float64Array): number => {
    for (const one of basis) {
      let along = 0;
      for (let i = 0; i < n; i++) along += (one[i] as number) * (column[i] as number);
      for (let i = 0; i < n; i++) column[i] = (column[i] as number) - along * (one[i] as number);
    }
    return Math.sqrt(column.reduce((sum, value) => sum + value * value, 0));
  };
  for (const other of [new Float64Array(n).fill(1), ...others]) {
    const column = Float64Array.from(other);
    const length = take(column);
    if (length > 1e-6) basis.push(column.map((value) => value / length));
  }
  for (let p = 0; p < k; p++) {
    const column = Float64Array.from({ length: n }, (_, i) => slopes[i * k + p] as number);
    take(column);
    for (let i = 0; i < n; i++) slopes[i * k + p] = column[i] as number;
  }
  return slopes;
}

function normalMatrix(slopes: Float64Array, k: number): Float64Array {
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < slopes.length; i += k) {
    for (let a = 0; a < k; a++) {
      const left = slopes[i + a] as number;
      for (let b = 0; b < k; b++) matrix[a * k + b] = (matrix[a * k + b] as number) + left * (slopes[i + b] as number);
    }
  }
  return matrix;
}

/** Solves for one right side after the other (Cholesky); null where the points hold the picture in too few directions. */
function solver(matrix: Float64Array, k: number): ((right: Float64Array) => Float64Array) | null {
  const factor = Float64Array.from(matrix);
  const at = (row: number, column: number) => factor[row * k + column] as number;
  for (let j = 0; j < k; j++) {
    for (let i = j; i < k; i++) {
      let sum = at(i, j);
      for (let m = 0; m < j; m++) sum -= at(i, m) * at(j, m);
      if (i === j && !(sum > 1e-4 * (matrix[j * k + j] as number))) return null;
      factor[i * k + j] = i === j ? Math.sqrt(sum) : sum / at(j, j);
    }
  }
  return (right) => {
    const out = Float64Array.from(right);
    for (let i = 0; i < k; i++) {
      for (let m = 0; m < i; m++) out[i] = (out[i] as number) - at(i, m) * (out[m] as number);
      out[i] = (out[i] as number) / at(i, i);
    }
    for (let i = k - 1; i >= 0; i--) {
      for (let m = i + 1; m < k; m++) out[i] = (out[i] as number) - at(m, i) * (out[m] as number);
      out[i] = (out[i] as number) / at(i, i);
    }
    return out;
  };
}

/** Bilinear greys of the picture where the points of the reference lie in it; NaN outside. Answers how many are inside. */
function sample(
  { width, height, data }: Plane,
  referenceWidth: number,
  points: Int32Array,
  [a, b, c, d, e, f]: Affine,
  into: Float64Array,
): number {
  let inside = 0;
  for (let i = 0; i < points.length; i++) {
    const at = points[i] as number;
    const rx = at % referenceWidth;
    const ry = (at - rx) / referenceWidth;
    const x = a * rx + b * ry + c;
    const y = d * rx + e * ry + f;
    const left = Math.floor(x);
    const top = Math.floor(y);
    if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) {
      into[i] = Number.NaN;
      continue;
    }
    inside++;
    const u = x - left;
    const v = y - top;
    const k = top * width + left;
    const above = (data[k] as number) * (1 - u) + (data[k + 1] as number) * u;
    const below = (data[k + width] as number) * (1 - u) + (data[k + width + 1] as number) * u;
    into[i] = above * (1 - v) + below * v;
  }
  return inside;
}

/** What is left of the samples after gain and bias, clipped, along each slope, in greys of the reference. */
function residualSlopes(samples: Float64Array, grey: Float64Array, slopes: Float64Array, k: number): Float64Array | null {
  let n = 0;
  let sumG = 0;
  let sumS = 0;
  let sumGG = 0;
  let sumGS = 0;
  for (let i = 0; i < samples.length; i++) {
    const s = samples[i] as number;
    if (Number.isNaN(s)) continue;
    const g = grey[i] as number;
    n++;
    sumG += g;
    sumS += s;
    sumGG += g * g;
    sumGS += g * s;
  }
  const gain = (n * sumGS - sumG * sumS) / (n * sumGG - sumG * sumG);
  if (!(gain > 0.05)) return null;
  const bias = (sumS - gain * sumG) / n;
  let total = 0;
  for (let i = 0; i < samples.length; i++) {
    const residual = Math.abs((samples[i] as number) - gain * (grey[i] as number) - bias);
    if (!Number.isNaN(residual)) total += residual;
  }
  const limit = (clip * total) / n;
  const right = new Float64Array(k);
  for (let i = 0; i < samples.length; i++) {
    const residual = (samples[i] as number) - gain * (grey[i] as number) - bias;
    if (Number.isNaN(residual)) continue;
    const kept = Math.min(limit, Math.max(-limit, residual)) / gain;
    for (let p = 0; p < k; p++) right[p] = (right[p] as number) + kept * (slopes[i * k + p] as number);
  }
  return right;
}
