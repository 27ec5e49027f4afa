import { z } from 'zod';
import { regionsSchema, wholePicture } from '#shared/domain/region.ts';
import { cropRect, cutOut } from './crop.ts';
import { VisionError } from './errors.ts';
import { resizeArea } from './resize.ts';
import { presenceSchema } from './upright/presence.ts';
import { uprightSchema } from './upright/upright.ts';
import type { Image } from './types.ts';

const share = z.number().min(0).max(1);
const side = z.number().int().min(32).max(2048);

/** What happens to a picture before the graph: part of the model's identity. */
export const preprocessingSchema = z.strictObject({
  format: z.literal(1),
  /** Area average in arithmetic of our own, see `resizeArea`. */
  resize: z.literal('area'),
  input: z.strictObject({ width: side, height: side }),
  map: z.strictObject({ width: z.number().int().min(1).max(512), height: z.number().int().min(1).max(512) }),
  /** Aspect ratios (width / height) that are accepted: those of the teaching pictures, and a little beyond. */
  aspect: z.strictObject({ min: z.number().positive(), max: z.number().positive() }),
  /** What is cut out of the picture, in shares of its sides; absent: all of it. */
  crop: z.strictObject({ x: share, y: share, width: share.positive(), height: share.positive() }).optional(),
  /** What the graph judges and what it does not; absent: all of it. A recipe has to name the same. */
  regions: regionsSchema.optional(),
  /** How parts are brought upright; absent: they are judged as they lie. Never together with regions, which are places of the picture. */
  upright: uprightSchema.optional(),
  /** How it is seen that there is a part; absent: that is not asked. */
  presence: presenceSchema.optional(),
});
export type Preprocessing = z.infer<typeof preprocessingSchema>;

/** How much wider or narrower than any teaching picture a picture may be and still be squeezed into the model's input. */
export const aspectTolerance = 1.2;

/**
 * A picture whose aspect differs by more than a fifth from all that were taught is another view (turned camera, other crop): its
 * score would mean nothing, so it is refused with PICTURE_UNSUPPORTED, which makes an error verdict and not a false reject or,
 * worse, a pass.
 */
export function requireAspect(image: Image, { aspect }: Pick<Preprocessing, 'aspect'>): void {
  const own = image.width / image.height;
  if (own >= aspect.min && own <= aspect.max) return;
  const taught = `${aspect.min.toFixed(2)} to ${aspect.max.toFixed(2)}`;
  throw new VisionError('PICTURE_UNSUPPORTED', `aspect ratio ${own.toFixed(2)}, the model was taught for ${taught}`);
}

/** What lies around the inspected regions, squeezed to the model's input. Throws as `requireAspect`. */
export function prepareCrop(
  image: Image,
  { input, aspect, crop = wholePicture }: Pick<Preprocessing, 'input' | 'aspect' | 'crop'>,
): Image {
  requireAspect(image, { aspect });
  return resizeArea(cutOut(image, cropRect(image, crop)), input.width, input.height);
}
