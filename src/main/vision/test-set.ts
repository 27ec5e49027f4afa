import { readdir } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { VisionError } from './errors.ts';

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
  const good = await filesIn(join(root, 'train', 'good'));
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
    for (const path of await filesIn(join(root, 'test', kind))) {
      const { name } = parse(path);
      pictures.push({ path, bad, maskPath: bad ? (masks.get(`${name}_mask`) ?? masks.get(name) ?? null) : null });
    }
  }
  return pictures;
}

/** Paths of the files in a folder, in order; none where there is no folder. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(folder, entry.name))
    .sort();
}
