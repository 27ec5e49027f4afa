import type { Affine, Plane } from '../pixels/operations.ts';

/** A picture at a reduced size. */
export interface Level {
  readonly plane: Plane;
  /** Pixels of the full size to one of this level. */
  readonly scale: number;
}

/** Half the size, each pixel the mean of four; a last odd row or column is left out. */
export function halved({ plane, scale }: Level): Level {
  const [width, height] = [plane.width >> 1, plane.height >> 1];
  const data = new Uint8Array(width * height);
  const { data: source, width: stride } = plane;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, at = 2 * y * stride; x < width; x++, at += 2) {
      const sum =
        (source[at] as number) +
        (source[at + 1] as number) +
        (source[at + stride] as number) +
        (source[at + stride + 1] as number);
      data[to++] = (sum + 2) >> 2;
    }
  }
  return { plane: { width, height, data }, scale: scale * 2 };
}

/** Halved until no side is longer than `sidePx`. */
export function toward(plane: Plane, sidePx: number): Level {
  let level: Level = { plane, scale: 1 };
  while (Math.max(level.plane.width, level.plane.height) > sidePx) level = halved(level);
  return level;
}

/** From pixels of a level to pixels of the working picture; centres of pixels are whole numbers in both. */
export function toFull([a, b, c, d, e, f]: Affine, scale: number): Affine {
  const o = (scale - 1) / 2;
  return [a, b, scale * c + o - (a + b) * o, d, e, scale * f + o - (d + e) * o];
}

/** The other way. */
export function toLevel([a, b, c, d, e, f]: Affine, scale: number): Affine {
  const o = (scale - 1) / 2;
  return [a, b, (c - o + (a + b) * o) / scale, d, e, (f - o + (d + e) * o) / scale];
}
