import type { Affine } from './pixels/operations.ts';
import { mirrored, sampleThrough } from './sample.ts';
import type { Image } from './types.ts';

/** How far a copy may lie from its picture; all three at once. Shifts as a share of the side, light as a share of it. */
export const mostTurnDeg = 10;
export const mostShift = 0.05;
export const mostGain = 0.15;

type Size = Pick<Image, 'width' | 'height'>;

/** How far the copies of a part may lie from it: degrees, and shares of the side. */
export interface Reach {
  readonly turnDeg: number;
  readonly shift: number;
}
/** Of parts that are judged as they lie: a fifth farther than is promised, since what was taught holds best inside of its range. */
export const lyingReach: Reach = { turnDeg: mostTurnDeg, shift: 1.2 * mostShift };
/** Of parts that are brought upright: what finding them leaves. */
export const uprightReach: Reach = { turnDeg: 1.5, shift: 0.01 };

/** 1: every place of the range is as likely; the less, the more often its ends come. */
const endsFavoured = 0.25;

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
export function drawDisturbance(
  { width, height }: Size,
  random: () => number,
  { turnDeg, shift }: Reach = lyingReach,
): Disturbance {
  // Two copies have to show how far a part may lie: the ends of the range come more often than its middle.
  const between = (most: number) => {
    const share = 2 * random() - 1;
    return Math.sign(share) * Math.abs(share) ** endsFavoured * most;
  };
  const angle = (between(turnDeg) * Math.PI) / 180;
  const [shiftX, shiftY] = [between(shift) * width, between(shift) * height];
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
export function disturb(image: Image, { angle, shiftX, shiftY, gain }: Disturbance): Image {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [(image.width - 1) / 2, (image.height - 1) / 2];
  const [fromX, fromY] = [middleX + shiftX, middleY + shiftY];
  const toSource: Affine = [
    ...([cos, sin, middleX - cos * fromX - sin * fromY] as const),
    ...([-sin, cos, middleY + sin * fromX - cos * fromY] as const),
  ];
  return sampleThrough(image, toSource, image, { gain });
}
