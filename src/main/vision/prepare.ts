import { wholePicture } from '#shared/domain/region.ts';
import { cropRect } from './crop.ts';
import { VisionError } from './errors.ts';
import { openPixelOperations } from './pixels/opencv.ts';
import type { Affine } from './pixels/operations.ts';
import { type Preprocessing, prepareCrop, requireAspect } from './preprocess.ts';
import type { Image } from './types.ts';
import type { Golden } from './upright/locate.ts';
import { presenceCheck } from './upright/presence.ts';
import { createErector } from './upright/upright.ts';

/** A picture as the network sees it. */
export interface Prepared {
  readonly crop: Image;
  /** From shares (0..1) of the crop's sides to pixels of the picture, whose first reaches from 0 to 1. */
  readonly toPicture: Affine;
  /** What finding the part took; null where parts are judged as they lie. */
  readonly locateMs: number | null;
  /** Whether a part is seen at all; asked of pictures that would pass. */
  hasPart(): boolean;
}

/** Throws VisionError as `prepareCrop`, and PART_NOT_FOUND where parts are brought upright and there is none. */
export type Prepare = (image: Image) => Prepared;

/** What happens to pictures before the graph, in teaching and on the line. `golden`: where parts are brought upright. */
export async function openPreparation(preprocessing: Preprocessing, golden: Golden | null): Promise<Prepare> {
  const { upright, presence, input, crop: area = wholePicture } = preprocessing;
  if (upright === undefined) {
    const seesPart = presence === undefined ? () => true : presenceCheck(presence);
    return (image) => {
      const crop = prepareCrop(image, preprocessing);
      const { left, top, width, height } = cropRect(image, area);
      return { crop, toPicture: [width, 0, left, 0, height, top], locateMs: null, hasPart: () => seesPart(crop) };
    };
  }
  if (golden === null) throw new Error('parts are brought upright, and there is no golden part');
  const erect = createErector(upright, golden, input, await openPixelOperations());
  return (image) => {
    requireAspect(image, preprocessing);
    const erected = erect(image);
    if (erected === null) throw partNotFound();
    const [a, b, c, d, e, f] = erected.toPicture;
    const toPicture: Affine = [a * input.width, b * input.height, c, d * input.width, e * input.height, f];
    return { ...erected, toPicture, hasPart: () => true };
  };
}

export const partNotFound = () => new VisionError('PART_NOT_FOUND', 'no part like those that were taught is in the picture');
