import { PNG } from 'pngjs';

/** In pixels of a picture. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** More is not seen at the size at which it is printed. */
const mostSidePx = 192;

/**
 * What a window of a PNG shows, as a PNG of its own; larger ones are reduced by a whole number. Null where the window does not lie in the
 * picture, or the bytes are no PNG that can be read.
 */
export function cutPng(bytes: Buffer, window: Window): Buffer | null {
  const picture = readPng(bytes);
  if (picture === null || !liesIn(window, picture)) return null;
  const factor = Math.max(1, Math.floor(Math.max(window.width, window.height) / mostSidePx));
  const cut = new PNG({ width: Math.floor(window.width / factor) || 1, height: Math.floor(window.height / factor) || 1 });
  for (let y = 0; y < cut.height; y++) {
    for (let x = 0; x < cut.width; x++) {
      for (let channel = 0; channel < 4; channel++) {
        cut.data[(y * cut.width + x) * 4 + channel] = meanOf(
          picture,
          window.x + x * factor,
          window.y + y * factor,
          factor,
          channel,
        );
      }
    }
  }
  return PNG.sync.write(cut, { colorType: 2 });
}

function readPng(bytes: Buffer): PNG | null {
  try {
    return PNG.sync.read(bytes);
  } catch {
    return null;
  }
}

const liesIn = ({ x, y, width, height }: Window, picture: { readonly width: number; readonly height: number }): boolean =>
  x >= 0 && y >= 0 && width >= 1 && height >= 1 && x + width <= picture.width && y + height <= picture.height;

/** Mean of a channel over a square. One that reaches over the border of the picture ends there. */
function meanOf({ width, height, data }: PNG, left: number, top: number, side: number, channel: number): number {
  let [sum, count] = [0, 0];
  for (let y = top; y < Math.min(height, top + side); y++) {
    for (let x = left; x < Math.min(width, left + side); x++, count++) sum += data[(y * width + x) * 4 + channel] ?? 0;
  }
  return Math.round(sum / Math.max(1, count));
}
