import { copyFile, cp, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreparedRestore, Restored } from './restore-backup.ts';
import { asideOf, removeMark, writeMark } from './restore-mark.ts';

/**
 * The old folder goes aside and the new one takes its name.
 * Nobody may have the data folder open. Fails with the system's own error, and then everything is as it was; should even the
 * way back fail, the mark and both folders stay for the next start.
 */
export async function placeRestored({ beside, dataFolder, ...restored }: PreparedRestore): Promise<Restored> {
  const present = await contentOf(dataFolder);
  const movedTo = present.length > 0 ? asideOf(dataFolder, new Date()) : null;
  let isWhole = true;
  try {
    await takeAlong(dataFolder, beside);
    await writeMark(dataFolder, { beside, movedTo });
    if (movedTo === null) await makeWay(dataFolder);
    else await rename(dataFolder, movedTo);
    await rename(beside, dataFolder).catch(async (error: unknown) => {
      isWhole = movedTo === null;
      if (movedTo !== null) await rename(movedTo, dataFolder);
      isWhole = true;
      throw error;
    });
    return { ...restored, movedTo };
  } finally {
    if (isWhole) {
      await removeMark(dataFolder);
      await rm(beside, { recursive: true, force: true });
    }
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

/** What a folder holds besides the lock that says whether it is in use. */
export async function contentOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => !name.startsWith('station.lock.db') && name !== 'lost+found');
}

/** Removes a data folder that holds nothing but its lock. */
export async function makeWay(folder: string): Promise<void> {
  await rm(join(folder, 'station.lock.db'), { force: true });
  await rmdir(folder).catch(() => undefined);
}
