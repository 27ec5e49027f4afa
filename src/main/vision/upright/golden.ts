import { medianOf } from '#shared/domain/threshold.ts';
import type { Affine, PixelOperations, Plane } from '../pixels/operations.ts';
import { createLocator, cutAt, type Golden } from './locate.ts';
import { ground, type Painted } from './painted.ts';

/** Parts that may become the golden one before the mean is taken, and parts that each of them is held against. */
const candidates = 5;
const judges = 8;
/** Rounds of laying all parts over the mean of all parts. */
const rounds = 2;
/** The part's outermost points lie on a circle; so much wider are the planes. */
const marginShare = 0.15;
/** A part is turned for a box that is smaller by so much. */
const leastGain = 0.04;

/** What all parts have in common, laid upright: the part that agrees best with the others, then the mean of all laid over it. */
export function learnGolden(parts: readonly Painted[], pixels: PixelOperations): Golden {
  const area = medianOf(parts.map((part) => part.areaPx));
  const usual = [...parts].sort((a, b) => Math.abs(a.areaPx - area) - Math.abs(b.areaPx - area));
  const side = 2 * Math.ceil((1 + marginShare) * medianOf(parts.map(reachOf))) + 1;
  let golden: Golden | null = null;
  let best = Number.NEGATIVE_INFINITY;
  for (const part of usual.slice(0, candidates)) {
    const own = cutGolden(part, side, pixels);
    const locator = createLocator(own, pixels);
    const agreement = medianOf(usual.slice(0, judges).map((other) => locator.locate(other).agreement));
    if (agreement > best) [golden, best] = [own, agreement];
  }
  if (golden === null) throw new Error('there is no part');
  for (let round = 0; round < rounds; round++) golden = meanOf(parts, golden, pixels);
  return golden;
}

/** Distance of the outermost points of a part from its middle, in pixels; single specks do not count. */
function reachOf({ mask, x, y }: Painted): number {
  const distances: number[] = [];
  for (let at = 0; at < mask.data.length; at++) {
    if (mask.data[at] === 0) continue;
    const column = at % mask.width;
    distances.push(Math.hypot(column - x, (at - column) / mask.width - y));
  }
  distances.sort((a, b) => a - b);
  return distances[Math.floor(0.995 * (distances.length - 1))] ?? 0;
}

/** The part cut out, its middle in the middle, turned as little as lays it level. */
function cutGolden(part: Painted, side: number, pixels: PixelOperations): Golden {
  const angle = levelOf(part);
  const [cos, sin, middle] = [Math.cos(angle), Math.sin(angle), (side - 1) / 2];
  const matrix: Affine = [
    ...([cos, -sin, part.x - cos * middle + sin * middle] as const),
    ...([sin, cos, part.y - sin * middle - cos * middle] as const),
  ];
  return { grey: cutAt(part.grey, matrix, side, ground, pixels), mask: cutAt(part.mask, matrix, side, 0, pixels) };
}

/** Turn in radians, −π/4..π/4, at which the box around the part is smallest; 0 where that gains little. */
function levelOf({ mask, x, y }: Painted): number {
  // Of each row the two ends: whatever lies between them touches no box first.
  const points: [number, number][] = [];
  for (let row = 0; row < mask.height; row++) {
    const own = mask.data.subarray(row * mask.width, (row + 1) * mask.width);
    const from = own.findIndex((value) => value !== 0);
    if (from < 0) continue;
    const to = own.findLastIndex((value) => value !== 0);
    points.push([from - x, row - y], [to - x, row - y]);
  }
  const boxAt = (angle: number): number => {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    let [left, right, top, bottom] = [0, 0, 0, 0];
    for (const [dx, dy] of points) {
      const [u, v] = [cos * dx + sin * dy, cos * dy - sin * dx];
      left = Math.min(left, u);
      right = Math.max(right, u);
      top = Math.min(top, v);
      bottom = Math.max(bottom, v);
    }
    return (right - left) * (bottom - top);
  };
  let [best, least] = [0, boxAt(0) * (1 - leastGain)];
  for (let degrees = -44; degrees <= 45; degrees++) {
    const box = boxAt((degrees * Math.PI) / 180);
    if (box < least) [best, least] = [(degrees * Math.PI) / 180, box];
  }
  return best;
}

function meanOf(parts: readonly Painted[], golden: Golden, pixels: PixelOperations): Golden {
  const side = golden.grey.width;
  const locator = createLocator(golden, pixels);
  const sums = { grey: new Float64Array(side * side), mask: new Float64Array(side * side) };
  for (const part of parts) {
    const { matrix } = locator.locate(part);
    const [grey, mask] = [cutAt(part.grey, matrix, side, ground, pixels), cutAt(part.mask, matrix, side, 0, pixels)];
    for (let at = 0; at < side * side; at++) {
      sums.grey[at] = (sums.grey[at] as number) + (grey.data[at] as number);
      sums.mask[at] = (sums.mask[at] as number) + (mask.data[at] as number);
    }
  }
  const plane = (sum: Float64Array): Plane => ({
    width: side,
    height: side,
    data: Uint8Array.from(sum, (value) => Math.round(value / parts.length)),
  });
  return { grey: plane(sums.grey), mask: plane(sums.mask) };
}
