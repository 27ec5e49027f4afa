import type { Defect } from '#shared/domain/inspection.ts';
import type { InputSize } from '../compile-backbone.ts';
import type { DifferentRegion } from './regions.ts';

/** A place that differs, as a defect of the full picture. `compared`: size of the picture that the region is in. */
export function regionDefect(
  { left, top, right, bottom, pixels, highest }: DifferentRegion,
  picture: InputSize,
  compared: InputSize,
  { scale, offset }: { readonly scale: number; readonly offset: number },
): Defect {
  const [scaleX, scaleY] = [picture.width / compared.width, picture.height / compared.height];
  const [x, y] = [Math.floor(left * scaleX), Math.floor(top * scaleY)];
  return {
    x,
    y,
    width: Math.max(1, Math.min(picture.width, Math.ceil((right + 1) * scaleX)) - x),
    height: Math.max(1, Math.min(picture.height, Math.ceil((bottom + 1) * scaleY)) - y),
    score: highest * scale + offset,
    area_px: Math.round(pixels * scaleX * scaleY),
  };
}
