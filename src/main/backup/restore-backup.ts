import { copyFile, mkdir, rm, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RestoreStep } from '#shared/contract/backups.ts';
import type { Counters } from '#shared/domain/counters.ts';
import { chainHeadFile, databaseFile, picturesFolder, storedPictures, verifyInThread } from '../records/index.ts';
import { BackupError, listBackups, type Manifest, readManifest } from './backup-folder.ts';
import { copyHashed, createFileStore, several } from './file-store.ts';
import { contentOf, placeRestored } from './place-restored.ts';
import { besideOf } from './restore-mark.ts';

export type OnRestoreStep = (step: RestoreStep, done: number, total: number) => void;

export interface RestoreOrder {
  /** A folder of backups (its newest is taken) or one backup in it. */
  readonly from: string;
  readonly dataFolder: string;
}

/** A backup that was put beside the data folder and proved; nothing of the data was touched yet. */
export interface PreparedRestore {
  readonly beside: string;
  readonly dataFolder: string;
  readonly manifest: Manifest;
  readonly counters: Counters;
  readonly missingPictures: number;
}

export interface Restored extends Omit<PreparedRestore, 'beside' | 'dataFolder'> {
  /** Where what was there before lies now; null where there was nothing. */
  readonly movedTo: string | null;
}

/**
 * Puts a backup beside the data folder, computes every hash again and proves the records. Whatever fails leaves nothing
 * behind. Reads for minutes: a station has it done by a process of its own.
 * @throws BackupError
 */
export async function prepareRestore(order: RestoreOrder, onStep: OnRestoreStep, signal: AbortSignal): Promise<PreparedRestore> {
  const { backup, folder, manifest } = await findBackup(order.from);
  const beside = besideOf(order.dataFolder, process.pid);
  try {
    await rm(beside, { recursive: true, force: true });
    await mkdir(beside, { recursive: true, mode: 0o700 });
    const missingPictures = await fill(beside, { backup, folder, manifest }, onStep, signal);
    const { counters, problems } = await verifyInThread({ dataFolder: beside, pictures: false }, (done, total) =>
      onStep('prove', done, total),
    );
    if (problems.length > manifest.problems)
      throw new BackupError('BACKUP_DAMAGED', `The records of the backup cannot be proved: ${problems[0]?.detail ?? ''}`);
    signal.throwIfAborted();
    return { beside, dataFolder: order.dataFolder, manifest, counters, missingPictures };
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Brings a backup back where no station runs: what lies in the data folder is moved aside with `replace`, otherwise it has to
 * be empty or missing. `letGo` is called right before the data folder is touched: it lets go of it.
 * @throws BackupError
 */
export async function restoreBackup(
  order: RestoreOrder & { readonly replace: boolean; readonly letGo: () => Promise<void> },
  onStep: OnRestoreStep,
  signal: AbortSignal,
): Promise<Restored> {
  if (!order.replace && (await contentOf(order.dataFolder)).length > 0)
    throw new BackupError('TARGET_NOT_EMPTY', `${order.dataFolder} is not empty. With --replace what is there is moved aside.`);
  const prepared = await prepareRestore(order, onStep, signal);
  onStep('place', 0, 1);
  await order.letGo();
  const restored = await placeRestored(prepared);
  onStep('place', 1, 1);
  return restored;
}

interface Found {
  readonly backup: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

async function findBackup(from: string): Promise<Found> {
  const itself = await readManifest(from);
  if (itself !== null) return { backup: from, folder: dirname(from), manifest: itself };
  const [newest] = await listBackups(from);
  if (newest === undefined)
    throw new BackupError('NO_BACKUP', `There is no finished backup in ${from}. Unfinished ones are never restored.`);
  return { backup: join(from, newest.name), folder: from, manifest: newest };
}

/** Copies everything, comparing every hash. Answers how many pictures the backup itself lacks. */
async function fill(
  beside: string,
  { backup, folder, manifest }: Found,
  onStep: OnRestoreStep,
  signal: AbortSignal,
): Promise<number> {
  const store = createFileStore(join(folder, 'files'));
  const database = await copyHashed(join(backup, databaseFile), join(beside, databaseFile));
  if (database.sha256 !== manifest.database.sha256)
    throw new BackupError('BACKUP_DAMAGED', `The records in ${backup} are not what they were when the backup was made.`);
  await copyFile(join(backup, chainHeadFile), join(beside, chainHeadFile));
  const pictures = [...storedPictures(beside)].map(({ path, sha256, bytes }) => ({
    path: `${picturesFolder}/${path}`,
    sha256,
    bytes,
  }));
  await refuseWithoutRoom(beside, [...pictures, ...manifest.files]);
  const total = pictures.length + manifest.files.length;
  let done = 0;
  let missing = 0;
  const bring = async ({ path, sha256 }: { path: string; sha256: string }): Promise<boolean> => {
    signal.throwIfAborted();
    const to = join(beside, ...path.split('/'));
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    const copied = await copyHashed(store.pathOf(sha256), to).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    done += 1;
    onStep('files', done, total);
    if (copied !== null && copied.sha256 !== sha256) throw new BackupError('BACKUP_DAMAGED', `${path} is damaged in the backup.`);
    return copied !== null;
  };
  await several(manifest.files, async (file) => {
    if (!(await bring(file))) throw new BackupError('BACKUP_DAMAGED', `${file.path} is missing in the backup.`);
  });
  await several(pictures, async (picture) => {
    if (!(await bring(picture))) missing += 1;
  });
  if (missing > manifest.pictures.missing)
    throw new BackupError('BACKUP_DAMAGED', `${missing - manifest.pictures.missing} pictures are missing in the backup.`);
  for (const name of [picturesFolder, 'models']) await mkdir(join(beside, name), { recursive: true, mode: 0o700 });
  return missing;
}

async function refuseWithoutRoom(folder: string, files: readonly { bytes: number }[]): Promise<void> {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes)
    throw new BackupError('NO_ROOM', `The backup needs ${Math.ceil(bytes / 1e6)} MB beside ${folder}, which are not free.`);
}
