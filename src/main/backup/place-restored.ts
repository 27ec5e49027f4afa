import { copyFile, cp, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../records/index.ts';
import type { PreparedRestore, Restored } from './restore-backup.ts';

/** Written beside the data folder while one takes the place of the other: a power cut then leaves neither half. */
const markOf = (dataFolder: string): string => `${dataFolder}.restoring.json`;
const markSchema = z.object({ beside: z.string(), movedTo: z.string().nullable() });

/**
 * The old folder goes aside and the new one takes its name.
 * Nobody may have the data folder open. Fails with the system's own error, and then everything is as it was.
 */
export async function placeRestored({ beside, dataFolder, ...restored }: PreparedRestore): Promise<Restored> {
  const present = await contentOf(dataFolder);
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const movedTo = present.length > 0 ? `${dataFolder}.before-restore-${stamp}` : null;
  try {
    await takeAlong(dataFolder, beside);
    await replaceFile(markOf(dataFolder), JSON.stringify({ beside, movedTo }));
    if (movedTo === null) await makeWay(dataFolder);
    else await rename(dataFolder, movedTo);
    await rename(beside, dataFolder).catch(async (error: unknown) => {
      if (movedTo !== null) await rename(movedTo, dataFolder);
      throw error;
    });
    return { ...restored, movedTo };
  } finally {
    await rm(markOf(dataFolder), { force: true });
    await rm(beside, { recursive: true, force: true });
  }
}

/** What belongs to the station and is in no backup: its key, by which programs find it again, and networks added to it. */
async function takeAlong(dataFolder: string, beside: string): Promise<void> {
  await copyFile(join(dataFolder, 'key'), join(beside, 'key')).catch(unlessMissing);
  await cp(join(dataFolder, 'backbones'), join(beside, 'backbones'), { recursive: true }).catch(unlessMissing);
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** Takes back what {@link placeRestored} did: the data of before are in their place, the restored ones are gone. */
export async function takeBack(dataFolder: string, movedTo: string | null): Promise<void> {
  if (movedTo === null) return;
  await rm(dataFolder, { recursive: true, force: true });
  await rename(movedTo, dataFolder);
}

/**
 * What a power cut in the middle of a restore left: where the data had gone aside already, what was proved takes their place;
 * otherwise the data stay. To be called before anything is made in the data folder.
 */
export async function finishRestore(dataFolder: string): Promise<void> {
  const text = await readFile(markOf(dataFolder), 'utf8').catch(() => null);
  if (text === null) return;
  const mark = markSchema.safeParse(readJson(text));
  const isGone = (await contentOf(dataFolder)).length === 0;
  if (mark.success && isGone) {
    await makeWay(dataFolder);
    // Without it the old ones come back: they are complete as well.
    await rename(mark.data.beside, dataFolder).catch(async () => {
      if (mark.data.movedTo !== null) await rename(mark.data.movedTo, dataFolder).catch(() => undefined);
    });
  }
  await rm(markOf(dataFolder), { force: true });
}

/** What a folder holds besides the lock that says whether it is in use. */
export async function contentOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => !name.startsWith('station.lock.db') && name !== 'lost+found');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function makeWay(folder: string): Promise<void> {
  await rm(join(folder, 'station.lock.db'), { force: true });
  await rmdir(folder).catch(() => undefined);
}
