import type { Affine } from '../pixels/operations.ts';

/** First `inner`, then `outer`. */
export function compose(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [a * g + b * j, a * h + b * k, a * i + b * l + c, d * g + e * j, d * h + e * k, d * i + e * l + f];
}

export function invert([a, b, c, d, e, f]: Affine): Affine {
  const determinant = a * e - b * d;
  const [g, h, j, k] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
  return [g, h, -g * c - h * f, j, k, -j * c - k * f];
}

/** How far the corner that moves most moves, in pixels. */
export function largestMove([a, b, c, d, e, f]: Affine, { width, height }: { width: number; height: number }): number {
  let most = 0;
  for (const x of [0, width - 1]) {
    for (const y of [0, height - 1]) most = Math.max(most, Math.hypot(a * x + b * y + c - x, d * x + e * y + f - y));
  }
  return most;
}

/** Lengths of the longest and the shortest radius of the ellipse that the unit circle becomes (singular values). */
export function scalesOf([a, b, , d, e]: Affine): readonly [number, number] {
  const [sum, difference] = [Math.hypot(a + e, d - b), Math.hypot(a - e, d + b)];
  return [(sum + difference) / 2, Math.abs(sum - difference) / 2];
}

/** In degrees, −180..180. */
export function angleOf([a, b, , d, e]: Affine): number {
  return (Math.atan2(d - b, a + e) * 180) / Math.PI;
}

/** By `angle` in radians about (x, y). */
export function rotation(angle: number, x: number, y: number): Affine {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y];
}
