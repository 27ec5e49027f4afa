import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
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
  return picturesAmong(entriesOf(await readFile(path)));
}

function picturesAmong(entries: Readonly<Record<string, Uint8Array>>): ReadonlyMap<number, ModelPicture> {
  return new Map(
    Object.entries(entries).flatMap(([name, bytes]): [number, ModelPicture][] => {
      if (name === 'reference.png') return [[0, { mime: 'image/png', bytes }]];
      const number = /^taught\/(\d{1,2})\.jpg$/.exec(name)?.[1];
      return number === undefined ? [] : [[Number(number), { mime: 'image/jpeg', bytes }]];
    }),
  );
}

/** A model that is larger is not read for a report: all of it would have to be. */
const mostProvenBytes = 96 * 1024 * 1024;

/**
 * The same for print: none of a model that is not, byte for byte, the one of that name. The name is the SHA-256 of the lines
 * `<sha256 of the entry> <entry>\n` of every entry but the card, ordered by name.
 */
export async function provenModelPictures(path: string, sha256: string): Promise<ReadonlyMap<number, ModelPicture>> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.size > mostProvenBytes) return new Map();
  const entries = everyEntry(await readFile(path));
  const lines = Object.keys(entries)
    .filter((name) => name !== 'card.json')
    .toSorted()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(entries[name] as Uint8Array)
          .digest('hex')} ${name}\n`,
    );
  return createHash('sha256').update(lines.join('')).digest('hex') === sha256 ? picturesAmong(entries) : new Map();
}

function everyEntry(model: Uint8Array): Readonly<Record<string, Uint8Array>> {
  let left = 2 * mostProvenBytes;
  const filter = ({ originalSize }: UnzipFileInfo) => (left -= originalSize) >= 0;
  try {
    return unzipSync(model, { filter });
  } catch {
    return {};
  }
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
