import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, realpath, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { picturesFolder } from './database.ts';
import { RecordsError } from './errors.ts';

const picturePath = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\\\0/:]+(?:\/[^\\\0/:]+)*$/;

/** Whether a path names a file below the pictures folder: relative, `/` between names, no `.`, `..`, drive or backslash. */
export function isPicturePath(path: string): boolean {
  return path.length <= 400 && picturePath.test(path);
}

/** Absolute path of a picture. @throws RecordsError INVALID for a path that would leave the pictures folder. */
export function resolvePicture(dataFolder: string, path: string): string {
  if (!isPicturePath(path)) throw new RecordsError('INVALID', `Not a path of a picture: ${path}`);
  return join(dataFolder, picturesFolder, ...path.split('/'));
}

/** The file itself, or null where there is none or where links on the way lead out of the pictures folder. */
export async function findPictureFile(dataFolder: string, path: string): Promise<string | null> {
  try {
    const root = await realpath(join(dataFolder, picturesFolder));
    const file = await realpath(resolvePicture(dataFolder, path));
    return file.startsWith(root + sep) ? file : null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** SHA-256 of a file in hexadecimal, read as a stream; null when there is none. */
export async function hashPictureFile(dataFolder: string, path: string): Promise<string | null> {
  const file = await findPictureFile(dataFolder, path);
  if (file === null) return null;
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  return hash.digest('hex');
}

/** Removes a file; answers false when it is still there. */
export async function removePictureFile(dataFolder: string, path: string): Promise<boolean> {
  try {
    await rm(resolvePicture(dataFolder, path), { force: true });
    return true;
  } catch {
    return false;
  }
}

const dayMs = 86_400_000;

/**
 * Removes files of a part that were written but whose hash never reached the records, among them temporary ones. They lie
 * in the folder of the day on which they were written and carry the part's id in their names.
 */
export async function removeStrayFiles(
  dataFolder: string,
  part: { id: string; judgedAtUtc: string; known: ReadonlySet<string> },
): Promise<number> {
  if (part.id.length < 8) return 0;
  let removed = 0;
  const judged = Date.parse(part.judgedAtUtc);
  for (const day of [judged - dayMs, judged, judged + dayMs]) {
    const folder = new Date(day).toISOString().slice(0, 10).replaceAll('-', '/');
    for (const name of await namesIn(join(dataFolder, picturesFolder, folder))) {
      const path = `${folder}/${name}`;
      if (!name.includes(part.id) || part.known.has(path)) continue;
      if (await removePictureFile(dataFolder, path)) removed += 1;
    }
  }
  return removed;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
