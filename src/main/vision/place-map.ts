import type { Rect } from './crop.ts';
import type { AnomalyMap } from './types.ts';

/** Longest side of a map of the whole picture: what a screen can show. */
const mostSide = 640;

/**
 * The map of a part of the picture as a map of the whole picture, `around` everywhere else: as fine as the part's own where
 * that stays within 640 samples a side, and of what falls together the highest counts.
 */
export function placeMap(
  map: AnomalyMap,
  rect: Rect,
  picture: { readonly width: number; readonly height: number },
  around: number,
): AnomalyMap {
  const fine = { width: (map.width * picture.width) / rect.width, height: (map.height * picture.height) / rect.height };
  const shrink = Math.min(1, mostSide / Math.max(fine.width, fine.height));
  const [width, height] = [Math.max(1, Math.round(fine.width * shrink)), Math.max(1, Math.round(fine.height * shrink))];
  const columns = sources(width, picture.width, rect.left, rect.width, map.width);
  const rows = sources(height, picture.height, rect.top, rect.height, map.height);
  const data = new Float32Array(width * height).fill(around);
  for (const { at: y, from: top, to: bottom } of rows) {
    for (const { at: x, from: left, to: right } of columns) {
      let highest = Number.NEGATIVE_INFINITY;
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++)
          highest = Math.max(highest, map.data[row * map.width + column] as number);
      }
      data[y * width + x] = highest;
    }
  }
  return { width, height, data };
}

/** For every sample of the whole whose middle lies in the part: the samples of the part that fall on it, at least one. */
function sources(
  samples: number,
  side: number,
  start: number,
  length: number,
  own: number,
): { readonly at: number; readonly from: number; readonly to: number }[] {
  const inPart = (sample: number): number => (((sample * side) / samples - start) / length) * own;
  return Array.from({ length: samples }, (_, at) => at).flatMap((at) => {
    const middle = inPart(at + 0.5);
    if (middle < 0 || middle >= own) return [];
    const nearest = Math.floor(middle);
    const from = Math.min(nearest, Math.max(0, Math.floor(inPart(at))));
    return [{ at, from, to: Math.max(nearest + 1, Math.min(own, Math.ceil(inPart(at + 1)))) }];
  });
}
