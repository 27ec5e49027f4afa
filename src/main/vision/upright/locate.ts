import type { Affine, PixelOperations, Plane } from '../pixels/operations.ts';
import { angleOf, compose, largestMove } from '../reference/affine.ts';
import { halved, type Level } from '../reference/pyramid.ts';
import { createRefiner, turns } from '../reference/refine.ts';
import type { Room } from '../sample.ts';
import { ground, type Painted } from './painted.ts';
import { raysOf, turnsOf } from './rays.ts';

/** The part as it should lie: square planes with the part's middle in theirs. See `Painted`. */
export interface Golden {
  readonly grey: Plane;
  readonly mask: Plane;
}

/** Where a part lies and how it is turned. */
export interface Place {
  /** Points of the golden part to points of the picture, in pixels: a turn and a shift. */
  readonly matrix: Affine;
  /** Degrees against the golden part, −180..180. */
  readonly turnDeg: number;
  /** Correlation with the golden part there, −1..1: how sure it is. */
  readonly agreement: number;
  /** See `Painted`: what may be shown again beyond the border. */
  readonly room: Room;
}

export interface Locator {
  locate(painted: Painted): Place;
}

const smoothPx = 1;
/** Directions that are looked at closely: a part can look much like itself turned by 180°. */
const mostTurns = 2;
/** Another direction is looked at if it correlates nearly as well as the best. */
const nearly = 0.85;
/** Refining that moves the part farther than this has lost it, of the golden part's side. */
const mostMove = 0.25;

/** Of the golden part's pixels every so many-th is looked at, in both directions, to see how well a part agrees. */
const agreementStep = 2;

/**
 * Turns a part into the place of the golden one. Rays from its middle say which way it looks (the correlation over all turns);
 * the enhanced correlation coefficient (see `createRefiner`) then lays it exactly; the direction that agrees best counts.
 */
export function createLocator(golden: Golden, pixels: PixelOperations): Locator {
  const grey = pixels.blur(golden.grey, smoothPx);
  const { width: side } = grey;
  const middle = { x: (side - 1) / 2, y: (side - 1) / 2 };
  const maskWeight = contrastOf(golden);
  const reach = (side - 1) / 2;
  const rays = raysOf({ grey, mask: golden.mask }, middle, reach, maskWeight, pixels);
  const whole: Level = { plane: grey, scale: 1 };
  const refineHalf = createRefiner(halved(whole), turns);
  const refineWhole = createRefiner(whole, turns);
  const agreementOf = agreementWith({ grey, mask: golden.mask }, maskWeight);
  return {
    locate(painted) {
      const seen = { grey: pixels.blur(painted.grey, smoothPx), mask: painted.mask };
      const level: Level = { plane: seen.grey, scale: 1 };
      const half = halved(level);
      const found = turnsOf(rays, raysOf(seen, painted, reach, maskWeight, pixels), mostTurns);
      const best = found[0]?.correlation ?? 0;
      let place: Place | null = null;
      for (const { angle, correlation } of found) {
        if (place !== null && correlation < nearly * best) break;
        const start = placed(angle, middle, painted);
        const roughly = refineHalf(half, start) ?? start;
        const exactly = refineWhole(level, roughly) ?? roughly;
        const matrix = largestMove(difference(exactly, start), grey) <= mostMove * side ? exactly : start;
        const agreement = agreementOf(seen, matrix);
        if (place === null || agreement > place.agreement)
          place = { matrix, turnDeg: angleOf(matrix), agreement, room: painted.room };
      }
      if (place === null) throw new Error('a part has no direction at all');
      return place;
    },
  };
}

/** Such that its largest move is how far the corner that moves most moves from one place to the other. */
const difference = (a: Affine, b: Affine): Affine => [
  1 + a[0] - b[0],
  a[1] - b[1],
  a[2] - b[2],
  a[3] - b[3],
  1 + a[4] - b[4],
  a[5] - b[5],
];

/** The golden part turned by `angle` about its middle, which comes to lie on that of the part. */
function placed(angle: number, middle: { x: number; y: number }, part: { x: number; y: number }): Affine {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return compose([cos, -sin, part.x, sin, cos, part.y], [1, 0, -middle.x, 0, 1, -middle.y]);
}

/** Mean difference of the part from the ground, in greys of `grey`; where only the colour differs, a little all the same. */
function contrastOf({ grey, mask }: Golden): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at < mask.data.length; at++) {
    if ((mask.data[at] as number) < 128) continue;
    sum += Math.abs((grey.data[at] as number) - ground);
    count++;
  }
  return Math.max(8, sum / Math.max(1, count));
}

/** Correlation of grey and mask together, over points of the golden part. */
function agreementWith(golden: Golden, maskWeight: number): (seen: Golden, matrix: Affine) => number {
  const { width: side } = golden.grey;
  const across = Math.ceil(side / agreementStep);
  const own = new Float32Array(2 * across * across);
  const other = new Float32Array(own.length);
  readThrough(golden, [1, 0, 0, 0, 1, 0], across, maskWeight, own);
  return (seen, matrix) => {
    readThrough(seen, matrix, across, maskWeight, other);
    return correlationOf(own, other);
  };
}

/** Grey and mask at the places of the golden part's points, bilinear; beyond the border lies ground. */
function readThrough(
  { grey, mask }: Golden,
  [a, b, c, d, e, f]: Affine,
  across: number,
  maskWeight: number,
  into: Float32Array,
): void {
  const { width, height, data } = grey;
  const weight = maskWeight / 255;
  for (let row = 0, to = 0; row < across; row++) {
    for (let column = 0; column < across; column++, to += 2) {
      const x = agreementStep * column;
      const y = agreementStep * row;
      const u = a * x + b * y + c;
      const v = d * x + e * y + f;
      const left = Math.floor(u);
      const top = Math.floor(v);
      if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) {
        into[to] = 0;
        into[to + 1] = 0;
        continue;
      }
      const at = top * width + left;
      into[to] = blended(data, at, width, u - left, v - top) - ground;
      into[to + 1] = weight * blended(mask.data, at, width, u - left, v - top);
    }
  }
}

/** Of a point `s` to the right of and `t` below a pixel. */
function blended(from: Uint8Array, at: number, width: number, s: number, t: number): number {
  const above = (from[at] as number) * (1 - s) + (from[at + 1] as number) * s;
  const below = (from[at + width] as number) * (1 - s) + (from[at + width + 1] as number) * s;
  return above * (1 - t) + below * t;
}

function correlationOf(a: Float32Array, b: Float32Array): number {
  const n = a.length;
  let sumA = 0;
  let sumB = 0;
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let i = 0; i < n; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    sumA += x;
    sumB += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const spread = Math.sqrt((aa - (sumA * sumA) / n) * (bb - (sumB * sumB) / n));
  return spread > 0 ? (ab - (sumA * sumB) / n) / spread : 0;
}

/** Places of the golden part in a plane of the picture; what lies beyond its border is `around`. */
export function cutAt(plane: Plane, matrix: Affine, side: number, around: number, pixels: PixelOperations): Plane {
  const out = pixels.warp(plane, matrix, { width: side, height: side });
  const [a, b, c, d, e, f] = matrix;
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at++) {
      const [u, v] = [a * x + b * y + c, d * x + e * y + f];
      if (u < 0 || v < 0 || u > plane.width - 1 || v > plane.height - 1) out.data[at] = around;
    }
  }
  return out;
}
