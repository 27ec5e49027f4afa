import type { Image } from './types.ts';

/** How far a copy may lie from its picture; all three at once. Shifts as a share of the side, light as a share of it. */
export const mostTurnDeg = 10;
export const mostShift = 0.05;
export const mostGain = 0.15;

type Size = Pick<Image, 'width' | 'height'>;

/** How a copy differs from its picture. */
export interface Disturbance {
  /** Radians, about the middle of the picture. */
  readonly angle: number;
  /** Pixels. */
  readonly shiftX: number;
  readonly shiftY: number;
  /** On the bytes. */
  readonly gain: number;
}

/**
 * How the camera might have have seen a picture of this size on another day: turned, shifted and lit a little differently, at random.
 * `random` gives numbers in [0, 1).
 */
export function drawDisturbance({ width, height }: Size, random: () => number): Disturbance {
  // The ends of the range more often than its middle: two copies have to show how far a part may lie.
  const between = (most: number) => {
    const share = 2 * random() - 1;
    return Math.sign(share) * Math.sqrt(Math.abs(share)) * most;
  };
  const angle = (between(mostTurnDeg) * Math.PI) / 180;
  const [shiftX, shiftY] = [between(mostShift) * width, between(mostShift) * height];
  return { angle, shiftX, shiftY, gain: 1 + between(mostGain) };
}

/** Where a place of the copy came from in the picture; within the picture, in pixels from its top left pixel's middle. */
export function sourceOf(
  x: number,
  y: number,
  { width, height }: Size,
  { angle, shiftX, shiftY }: Disturbance,
): { readonly x: number; readonly y: number } {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const [dx, dy] = [x - middleX - shiftX, y - middleY - shiftY];
  return { x: mirrored(middleX + cos * dx + sin * dy, width), y: mirrored(middleY - sin * dx + cos * dy, height) };
}

/** Bilinear; what comes in at the border is the picture mirrored. */
export function disturb({ width, height, data }: Image, { angle, shiftX, shiftY, gain }: Disturbance): Image {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const out = new Uint8Array(data.length);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x - middleX - shiftX, y - middleY - shiftY];
      const sourceX = middleX + cos * dx + sin * dy;
      const sourceY = middleY - sin * dx + cos * dy;
      const [left, top] = [Math.floor(sourceX), Math.floor(sourceY)];
      const [shareX, shareY] = [sourceX - left, sourceY - top];
      const [x0, x1] = [mirrored(left, width) * 3, mirrored(left + 1, width) * 3];
      const [y0, y1] = [mirrored(top, height) * width * 3, mirrored(top + 1, height) * width * 3];
      for (let c = 0; c < 3; c++) {
        const above = (data[y0 + x0 + c] as number) * (1 - shareX) + (data[y0 + x1 + c] as number) * shareX;
        const below = (data[y1 + x0 + c] as number) * (1 - shareX) + (data[y1 + x1 + c] as number) * shareX;
        out[to++] = Math.min(255, Math.round((above * (1 - shareY) + below * shareY) * gain));
      }
    }
  }
  return { width, height, data: out };
}

/** Mirrors a coordinate at the outermost pixels, which are not repeated. */
function mirrored(at: number, size: number): number {
  const inside = at < 0 ? -at : at;
  const back = inside >= size ? 2 * (size - 1) - inside : inside;
  return Math.min(size - 1, Math.max(0, back));
}
