import { readFile, stat } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import type { Defect } from '#shared/domain/inspection.ts';
import { VisionError } from '../errors.ts';
import { filesIn } from '../test-set.ts';

/** In pixels of the picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A box that somebody drew around a defect, and what they call it; null: nobody said. */
export interface NamedBox extends Box {
  readonly kind: string | null;
}

const longestKind = 60;

/**
 * Annotated boxes, a line each: `x1 y1 x2 y2 type`, parted by blanks or commas; what follows the numbers is the type.
 * Throws VisionError FILE_DAMAGED.
 */
export function parseBoxes(text: string): NamedBox[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.map((line, k) => {
    const words = line.trim().split(/[\s,]+/);
    const [left = Number.NaN, top = Number.NaN, right = Number.NaN, bottom = Number.NaN] = words.slice(0, 4).map(Number);
    if (!(right >= left && bottom >= top))
      throw new VisionError('FILE_DAMAGED', `line ${k + 1} of the boxes is not x1 y1 x2 y2 type`);
    const kind = words.slice(4).join(' ').slice(0, longestKind) || null;
    return { left, top, right, bottom, kind };
  });
}

/** How many detected boxes have their centre in an annotated one, each annotated box counting once. */
export function matchBoxes(detected: readonly Box[], annotated: readonly Box[]): number {
  const free = new Set(annotated);
  let matched = 0;
  for (const box of detected) {
    const hit = boxAround(box, [...free]);
    if (hit === null) continue;
    free.delete(hit);
    matched++;
  }
  return matched;
}

/** The annotated box that the centre of a detected one lies in; of several the one around it most closely. */
export function boxAround<Annotated extends Box>(
  { left, top, right, bottom }: Box,
  annotated: readonly Annotated[],
): Annotated | null {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const holding = annotated.filter((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
  return holding.toSorted((a, b) => areaOf(a) - areaOf(b))[0] ?? null;
}

export const boxOf = ({ x, y, width, height }: Defect): Box => ({ left: x, top: y, right: x + width, bottom: y + height });

const areaOf = ({ left, top, right, bottom }: Box): number => (right - left) * (bottom - top);

/** The boxes in the file of `folder` that belongs to a picture; null where there is none. Throws as `parseBoxes`. */
export async function boxesFor(folder: string, picturePath: string): Promise<NamedBox[] | null> {
  const file = await fileFor(folder, picturePath);
  return file === null ? null : parseBoxes(await readFile(file, 'utf8'));
}

/** The file of a folder that belongs to a picture: by its kind and name, whatever it ends in. */
export async function fileFor(folder: string, picturePath: string): Promise<string | null> {
  const { dir, name } = parse(picturePath);
  for (const place of [join(folder, basename(dir)), folder]) {
    const found = (await filesIn(place)).find((path) => parse(path).name === name);
    if (found !== undefined && (await stat(found)).isFile()) return found;
  }
  return null;
}
