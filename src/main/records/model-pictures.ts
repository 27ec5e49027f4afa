import { readFile } from 'node:fs/promises';
import { type UnzipFileInfo, unzipSync } from 'fflate';

/** A picture that a model carries, to be shown beside a part. */
export interface ModelPicture {
  readonly mime: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

/** Of good pictures, tens of kilobytes; a reference is as large as pictures are compared. */
const mostBytes = { taught: 512 * 1024, reference: 8 * 1024 * 1024 };

/**
 * The pictures in the file of a model by the number that records name them by: good pictures that it was taught with, or the
 * reference that it compares with, under 0. Empty for a file that is none.
 */
export async function readModelPictures(path: string): Promise<ReadonlyMap<number, ModelPicture>> {
  const entries = entriesOf(await readFile(path));
  return new Map(
    Object.entries(entries).map(([name, bytes]): [number, ModelPicture] => {
      const number = /^taught\/(\d{1,2})\.jpg$/.exec(name)?.[1];
      return number === undefined ? [0, { mime: 'image/png', bytes }] : [Number(number), { mime: 'image/jpeg', bytes }];
    }),
  );
}

/** The engine has checked the whole file before it judged anything; here a damaged one only has no pictures. */
function entriesOf(model: Uint8Array): Readonly<Record<string, Uint8Array>> {
  const filter = ({ name, originalSize }: UnzipFileInfo) =>
    name === 'reference.png'
      ? originalSize <= mostBytes.reference
      : /^taught\/\d{1,2}\.jpg$/.test(name) && originalSize <= mostBytes.taught;
  try {
    return unzipSync(model, { filter });
  } catch {
    return {};
  }
}
