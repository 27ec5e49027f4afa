import type { Region } from '#shared/domain/region.ts';
import { VisionError } from '../errors.ts';
import type { Affine, PixelOperations, Plane } from '../pixels/operations.ts';
import type { Image } from '../types.ts';
import { angleOf, invert } from './affine.ts';
import { createColourComparer, type Layer, otherLight } from './colours.ts';
import { addDifference, type Difference, nothingBetween, opened } from './difference.ts';
import { weigh, weightsOf } from './inspected.ts';
import { inLightOf } from './light.ts';
import { findShifts, shiftedMaps } from './local-shifts.ts';
import type { ComparisonParameters } from './parameters.ts';
import { contrastOf, greyOf, isColoured } from './planes.ts';
import { halved } from './pyramid.ts';
import { createRegistrar } from './registration.ts';
import { halvedRows, type ValidRows, validRows } from './valid.ts';

/** Compares pictures of one size with one reference of that size. */
export interface Comparer {
  /**
   * Throws VisionError PART_NOT_FOUND where the picture does not show the part of the reference, or too far from where the
   * reference has it: a difference would mean nothing then, and nothing may pass.
   */
  compare(picture: Image): Comparison;
}

export interface Comparison extends Difference {
  /** Reference to picture, in pixels. */
  readonly place: Affine;
  /** Of the grey values that were compared, light taken out. */
  readonly correlation: number;
  /** What was compared, at full size, one for grey pictures, three for coloured ones. */
  layers(): readonly Layer[];
}

/**
 * `reference` at the size at which pictures are compared. What lies outside of the regions counts for nothing, but is held on
 * to: a part is found by all of it. Throws VisionError PICTURE_UNSUPPORTED where the reference shows nothing to hold on to, or
 * the regions leave nothing to inspect.
 */
export function createComparer(
  reference: Image,
  parameters: ComparisonParameters,
  pixels: PixelOperations,
  regions: readonly Region[] = [],
): Comparer {
  const { width, height } = reference;
  const weights = weightsOf(regions, reference);
  const grey = greyOf(reference);
  const registrar = createRegistrar(grey, pixels);
  const blurred = (plane: Plane) => pixels.blur(plane, parameters.blurPx);
  const smoothGrey = blurred(grey);
  const coloured = isColoured(reference);
  const colours = createColourComparer(reference, parameters, pixels);
  const marginPx = parameters.tolerancePx + 2 * parameters.blurPx + parameters.marginShare * Math.max(width, height);
  return {
    compare(picture) {
      const pictureGrey = greyOf(picture);
      const place = registrar.locate(pictureGrey);
      if (place === null) throw notFound('the picture does not show what the reference shows');
      const turnDeg = angleOf(place);
      if (Math.abs(turnDeg) > parameters.mostTurnDeg) {
        throw notFound(`turned by ${turnDeg.toFixed(1)}°, at most ${parameters.mostTurnDeg}° is compared`);
      }
      const toReference = invert(place);
      const valid = validRows(picture, toReference, reference, marginPx);
      requireCover(valid, width, height, marginPx, parameters);
      const smooth = blurred(pictureGrey);
      const contrast = contrastOf(smooth, valid);
      const half = halved({ plane: smooth, scale: 1 }).plane;
      const halfRows = halvedRows(valid);
      const rough = inLightOf(half, pixels.warp(smoothGrey, doubled(toReference), half), halfRows, contrast);
      if (rough === null || rough.correlation < parameters.leastCorrelation) {
        const seen = rough === null ? 'none' : rough.correlation.toFixed(2);
        throw notFound(`correlation with the reference ${seen}, at least ${parameters.leastCorrelation} is needed`);
      }
      const shifts = findShifts(half, rough.plane, halfRows, contrast);
      const { mapX, mapY } = shiftedMaps(picture, toReference, shifts);
      const lit = inLightOf(smooth, pixels.remap(smoothGrey, mapX, mapY, picture), valid, contrast);
      if (lit === null) throw otherLight();
      const difference = nothingBetween(reference);
      addDifference(difference, smooth, lit.plane, valid, contrast, parameters, pixels);
      const seenInColour =
        coloured || isColoured(picture) ? colours.add(difference, picture, toReference, shifts, halfRows) : null;
      const certain = opened(difference.certain, width, height);
      const { plain } = difference;
      if (weights !== null) weigh([certain, plain], reference, weights, toReference);
      return {
        width,
        height,
        certain,
        plain,
        place,
        correlation: rough.correlation,
        layers: seenInColour ?? (() => [{ seen: smooth, expected: lit.plane }]),
      };
    },
  };
}

function requireCover(
  valid: ValidRows,
  width: number,
  height: number,
  marginPx: number,
  { leastCover }: ComparisonParameters,
): void {
  const whole = Math.max(1, (width - 2 * marginPx) * (height - 2 * marginPx));
  const cover = valid.pixels / whole;
  if (cover < leastCover) {
    throw notFound(
      `only ${Math.round(cover * 100)} % of the reference is in the picture, at least ${leastCover * 100} % is needed`,
    );
  }
}

/** From pixels of the half size, whose centres lie between those of the full one. */
const doubled = ([a, b, c, d, e, f]: Affine): Affine => [2 * a, 2 * b, (a + b) / 2 + c, 2 * d, 2 * e, (d + e) / 2 + f];

const notFound = (detail: string) => new VisionError('PART_NOT_FOUND', detail);
