import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackupError } from './backup-folder.ts';
import { contentOf, makeWay } from './place-restored.ts';
import { markOf, readMark, removeMark, writerOf } from './restore-mark.ts';

/** What was met at the start and what was done about it; null: nothing was met. */
export type FinishedRestore =
  | { readonly kind: 'data stayed' | 'restored put in place' | 'data brought back' }
  | { readonly kind: 'mark refused'; readonly why: string };

/**
 * What a power cut in the middle of a restore left: where the data had gone aside already, what was proved takes their place;
 * otherwise the data stay. A mark that is damaged, or not one of ours, is not followed: nothing is renamed. To be called
 * before anything is made in the data folder.
 * @throws BackupError RESTORE_UNFINISHED: there are no data and it cannot be told which of those beside are meant
 */
export async function finishRestore(dataFolder: string): Promise<FinishedRestore | null> {
  const mark = await readMark(dataFolder);
  if (mark === null) return null;
  const isGone = (await contentOf(dataFolder)).length === 0;
  if (typeof mark === 'string') {
    if (isGone) throw unfinished(dataFolder, mark);
    await removeMark(dataFolder);
    return { kind: 'mark refused', why: mark };
  }
  if (!isGone) {
    await removeMark(dataFolder);
    return { kind: 'data stayed' };
  }
  // Without what was restored the old ones come back: they are complete as well.
  for (const [folder, kind] of [
    [mark.beside, 'restored put in place'],
    [mark.movedTo, 'data brought back'],
  ] as const)
    if (folder !== null && (await putInPlace(folder, dataFolder))) {
      await removeMark(dataFolder);
      return { kind };
    }
  throw unfinished(dataFolder, 'neither of the folders that it names could be put in place');
}

async function putInPlace(folder: string, dataFolder: string): Promise<boolean> {
  // A link could lead anywhere.
  const isFolder = await lstat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return false;
  await makeWay(dataFolder);
  return rename(folder, dataFolder).then(
    () => true,
    () => false,
  );
}

const unfinished = (dataFolder: string, why: string): BackupError =>
  new BackupError(
    'RESTORE_UNFINISHED',
    `${dataFolder} has no data, and ${markOf(dataFolder)} says that a restore was cut short but cannot be followed (${why}). ` +
      `Nothing was renamed. Give the folder beside it that holds the data (….before-restore-…) its name again, then remove the mark.`,
  );

/**
 * Removes copies that were being made beside the data when their process was killed or the power was cut. One whose process
 * lives is left alone. Answers the names of what is gone.
 */
export async function clearUnfinishedCopies(dataFolder: string): Promise<string[]> {
  const folder = dirname(dataFolder);
  const cleared: string[] = [];
  for (const name of await readdir(folder)) {
    const writer = writerOf(dataFolder, name);
    if (writer === null || isAlive(writer)) continue;
    await rm(join(folder, name), { recursive: true, force: true });
    cleared.push(name);
  }
  return cleared;
}

/** This process makes no copy itself: one with its number is of an earlier process, as in a container, where they repeat. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
