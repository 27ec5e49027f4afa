import type { Affine, PixelOperations, Plane } from '../pixels/operations.ts';
import { compose, invert, rotation, scalesOf } from './affine.ts';
import { halved, type Level, toFull, toward } from './pyramid.ts';
import { anyAffine, createRefiner, turns } from './refine.ts';

/**
 * Laying a picture over its reference. First the turned middle of the reference is looked for in the picture, small; then the
 * place is refined level by level with the enhanced correlation coefficient in its inverse compositional form (Evangelidis and
 * Psarakis, PAMI 2008; gain and bias projected out as in Baker, Gross and Matthews, Lucas-Kanade 20 Years On, part 3, 2003).
 * Gradients and normal matrix are those of the reference, made once. OpenCV's findTransformECC takes a new Hessian over every
 * pixel in every step: as WebAssembly one step at 640² costs about what all of this does.
 */
export interface Registrar {
  /** Null where nothing of the reference is found. `matrix` maps points of the reference to points of the picture, in pixels. */
  locate(picture: Plane): Affine | null;
}

const coarseSidePx = 160;
const finestSidePx = 640;
/** Of the reference, searched in the picture. */
const middle = 0.7;
const searchedAnglesDeg = [0, -1, 1, -2, 2, -3, 3];
/** Steep edges of sharp pictures would hold only what lies within a pixel of its place. */
const levelSigma = 1.2;
/** Before the search, what is wider than this is taken out: light that slopes over the picture correlates with nothing. */
const widestSigma = 10;
/** Below it there is nothing to be refined. */
const leastCoarseCorrelation = 0.3;
/** A part that lies straight is not turned for a hair of correlation. */
const angleCost = 1e-4;
/** How much narrower or wider the picture may be than its reference after turning: more is a difference, not a view. */
const mostScale = 0.02;

/** Throws nothing; a reference without anything to hold on to locates nothing. */
export function createRegistrar(reference: Plane, pixels: PixelOperations): Registrar {
  const levels = pyramidOf(reference, pixels);
  const [coarse, finest] = [levels[0] as Level, levels.at(-1) as Level];
  const templates = turnedMiddles(withoutSlopes(coarse.plane, pixels), pixels);
  const refiners = levels.map((level) => createRefiner(level, turns));
  const free = createRefiner(finest, anyAffine);
  return {
    locate(picture) {
      const pyramid = pyramidOf(picture, pixels);
      const found = coarsePlace(withoutSlopes((pyramid[0] as Level).plane, pixels), templates, pixels);
      if (found === null) return null;
      let place = toFull(found, coarse.scale);
      for (const [k, refine] of refiners.entries()) {
        const refined = refine(pyramid[k] as Level, place);
        if (refined === null) return null;
        place = refined;
      }
      const freed = free(pyramid.at(-1) as Level, place);
      return freed !== null && scalesOf(freed).every((scale) => Math.abs(scale - 1) <= mostScale) ? freed : place;
    },
  };
}

/** Smallest first, all smoothed. */
function pyramidOf(plane: Plane, pixels: PixelOperations): Level[] {
  const levels = [toward(plane, finestSidePx)];
  while (Math.max(levels[0]?.plane.width ?? 0, levels[0]?.plane.height ?? 0) > coarseSidePx) {
    levels.unshift(halved(levels[0] as Level));
  }
  return levels.map((level) => ({ ...level, plane: pixels.blur(level.plane, levelSigma) }));
}

function withoutSlopes(plane: Plane, pixels: PixelOperations): Plane {
  const wide = pixels.blur(plane, widestSigma).data;
  const data = plane.data.map((grey, at) => Math.min(255, Math.max(0, 128 + grey - (wide[at] as number))));
  return { ...plane, data };
}

interface TurnedMiddle {
  readonly template: Plane;
  readonly left: number;
  readonly top: number;
  /** Reference to turned reference. */
  readonly turn: Affine;
  readonly angleDeg: number;
}

function turnedMiddles(plane: Plane, pixels: PixelOperations): TurnedMiddle[] {
  const { width, height } = plane;
  const [w, h] = [Math.round(width * middle), Math.round(height * middle)];
  const [left, top] = [(width - w) >> 1, (height - h) >> 1];
  return searchedAnglesDeg.map((angleDeg) => {
    const turn = rotation((angleDeg * Math.PI) / 180, (width - 1) / 2, (height - 1) / 2);
    const shifted = compose(invert(turn), [1, 0, left, 0, 1, top]);
    return { template: pixels.warp(plane, shifted, { width: w, height: h }), left, top, turn, angleDeg };
  });
}

function coarsePlace(picture: Plane, templates: readonly TurnedMiddle[], pixels: PixelOperations): Affine | null {
  let best = Number.NEGATIVE_INFINITY;
  let place: Affine | null = null;
  for (const { template, left, top, turn, angleDeg } of templates) {
    if (picture.width < template.width || picture.height < template.height) return null;
    const { x, y, correlation } = pixels.findTemplate(picture, template);
    const value = correlation - angleCost * Math.abs(angleDeg);
    if (!(value > best)) continue;
    best = value;
    place = compose([1, 0, x - left, 0, 1, y - top], turn);
  }
  return best >= leastCoarseCorrelation ? place : null;
}
