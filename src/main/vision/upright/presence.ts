import { z } from 'zod';
import { resizeArea } from '../resize.ts';
import type { Image } from '../types.ts';
import { type Foreground, foregroundFinder } from './foreground.ts';

const side = z.number().int().min(16).max(512);

/**
 * That there is a part at all, of products whose parts are judged as they lie: part of the model's identity. The ground around
 * parts was taught too, so a picture of nothing else can look good everywhere.
 */
export const presenceSchema = z.strictObject({
  /** Pictures are reduced to this size to see it. */
  size: z.strictObject({ width: side, height: side }),
  /** Share of the picture that stands out at least where there is a part. */
  leastArea: z.number().min(0).max(1),
});
export type Presence = z.infer<typeof presenceSchema>;

export const presenceSidePx = 64;
/** In teaching, parts have to stand out so much more than it takes: those of tomorrow may stand out less. */
const caution = 2;
/** Of the smallest part that was taught: a piece of a part is judged, an empty place is not. */
const leastShare = 0.3;
const fewestPictures = 8;

/** Whole parts of about the same size before a ground, shares of the picture; see `isWhole`. */
const part = { least: 0.005, most: 0.7 };
const areas = { least: 0.6, most: 1.7 };
/** Of the outermost pixels: a part that reaches beyond the picture has no whole shape. */
const mostTouching = 0.1;

/** Whether something has the size of a part and ends inside of the picture. */
export const isWhole = ({ area, touching }: Pick<Foreground, 'area' | 'touching'>): boolean =>
  area >= part.least && area <= part.most && touching <= mostTouching;

/** Those of the found things that are whole parts: they end inside of the picture, and none is much larger or smaller than the others. */
export function wholeParts<T extends Pick<Foreground, 'area' | 'areaPx' | 'touching'>>(found: readonly T[]): T[] {
  const whole = found.filter(isWhole);
  const middle = whole.map(({ areaPx }) => areaPx).sort((a, b) => a - b)[whole.length >> 1] ?? 0;
  return whole.filter(({ areaPx }) => areaPx >= areas.least * middle && areaPx <= areas.most * middle);
}

/** `smalls`: the good pictures, reduced. Null where not all of them show one whole part, clearly. */
export function learnPresence(smalls: readonly Image[]): Presence | null {
  const { width, height } = smalls[0] ?? { width: 0, height: 0 };
  if (smalls.length < fewestPictures) return null;
  const find = foregroundFinder(width, height, caution);
  const whole = wholeParts(smalls.flatMap((small) => find(small) ?? []));
  if (whole.length < smalls.length) return null;
  return { size: { width, height }, leastArea: leastShare * Math.min(...whole.map(({ area }) => area)) };
}

/** Whether a part is in a picture (or in what was cut out of it to be judged). */
export function presenceCheck({ size, leastArea }: Presence): (image: Image) => boolean {
  const find = foregroundFinder(size.width, size.height);
  return (image) => (find(resizeArea(image, size.width, size.height))?.area ?? 0) >= leastArea;
}
