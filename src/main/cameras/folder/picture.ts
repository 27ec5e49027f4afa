import { basename } from 'node:path';
import { reasonCodeSchema } from '#shared/domain/reason.ts';
import { decodePicture } from '../../vision/decode.ts';
import type { Image } from '../../vision/types.ts';
import type { FrameFailure } from '../frame-source.ts';
import { shareImage } from '../share-image.ts';

/** Decodes a file into shared memory; a file that is no usable picture becomes a failure with its name. */
export async function readPicture(path: string): Promise<Image | FrameFailure> {
  try {
    return shareImage(await decodePicture({ path }));
  } catch (error) {
    const { code, detail, message } = error as { code?: unknown; detail?: unknown; message?: unknown };
    const reason = reasonCodeSchema.safeParse(code);
    const text = typeof detail === 'string' ? detail : String(message ?? error);
    return failureOf(basename(path), reason.success ? reason.data : 'FILE_DAMAGED', text);
  }
}

export function failureOf(name: string | null, reason: FrameFailure['reason'], detail: string): FrameFailure {
  return { reason, detail, name, capturedAtUtc: new Date().toISOString() };
}
