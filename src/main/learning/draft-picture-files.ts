import { createHash, randomUUID } from 'node:crypto';
import { constants, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { draftLimits } from '#shared/contract/draft.ts';
import type { DraftPlace } from './draft-store.ts';

/** Why a file is not taken in. */
export class FileRefusedError extends Error {
  readonly code = 'FILE_REFUSED';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FileRefusedError';
  }
}

export interface PictureFile {
  /** SHA-256, and the name under which it lies in the draft's folder. */
  readonly id: string;
  readonly bytes: number;
  readonly mime: string | null;
}

const chunkBytes = 1024 * 1024;

/**
 * Copies a file into the draft under its hash. Its pixels are nobody's business here. Throws {@link FileRefusedError} for what
 * is no regular file, is empty or too large, or cannot be read; the system's own error where the copy cannot be written.
 */
export async function takeFile(path: string, place: DraftPlace): Promise<PictureFile> {
  const temporary = join(place.incoming, randomUUID());
  try {
    const copied = await copy(path, temporary);
    await rename(temporary, join(place.pictures, copied.id));
    return copied;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function copy(from: string, to: string): Promise<PictureFile> {
  // Pipes and devices are refused without ever waiting for them.
  const source = await open(from, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(refuse);
  try {
    const stats = await source.stat();
    if (!stats.isFile()) throw new FileRefusedError('It is not a regular file.');
    const target = await open(to, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      const chunk = new Uint8Array(chunkBytes);
      let bytes = 0;
      let mime: string | null = null;
      for (;;) {
        const { bytesRead } = await source.read(chunk, 0, chunk.length, bytes).catch(refuse);
        if (bytesRead === 0) break;
        const piece = chunk.subarray(0, bytesRead);
        if (bytes === 0) mime = mimeOf(piece);
        bytes += bytesRead;
        // Counted, not believed: a file can grow while it is read.
        if (bytes > draftLimits.pictureBytes) throw new FileRefusedError('It is larger than 64 MB.');
        hash.update(piece);
        await target.write(piece, 0, piece.length);
      }
      if (bytes === 0) throw new FileRefusedError('It is empty.');
      await target.sync();
      return { id: hash.digest('hex'), bytes, mime };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

function refuse(error: unknown): never {
  throw new FileRefusedError(`It cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`, { cause: error });
}

/** What a browser may be told that these bytes are; null: nothing that it could show as a picture. */
export function mimeOf(bytes: Uint8Array): string | null {
  const text = (start: number, end: number) => Buffer.from(bytes.subarray(start, end)).toString('latin1');
  if (text(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  if (/^GIF8[79]a/.test(text(0, 6))) return 'image/gif';
  if (text(4, 8) === 'ftyp' && ['avif', 'avis'].includes(text(8, 12))) return 'image/avif';
  if (text(0, 2) === 'BM') return 'image/bmp';
  if (text(0, 4) === 'II*\0' || text(0, 4) === 'MM\0*') return 'image/tiff';
  return null;
}
