import type { Affine } from './pixels/operations.ts';
import { invert } from './reference/affine.ts';
import type { AnomalyMap } from './types.ts';

/** Longest side of a map of the whole picture: what a screen can show. */
const mostSide = 640;

/**
 * The map of a part of the picture as a map of the whole picture, `around` everywhere else: as fine as the part's own where
 * that stays within 640 samples a side, and of what falls together the highest counts. `toPicture`: from shares (0..1) of the
 * map's sides to pixels of the picture, which may be turned against it.
 */
export function placeMap(
  map: AnomalyMap,
  toPicture: Affine,
  picture: { readonly width: number; readonly height: number },
  around: number,
): AnomalyMap {
  const [a, b, , d, e] = toPicture;
  // Pixels of the picture to one sample of the map.
  const own = { x: Math.hypot(a, d) / map.width, y: Math.hypot(b, e) / map.height };
  const turned = b !== 0 || d !== 0;
  const least = Math.min(own.x, own.y);
  const fine = { width: picture.width / (turned ? least : own.x), height: picture.height / (turned ? least : own.y) };
  const shrink = Math.min(1, mostSide / Math.max(fine.width, fine.height));
  const [width, height] = [Math.max(1, Math.round(fine.width * shrink)), Math.max(1, Math.round(fine.height * shrink))];
  const [pixelX, pixelY] = [picture.width / width, picture.height / height];
  const [g, h, i, j, k, l] = invert(toPicture);
  // From samples of the whole to samples of the map.
  const [ux, uy, u0] = [g * pixelX * map.width, h * pixelY * map.width, i * map.width];
  const [vx, vy, v0] = [j * pixelX * map.height, k * pixelY * map.height, l * map.height];
  const reach = { u: (Math.abs(ux) + Math.abs(uy)) / 2, v: (Math.abs(vx) + Math.abs(vy)) / 2 };
  const data = new Float32Array(width * height).fill(around);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const u = ux * (x + 0.5) + uy * (y + 0.5) + u0;
      const v = vx * (x + 0.5) + vy * (y + 0.5) + v0;
      if (u < 0 || v < 0 || u >= map.width || v >= map.height) continue;
      data[at] = highestIn(map, span(u, reach.u, map.width), span(v, reach.v, map.height));
    }
  }
  return { width, height, data };
}

type Span = readonly [from: number, to: number];

/** The samples on which something falls that reaches so far around a point, at least the one the point lies on. */
function span(middle: number, reach: number, samples: number): Span {
  const nearest = Math.floor(middle);
  const from = Math.min(nearest, Math.max(0, Math.floor(middle - reach + rounding)));
  return [from, Math.max(nearest + 1, Math.min(samples, Math.ceil(middle + reach - rounding)))];
}
/** An edge that is whole but for rounding is whole. */
const rounding = 1e-6;

function highestIn({ width, data }: AnomalyMap, [left, right]: Span, [top, bottom]: Span): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) highest = Math.max(highest, data[row * width + column] as number);
  }
  return highest;
}
