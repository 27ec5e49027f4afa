/**
 * The part as an object, before any light falls on it: height, colour and finish over a square of `size` texels whose
 * middle is the axis of the part. One texel is one pixel of the picture. Row-major `[size, size]`.
 */
export interface Surface {
  readonly size: number;
  /** Outer radius of the part in texels. */
  readonly radius: number;
  /** Texels above the face of the flange. */
  readonly height: Float32Array;
  /** Colour, 0..255 each. */
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
  /** 1 part, 0 hole or outside. */
  readonly cover: Float32Array;
  /** How much the turned finish throws the lamp back as a fan of light, 0..1. */
  readonly turned: Float32Array;
  /** How strongly the grain of the finish shows, 0..1. */
  readonly grain: Float32Array;
  /** Strength of the mirror-like highlight, 0..1. */
  readonly gloss: Float32Array;
}

export const planeNames = ['height', 'red', 'green', 'blue', 'cover', 'turned', 'grain', 'gloss'] as const;
export type PlaneName = (typeof planeNames)[number];

export function emptySurface(size: number, radius: number): Surface {
  const plane = (): Float32Array => new Float32Array(size * size);
  return {
    size,
    radius,
    height: plane(),
    red: plane(),
    green: plane(),
    blue: plane(),
    cover: plane(),
    turned: plane(),
    grain: plane(),
    gloss: plane(),
  };
}

/** A rectangle of texels, ends excluded. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** The box around a circle, kept inside the surface with room for the slope at its border. */
export function boxAround(size: number, x: number, y: number, reach: number): Box {
  const limit = (value: number): number => Math.min(size - 1, Math.max(1, value));
  return {
    x0: limit(Math.floor(x - reach)),
    y0: limit(Math.floor(y - reach)),
    x1: limit(Math.ceil(x + reach) + 1),
    y1: limit(Math.ceil(y + reach) + 1),
  };
}

/** Remembers a rectangle of every plane; the answer puts it back. */
export function saveBox(surface: Surface, box: Box): () => void {
  const { size } = surface;
  const width = box.x1 - box.x0;
  const saved = planeNames.map((name) => {
    const copy = new Float32Array(width * (box.y1 - box.y0));
    for (let y = box.y0; y < box.y1; y += 1) {
      copy.set(surface[name].subarray(y * size + box.x0, y * size + box.x1), (y - box.y0) * width);
    }
    return copy;
  });
  return () => {
    for (const [index, name] of planeNames.entries()) {
      const copy = saved[index];
      if (copy === undefined) continue;
      for (let y = box.y0; y < box.y1; y += 1) {
        surface[name].set(copy.subarray((y - box.y0) * width, (y - box.y0 + 1) * width), y * size + box.x0);
      }
    }
  };
}

/** Calls `visit` for every texel of a box with its index and its position relative to the axis, in radii. */
export function eachTexel(surface: Surface, box: Box, visit: (index: number, u: number, v: number) => void): void {
  const { size, radius } = surface;
  const middle = size / 2;
  for (let y = box.y0; y < box.y1; y += 1) {
    const v = (y + 0.5 - middle) / radius;
    for (let x = box.x0; x < box.x1; x += 1) visit(y * size + x, (x + 0.5 - middle) / radius, v);
  }
}
