import { createHash } from 'node:crypto';
import { mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { PictureKind } from '#shared/domain/inspection.ts';
import type { StoredPicture } from './protocol.ts';

export interface EncodedPicture {
  readonly kind: PictureKind;
  readonly mime: 'image/png' | 'image/jpeg';
  readonly data: Uint8Array;
}

const extensionOf = { 'image/png': 'png', 'image/jpeg': 'jpg' } as const;

/**
 * Writes a picture so that it is either there whole, after a power cut too, or not there: temporary file, fsync, rename,
 * fsync of the folder. It lies under the UTC day of its part: `yyyy/mm/dd/<partId>.<kind>.<ext>`.
 */
export async function writePicture(folder: string, partId: string, picture: EncodedPicture): Promise<StoredPicture> {
  const path = posix.join(dayOf(partId), `${partId}.${picture.kind}.${extensionOf[picture.mime]}`);
  const target = join(folder, path);
  const created = await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const temporary = `${target}.tmp`;
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(picture.data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(target));
  // The first picture of a day: the new folders' own entries have to last as well.
  if (created !== undefined) for (const above of ['..', '../..', '../../..']) await syncFolder(join(dirname(target), above));
  const sha256 = createHash('sha256').update(picture.data).digest('hex');
  return { kind: picture.kind, path, mime: picture.mime, sha256, bytes: picture.data.byteLength };
}

/** Day folder of a part by the time inside its UUIDv7: the same for all its pictures, whatever the clock says when they are written. */
export function dayOf(partId: string): string {
  const time = new Date(Number.parseInt(partId.replaceAll('-', '').slice(0, 12), 16));
  const day = Number.isNaN(time.getTime()) ? new Date(0) : time;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${day.getUTCFullYear()}/${two(day.getUTCMonth() + 1)}/${two(day.getUTCDate())}`;
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder for this; NTFS journals the rename itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
