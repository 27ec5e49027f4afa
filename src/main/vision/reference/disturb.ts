import type { PixelOperations, Plane } from '../pixels/operations.ts';
import { normal } from '../random.ts';
import type { Image } from '../types.ts';
import { channelsOf } from './planes.ts';

/** How far a copy may lie from its picture; all at once. */
export const mostTurnDeg = 2;
const mostShift = 0.02;
const mostGain = 0.1;
const mostNoise = 6;

/**
 * The picture as the camera might have taken it of another good part: turned, shifted, lit and noisy a little differently, at
 * random. What comes in at the border is the picture mirrored. `random` gives numbers in [0, 1).
 */
export function disturbedReference(image: Image, random: () => number, pixels: PixelOperations): Image {
  const { width, height } = image;
  const between = (most: number) => (2 * random() - 1) * most;
  const angle = (between(mostTurnDeg) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [(width - 1) / 2 + between(mostShift) * width, (height - 1) / 2 + between(mostShift) * height];
  const [gain, noise] = [1 + between(mostGain), mostNoise * random()];
  const place = [cos, -sin, (width - 1) / 2 - cos * x + sin * y, sin, cos, (height - 1) / 2 - sin * x - cos * y] as const;
  const planes = channelsOf(image).map((plane) => pixels.warp(plane, place, image));
  const deviate = normal(random);
  const data = new Uint8Array(image.data.length);
  for (let i = 0, at = 0; i < width * height; i++) {
    // One deviation for all channels: a grey picture stays grey.
    const own = noise * deviate();
    for (let c = 0; c < 3; c++, at++) {
      const value = ((planes[c] as Plane).data[i] as number) * gain + own + 0.5;
      data[at] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
  return { width, height, data };
}
