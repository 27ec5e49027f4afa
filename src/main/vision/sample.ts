import type { Affine } from './pixels/operations.ts';
import type { Image } from './types.ts';

/**
 * The picture seen through a map: pixel (x, y) of the result is what lies at (a·x + b·y + c, d·x + e·y + f) of the picture,
 * bilinear, times `gain`. What lies beyond the border is the picture mirrored. In arithmetic of our own, as `resizeArea`.
 */
export function sampleThrough(
  { width, height, data }: Image,
  [a, b, c, d, e, f]: Affine,
  size: { readonly width: number; readonly height: number },
  gain = 1,
): Image {
  const out = new Uint8Array(size.width * size.height * 3);
  const stride = width * 3;
  let to = 0;
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, to += 3) {
      const sourceX = a * x + b * y + c;
      const sourceY = d * x + e * y + f;
      const left = Math.floor(sourceX);
      const top = Math.floor(sourceY);
      const shareX = sourceX - left;
      const shareY = sourceY - top;
      const inside = left >= 0 && top >= 0 && left + 1 < width && top + 1 < height;
      const topLeft = inside ? top * stride + left * 3 : mirrored(top, height) * stride + mirrored(left, width) * 3;
      const topRight = inside ? topLeft + 3 : mirrored(top, height) * stride + mirrored(left + 1, width) * 3;
      const lowLeft = inside ? topLeft + stride : mirrored(top + 1, height) * stride + mirrored(left, width) * 3;
      const lowRight = inside ? lowLeft + 3 : mirrored(top + 1, height) * stride + mirrored(left + 1, width) * 3;
      for (let k = 0; k < 3; k++) {
        const above = (data[topLeft + k] as number) * (1 - shareX) + (data[topRight + k] as number) * shareX;
        const below = (data[lowLeft + k] as number) * (1 - shareX) + (data[lowRight + k] as number) * shareX;
        out[to + k] = Math.min(255, Math.round((above * (1 - shareY) + below * shareY) * gain));
      }
    }
  }
  return { width: size.width, height: size.height, data: out };
}

/** Mirrors a coordinate at the outermost pixels, which are not repeated; what lies farther out than a whole picture stays at its edge. */
export function mirrored(at: number, size: number): number {
  const inside = at < 0 ? -at : at;
  const back = inside >= size ? 2 * (size - 1) - inside : inside;
  return Math.min(size - 1, Math.max(0, back));
}
