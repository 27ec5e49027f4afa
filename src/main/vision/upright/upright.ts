import { z } from 'zod';
import type { Affine, PixelOperations } from '../pixels/operations.ts';
import { resizeArea } from '../resize.ts';
import { type Room, sampleThrough } from '../sample.ts';
import type { Image } from '../types.ts';
import { createLocator, type Golden, type Place } from './locate.ts';
import { partPainter } from './painted.ts';
import { type Size, shapesSchema, sizeFor } from './shapes.ts';

const side = z.number().int().min(16).max(4096);
const size = z.strictObject({ width: side, height: side });

/** How parts are brought upright: part of the model's identity, with the golden part beside it. */
export const uprightSchema = z.strictObject({
  /** The picture is reduced to this size to be cut from: one of its pixels becomes one of the network's input. */
  working: size,
  /** And to this size to find the part in it. */
  small: size,
  /** Both are the sizes of the usual picture, and every other keeps its shape; absent: all are squeezed to them. */
  shapes: shapesSchema.optional(),
  /** What is cut out, in pixels of the golden part, of which the middle of the first has the coordinates 0.5, 0.5. */
  frame: z.strictObject({ x: z.number(), y: z.number(), width: z.number().positive(), height: z.number().positive() }),
  /** A part that agrees less with the golden one is not found. */
  leastAgreement: z.number().min(-1).max(1),
});
export type Upright = z.infer<typeof uprightSchema>;

/** Finds the part in a picture that was reduced to the `small` size; null where there is none that agrees with the golden one. */
export function createFinder(
  { leastAgreement }: Upright,
  golden: Golden,
  pixels: PixelOperations,
): (reduced: Image) => Place | null {
  const paint = partPainter(pixels);
  const locator = createLocator(golden, pixels);
  return (reduced) => {
    const painted = paint(reduced);
    const place = painted && locator.locate(painted);
    return place !== null && place.agreement >= leastAgreement ? place : null;
  };
}

/** A part brought upright. */
export interface Erected {
  readonly crop: Image;
  /** Points of the crop to points of the picture, in pixels; the first pixel of both reaches from 0 to 1. */
  readonly toPicture: Affine;
  /** What finding the part took. */
  readonly locateMs: number;
}

/** Answers with null where no part is found. */
export type Erect = (image: Image) => Erected | null;

/** Brings parts upright and cuts them out, `input` large. What it answers with throws PICTURE_UNSUPPORTED as `sizeFor`. */
export function createErector(upright: Upright, golden: Golden, input: Size, pixels: PixelOperations): Erect {
  const { frame, shapes } = upright;
  const find = createFinder(upright, golden, pixels);
  return (image) => {
    const [working, small] = [sizeFor(image, upright.working, shapes), sizeFor(image, upright.small, shapes)];
    const reduced = resizeArea(image, working.width, working.height);
    const start = performance.now();
    const place = find(resizeArea(reduced, small.width, small.height));
    const locateMs = performance.now() - start;
    if (place === null) return null;
    const scale = scaled(small, working);
    const toWorking = cropToPicture(place.matrix, frame, input, scale);
    // A part near the border must not be seen twice.
    const crop = sampleThrough(reduced, atCentres(toWorking), input, { room: enlarged(place.room, scale) });
    return { crop, toPicture: stretched(toWorking, scaled(working, image)), locateMs };
  };
}

type Scale = readonly [x: number, y: number];
const scaled = (from: Size, to: Size): Scale => [to.width / from.width, to.height / from.height];

/** In whole pixels of a picture that is so much larger. */
export const enlarged = ({ rows, columns }: Room, [x, y]: Scale): Room => ({
  rows: { before: lengthened(rows.before, y, x), after: lengthened(rows.after, y, x) },
  columns: { before: lengthened(columns.before, x, y), after: lengthened(columns.after, x, y) },
});

/** So many times as many lines, so many times as long. */
function lengthened(strips: ArrayLike<number>, lines: number, length: number): Int16Array {
  const out = new Int16Array(Math.round(strips.length * lines));
  for (let line = 0; line < out.length; line++) {
    const from = Math.min(strips.length - 1, Math.floor(line / lines));
    out[line] = Math.floor((strips[from] as number) * length);
  }
  return out;
}

/** From points of the crop to points of a picture that is so much larger than the small one. */
export function cropToPicture([a, b, c, d, e, f]: Affine, frame: Upright['frame'], input: Size, scale: Scale): Affine {
  // Of centres of pixels to of points.
  const [tx, ty] = [c + 0.5 - 0.5 * (a + b), f + 0.5 - 0.5 * (d + e)];
  const [sx, sy] = [frame.width / input.width, frame.height / input.height];
  const inSmall: Affine = [
    ...([a * sx, b * sy, a * frame.x + b * frame.y + tx] as const),
    ...([d * sx, e * sy, d * frame.x + e * frame.y + ty] as const),
  ];
  return stretched(inSmall, scale);
}

const stretched = ([a, b, c, d, e, f]: Affine, [x, y]: Scale): Affine => [a * x, b * x, c * x, d * y, e * y, f * y];

/** Of points to of centres of pixels. */
export const atCentres = ([a, b, c, d, e, f]: Affine): Affine => [
  ...([a, b, c + 0.5 * (a + b) - 0.5] as const),
  ...([d, e, f + 0.5 * (d + e) - 0.5] as const),
];
