import type { Area } from '#shared/domain/region.ts';
import { VisionError } from './errors.ts';
import type { Image } from './types.ts';

/** A rectangle in whole pixels of the full picture. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Smaller ones hold nothing that could be judged. */
const leastSidePx = 16;

/** The pixels of an area of a picture; throws PICTURE_TOO_SMALL where they are too few to be judged. */
export function cropRect({ width, height }: { readonly width: number; readonly height: number }, area: Area): Rect {
  const [left, right] = span(area.x, area.width, width);
  const [top, bottom] = span(area.y, area.height, height);
  const rect = { left, top, width: right - left, height: bottom - top };
  if (Math.min(rect.width, rect.height) >= leastSidePx) return rect;
  throw new VisionError('PICTURE_TOO_SMALL', `the regions to inspect have ${rect.width}×${rect.height} px of the picture`);
}

function span(start: number, length: number, side: number): [from: number, to: number] {
  const from = Math.min(side, Math.max(0, Math.round(start * side)));
  return [from, Math.min(side, Math.max(from, Math.round((start + length) * side)))];
}

/** A copy of the pixels in `rect`; the picture itself where that is all of it. */
export function cutOut(image: Image, { left, top, width, height }: Rect): Image {
  if (width === image.width && height === image.height) return image;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * image.width + left) * 3;
    data.set(image.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { width, height, data };
}
