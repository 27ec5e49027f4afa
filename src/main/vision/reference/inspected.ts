import { inspectedGrid, type Region, wholePicture } from '#shared/domain/region.ts';
import { VisionError } from '../errors.ts';
import type { Affine } from '../pixels/operations.ts';

/**
 * How much a difference counts at each pixel of the reference, row-major [height, width]: its region's sensitivity, 0 where
 * nothing is inspected. Null: everything counts alike. Throws PICTURE_UNSUPPORTED where nothing is left.
 */
export function weightsOf(
  regions: readonly Region[],
  { width, height }: { readonly width: number; readonly height: number },
): Float32Array | null {
  if (regions.length === 0) return null;
  const { inspected, sensitivity } = inspectedGrid(regions, wholePicture, width, height);
  if (!inspected.includes(1)) throw new VisionError('PICTURE_UNSUPPORTED', 'the regions leave nothing to inspect');
  return sensitivity.map((share, at) => share * (inspected[at] as number));
}

/**
 * Multiplies differences [height, width] by the weights of where they lie on the reference: regions are drawn on the
 * reference, and go along with a part that lies elsewhere. Changes `values`.
 */
export function weigh(
  values: readonly Float32Array[],
  size: { readonly width: number; readonly height: number },
  weights: Float32Array,
  [a, b, c, d, e, f]: Affine,
): void {
  const { width, height } = size;
  const within = (place: number, length: number): number => Math.min(length - 1, Math.max(0, Math.round(place)));
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const weight = weights[within(d * x + e * y + f, height) * width + within(a * x + b * y + c, width)] as number;
      if (weight === 1) continue;
      for (const plane of values) plane[at] = (plane[at] as number) * weight;
    }
  }
}
