import { open, readdir, stat } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { hasPictureName } from '#shared/domain/picture-names.ts';
import { VisionError } from './errors.ts';
import { sniffPicture } from './sniff.ts';

export interface TestPicture {
  readonly path: string;
  readonly bad: boolean;
  readonly maskPath: string | null;
}
/** Pictures to teach and to test with, in the order of their names. */
export interface TestSet {
  readonly root: string;
  readonly good: readonly string[];
  readonly test: readonly TestPicture[];
}

/** A set in the MVTec layout. Throws VisionError FILE_NOT_A_PICTURE where the folder is none. */
export async function readTestSet(folder: string): Promise<TestSet> {
  const root = resolve(folder);
  const good = await picturesIn(join(root, 'train', 'good'));
  const test = await testPictures(root);
  if (good.length === 0 || test.length === 0)
    throw new VisionError('FILE_NOT_A_PICTURE', 'no train/good and test pictures in this folder');
  return { root, good, test };
}

/** The test pictures of a set in the MVTec layout, kinds and names in order. */
export async function testPictures(root: string): Promise<TestPicture[]> {
  const folders = await readdir(join(root, 'test'), { withFileTypes: true }).catch(() => []);
  const pictures: TestPicture[] = [];
  for (const { name: kind } of folders.filter((one) => one.isDirectory()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const bad = kind !== 'good';
    const masks = new Map((await filesIn(join(root, 'ground_truth', kind))).map((path) => [parse(path).name, path]));
    for (const path of await picturesIn(join(root, 'test', kind))) {
      const { name } = parse(path);
      pictures.push({ path, bad, maskPath: bad ? (masks.get(`${name}_mask`) ?? masks.get(name) ?? null) : null });
    }
  }
  return pictures;
}

/**
 * Paths of the pictures in a folder, in order: of what is called like one (it may be damaged, and is to be told then) or begins
 * like one. Notes, thumbnails and settings that a system leaves beside pictures are none.
 */
async function picturesIn(folder: string): Promise<string[]> {
  const pictures: string[] = [];
  // One after the other: a folder may hold more files than a process may have open.
  for (const path of await filesIn(folder))
    if (hasPictureName(path) || sniffPicture(await beginningOf(path)) !== null) pictures.push(path);
  return pictures;
}

const beginningBytes = 4096;

/** Empty where it is no regular file, or cannot be read. */
async function beginningOf(path: string): Promise<Uint8Array> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return new Uint8Array();
  const file = await open(path).catch(() => null);
  if (file === null) return new Uint8Array();
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(beginningBytes));
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Paths of the files in a folder, in order; none where there is no folder. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name))
    .sort();
}
