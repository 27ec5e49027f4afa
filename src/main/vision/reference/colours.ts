import { VisionError } from '../errors.ts';
import type { Affine, PixelOperations, Plane } from '../pixels/operations.ts';
import type { Image } from '../types.ts';
import { addDifference, type DifferencePlanes, nothingBetween } from './difference.ts';
import { inLightOf } from './light.ts';
import { type ShiftField, shiftedMaps } from './local-shifts.ts';
import type { ComparisonParameters } from './parameters.ts';
import { channelsOf, contrastOf } from './planes.ts';
import { halved, toLevel } from './pyramid.ts';
import type { ValidRows } from './valid.ts';

/** Colours are compared at half the size: cameras and JPEG keep them no finer, and it takes a quarter of the time. */
const scale = 2;

/** Two planes that lie over each other, both smoothed. */
export interface Layer {
  readonly seen: Plane;
  /** The reference, brought to the place and into the light of the picture. */
  readonly expected: Plane;
}

export interface ColourComparer {
  /**
   * Adds to a difference at full size what differs in colour; answers with what gives the compared channels, brought to full
   * size. `rows`: valid pixels at half the size. Throws PART_NOT_FOUND where no light explains a channel.
   */
  add(into: DifferencePlanes, picture: Image, toReference: Affine, shifts: ShiftField, rows: ValidRows): () => readonly Layer[];
}

export function createColourComparer(
  reference: Image,
  parameters: ComparisonParameters,
  pixels: PixelOperations,
): ColourComparer {
  const limits = {
    ...parameters,
    tolerancePx: Math.max(1, Math.round(parameters.tolerancePx / scale)),
    edgeReachPx: Math.max(1, Math.round(parameters.edgeReachPx / scale)),
  };
  const smallChannels = (image: Image): Plane[] =>
    channelsOf(image).map((plane) => pixels.blur(halved({ plane, scale: 1 }).plane, parameters.blurPx));
  const references = smallChannels(reference);
  return {
    add(into, picture, toReference, shifts, rows) {
      const channels = smallChannels(picture);
      const [size = reference] = channels;
      const { mapX, mapY } = shiftedMaps(size, toLevel(toReference, scale), shifts, scale);
      const difference = nothingBetween(size);
      const layers: Layer[] = [];
      for (const [k, plane] of channels.entries()) {
        const contrast = contrastOf(plane, rows);
        const lit = inLightOf(plane, pixels.remap(references[k] as Plane, mapX, mapY, size), rows, contrast);
        if (lit === null) throw otherLight();
        addDifference(difference, plane, lit.plane, rows, contrast, limits, pixels);
        layers.push({ seen: plane, expected: lit.plane });
      }
      enlarge(difference.certain, size, into.certain, picture.width);
      enlarge(difference.plain, size, into.plain, picture.width);
      let enlarged: readonly Layer[] | null = null;
      return () => {
        enlarged ??= layers.map(({ seen, expected }) => ({ seen: doubled(seen, picture), expected: doubled(expected, picture) }));
        return enlarged;
      };
    },
  };
}

export const otherLight = () => new VisionError('PART_NOT_FOUND', 'the light differs too much from that of the reference');

/** Raises the four pixels under each of the half size to its value. */
function enlarge(
  from: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  into: Float32Array,
  stride: number,
): void {
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0, to = 2 * y * stride; x < width; x++, at++, to += 2) {
      const value = from[at] as number;
      if (value === 0) continue;
      if (value > (into[to] as number)) into[to] = value;
      if (value > (into[to + 1] as number)) into[to + 1] = value;
      if (value > (into[to + stride] as number)) into[to + stride] = value;
      if (value > (into[to + stride + 1] as number)) into[to + stride + 1] = value;
    }
  }
}

/** The nearest pixel of the half size at each of the full one. */
function doubled(
  { width: columns, height: rows, data }: Plane,
  { width, height }: { readonly width: number; readonly height: number },
): Plane {
  const out = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.min(rows - 1, y >> 1) * columns;
    for (let x = 0; x < width; x++, at++) out[at] = data[row + Math.min(columns - 1, x >> 1)] as number;
  }
  return { width, height, data: out };
}
