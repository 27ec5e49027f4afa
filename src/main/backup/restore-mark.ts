import { open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../records/index.ts';

/** Written beside the data folder while one takes the place of the other: a power cut then leaves neither half. */
export const markOf = (dataFolder: string): string => `${dataFolder}.restoring.json`;

/** Of a copy that a process makes beside the data. */
export const besideOf = (dataFolder: string, pid: number): string => `${dataFolder}.restoring-${pid}`;
const besidePattern = /^\.restoring-(\d{1,10})$/;

/** The process that makes the copy of this name beside the data; null where the name is none of a copy. */
export function writerOf(dataFolder: string, name: string): number | null {
  const data = basename(dataFolder);
  const pid = name.startsWith(data) ? besidePattern.exec(name.slice(data.length))?.[1] : undefined;
  return pid === undefined ? null : Number(pid);
}

/** Where the data of before go: to the second, UTC. */
export const asideOf = (dataFolder: string, at: Date): string =>
  `${dataFolder}.before-restore-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}`;
const asidePattern = /^\.before-restore-\d{8}T\d{6}$/;

/** Folders beside the data folder, by their whole paths. */
export interface RestoreMark {
  readonly beside: string;
  /** Null where there were no data before. */
  readonly movedTo: string | null;
}

/** Names only, so that a mark can never lead to another folder than one beside the data. */
export function writeMark(dataFolder: string, { beside, movedTo }: RestoreMark): Promise<void> {
  const names = { beside: basename(beside), movedTo: movedTo === null ? null : basename(movedTo) };
  return replaceFile(markOf(dataFolder), JSON.stringify(names));
}

/** One that cannot be removed is met again at the next start, where the data are in place and it changes nothing. */
export const removeMark = (dataFolder: string): Promise<void> => rm(markOf(dataFolder), { force: true }).catch(() => undefined);

/** Two names; a file that is larger is none of ours. */
const markBytes = 4_096;

/** Null: there is none. A string: why it is not followed. */
export async function readMark(dataFolder: string): Promise<RestoreMark | string | null> {
  const data = basename(dataFolder);
  const name = (pattern: RegExp) =>
    z.string().refine((text) => text.startsWith(data) && pattern.test(text.slice(data.length)), 'not the name of such a folder');
  const schema = z.strictObject({ beside: name(besidePattern), movedTo: name(asidePattern).nullable() });
  let text: string | null;
  try {
    text = await readBounded(markOf(dataFolder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return error instanceof Error ? error.message : String(error);
  }
  if (text === null) return `it has more than ${markBytes} bytes`;
  const mark = schema.safeParse(readJson(text));
  if (!mark.success)
    return mark.error.issues
      .map(({ path, message }) => [...path, message].join(' '))
      .join('; ')
      .slice(0, 400);
  const place = (sibling: string): string => join(dirname(dataFolder), sibling);
  const { beside, movedTo } = mark.data;
  return { beside: place(beside), movedTo: movedTo === null ? null : place(movedTo) };
}

/** Null: it is too large. */
async function readBounded(path: string): Promise<string | null> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(markBytes + 1));
    return bytesRead > markBytes ? null : buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
