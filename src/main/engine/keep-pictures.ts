import type { PictureKind } from '#shared/domain/inspection.ts';
import { encodeJpeg, encodeMapPng, encodePng, renderOverlay } from '../vision/index.ts';
import type { StoredPicture } from './protocol.ts';
import { type EncodedPicture, writePicture } from './picture-files.ts';
import type { Retained, RetainedPart } from './retained.ts';

export interface KeepRequest {
  readonly partId: string;
  readonly kinds: readonly PictureKind[];
  readonly jpegQuality: number;
  readonly folder: string;
  /** The full picture as PNG, not JPEG. */
  readonly lossless: boolean;
}

/**
 * Writes one part after the other, encoded in libvips' threads: lossless pictures take 60–240 ms and must delay no
 * judgement. A part leaves the bounded queue only when its turn has come, so a disk that is too slow loses the oldest.
 */
export function createKeeper(
  retained: Retained,
  onError: (error: unknown) => void,
): (request: KeepRequest) => Promise<StoredPicture[]> {
  let queue: Promise<unknown> = Promise.resolve();
  return (request) => {
    const answer = queue.then(() => keepPart(retained.take(request.partId), request, onError));
    queue = answer;
    return answer;
  };
}

async function keepPart(
  part: RetainedPart | null,
  request: KeepRequest,
  onError: (error: unknown) => void,
): Promise<StoredPicture[]> {
  if (!part) return [];
  const stored: StoredPicture[] = [];
  for (const kind of request.kinds) {
    try {
      const picture = await encode(part, kind, request);
      if (picture) stored.push(await writePicture(request.folder, part.partId, picture));
    } catch (error) {
      // The other kinds may still fit on the disk; what is missing in the answer is marked lost in the record.
      onError(error);
    }
  }
  return stored;
}

async function encode(
  { image, measured }: RetainedPart,
  kind: PictureKind,
  request: KeepRequest,
): Promise<EncodedPicture | null> {
  switch (kind) {
    case 'full':
      return request.lossless
        ? { kind, mime: 'image/png', data: await encodePng(image) }
        : { kind, mime: 'image/jpeg', data: await encodeJpeg(image, request.jpegQuality) };
    case 'crop':
      return measured && { kind, mime: 'image/png', data: await encodePng(measured.crop) };
    case 'map':
      return measured && { kind, mime: 'image/png', data: await encodeMapPng(measured.map, measured.threshold) };
    case 'overlay': {
      if (!measured) return null;
      const { map, defects, threshold } = measured;
      return {
        kind,
        mime: 'image/jpeg',
        data: await renderOverlay(image, map, defects, { threshold, quality: request.jpegQuality }),
      };
    }
  }
}
