import { z } from 'zod';
import { VisionError } from '../errors.ts';

const side = z.number().int().min(1).max(20_000);

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What pictures of unlike sizes have in common once they are reduced such that their parts are equally large. */
const measures = {
  /** The same area: one camera held across and upright, or pictures of one shape at several resolutions. */
  area: ({ width, height }: Size) => Math.sqrt(width * height),
  /** The same scale: crops of the pictures of one camera. */
  pixels: () => 1,
  /** The same shorter or longer side: pictures framed, or brought to a size, by it. */
  shorter: ({ width, height }: Size) => Math.min(width, height),
  longer: ({ width, height }: Size) => Math.max(width, height),
} as const;

export const shapesSchema = z.strictObject({
  /** A picture of the usual shape, in pixels as it came. */
  usual: z.strictObject({ width: side, height: side }),
  /** What is the same in pictures that are reduced. */
  same: z.enum(Object.keys(measures) as [keyof typeof measures, ...(keyof typeof measures)[]]),
});
/** How pictures of every shape are reduced without changing it. */
export type Shapes = z.infer<typeof shapesSchema>;

/** A reduced picture has at most so many times the pixels of the usual one. */
const mostGrowth = 4;

/**
 * The size to which a picture is reduced where the usual one is reduced to `nominal`: its shape is kept. Null where that would be
 * far larger than usual.
 */
function reducedSize(picture: Size, nominal: Size, { usual, same }: Shapes): Size | null {
  const scale = measures[same](usual) / measures[same](picture);
  const width = Math.max(1, Math.round((nominal.width * picture.width * scale) / usual.width));
  const height = Math.max(1, Math.round((nominal.height * picture.height * scale) / usual.height));
  return width * height <= mostGrowth * nominal.width * nominal.height ? { width, height } : null;
}

/** As `reducedSize`; without `shapes` every picture is squeezed to the nominal size. Throws PICTURE_UNSUPPORTED instead of null. */
export function sizeFor(picture: Size, nominal: Size, shapes: Shapes | undefined): Size {
  const reduced = shapes === undefined ? nominal : reducedSize(picture, nominal, shapes);
  if (reduced !== null) return reduced;
  const { width, height } = picture;
  throw new VisionError('PICTURE_UNSUPPORTED', `${width}×${height} px, far larger than the pictures that were taught`);
}

/** Of parts that come out so much less unlike in size, as a share of it. */
const leastGain = 0.01;

/**
 * What to keep the same for parts to come out equally large: the area, unless something else is clearly better. `found`: the
 * pictures, and the share of each that its part covers. `nominal` as in `reducedSize`, which every one of them has to fit.
 */
export function sameOf(found: readonly (Size & { readonly area: number })[], usual: Size, nominal: Size): Shapes['same'] {
  const spreadOf = (same: Shapes['same']): number => {
    if (found.some((picture) => reducedSize(picture, nominal, { usual, same }) === null)) return Number.POSITIVE_INFINITY;
    const sizes = found.map((picture) => Math.log(measures.area(picture) / measures[same](picture)) + Math.log(picture.area) / 2);
    const middle = sizes.toSorted((a, b) => a - b)[sizes.length >> 1] ?? 0;
    return sizes.reduce((sum, size) => sum + Math.abs(size - middle), 0) / sizes.length;
  };
  const spreads = {
    area: spreadOf('area'),
    pixels: spreadOf('pixels'),
    shorter: spreadOf('shorter'),
    longer: spreadOf('longer'),
  };
  let best: Shapes['same'] = 'area';
  for (const same of ['shorter', 'longer', 'pixels'] as const)
    if (spreads[same] < spreads[best] - (best === 'area' ? leastGain : 0)) best = same;
  return best;
}
