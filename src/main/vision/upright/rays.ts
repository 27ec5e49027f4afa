import type { PixelOperations, Plane } from '../pixels/operations.ts';

/** A part seen from its middle: what lies on rays in all directions. Mean 0 and length 1 over all of it. */
export interface Rays {
  /** [directions, radii × 2]: grey and mask. */
  readonly values: Float32Array;
}

const directions = 96;
const radii = 20;
/** The innermost ring says nothing of the direction. */
const innermost = 0.08;

/** `reachPx`: length of the rays. `maskWeight`: what a pixel of the mask counts, in greys of `grey`. */
export function raysOf(
  { grey, mask }: { readonly grey: Plane; readonly mask: Plane },
  middle: { readonly x: number; readonly y: number },
  reachPx: number,
  maskWeight: number,
  pixels: PixelOperations,
): Rays {
  const size = { width: radii, height: directions };
  const mapX = new Float32Array(radii * directions);
  const mapY = new Float32Array(radii * directions);
  for (let d = 0; d < directions; d++) {
    const angle = (2 * Math.PI * d) / directions;
    for (let r = 0; r < radii; r++) {
      const radius = reachPx * (innermost + ((1 - innermost) * (r + 0.5)) / radii);
      mapX[d * radii + r] = middle.x + radius * Math.cos(angle);
      mapY[d * radii + r] = middle.y + radius * Math.sin(angle);
    }
  }
  const seen = [pixels.remap(grey, mapX, mapY, size).data, pixels.remap(mask, mapX, mapY, size).data];
  const scales = [1, maskWeight / 255];
  const values = new Float32Array(directions * radii * 2);
  // Farther out a ray stands for more of the picture.
  const weights = Float32Array.from({ length: radii }, (_, r) => Math.sqrt(innermost + ((1 - innermost) * (r + 0.5)) / radii));
  for (let plane = 0; plane < 2; plane++) {
    const data = seen[plane] as Uint8Array;
    const usual = plane === 0 ? 128 : 0;
    for (let d = 0; d < directions; d++) {
      for (let r = 0; r < radii; r++) {
        values[(d * 2 + plane) * radii + r] =
          (weights[r] as number) * (scales[plane] as number) * ((data[d * radii + r] as number) - usual);
      }
    }
  }
  normalise(values);
  return { values };
}

function normalise(values: Float32Array): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = (values[i] as number) - mean;
    squares += (values[i] as number) ** 2;
  }
  const length = Math.max(1e-9, Math.sqrt(squares));
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) / length;
}

export interface Turn {
  /** Radians by which `seen` is turned against `golden`, −π..π. */
  readonly angle: number;
  /** Correlation there, −1..1. */
  readonly correlation: number;
}

function product(a: Float32Array, fromA: number, b: Float32Array, fromB: number, length: number): number {
  // Four sums: one would wait for each addition to end before the next.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < length; i += 4) {
    s0 += (a[fromA + i] as number) * (b[fromB + i] as number);
    s1 += (a[fromA + i + 1] as number) * (b[fromB + i + 1] as number);
    s2 += (a[fromA + i + 2] as number) * (b[fromB + i + 2] as number);
    s3 += (a[fromA + i + 3] as number) * (b[fromB + i + 3] as number);
  }
  return s0 + s1 + (s2 + s3);
}

/** Two directions nearer than this are one. */
const apart = Math.round((25 / 360) * directions);

/** The best turns, best first, at most `most`: the highest correlations of turned rays, each the best within ±25°. */
export function turnsOf(golden: Rays, seen: Rays, most: number): Turn[] {
  const correlations = new Float32Array(directions);
  const length = directions * 2 * radii;
  // Turned by a step, the rays are the same ones from another on: what lies beyond the last comes before the first.
  for (let shift = 0; shift < directions; shift++) {
    const turned = shift * 2 * radii;
    const rest = length - turned;
    correlations[shift] =
      product(golden.values, 0, seen.values, turned, rest) + product(golden.values, rest, seen.values, 0, turned);
  }
  const at = (shift: number) => correlations[(shift + directions) % directions] as number;
  const order = [...correlations.keys()].sort((a, b) => at(b) - at(a));
  const chosen: number[] = [];
  for (const shift of order) {
    if (chosen.length === most) break;
    const near = chosen.some((one) => {
      const distance = Math.abs(one - shift);
      return Math.min(distance, directions - distance) < apart;
    });
    if (!near) chosen.push(shift);
  }
  return chosen.map((shift) => {
    const [before, here, after] = [at(shift - 1), at(shift), at(shift + 1)];
    const bend = before - 2 * here + after;
    const offset = bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
    const angle = (2 * Math.PI * (shift + offset)) / directions;
    return { angle: angle > Math.PI ? angle - 2 * Math.PI : angle, correlation: here };
  });
}
