import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupStep } from '#shared/contract/backups.ts';
import { databaseFile, storedPictures, takeExclusively, verifyInThread } from '../records/index.ts';
import {
  BackupError,
  backupName,
  listBackups,
  type Manifest,
  manifestFile,
  refuseForeign,
  removeUnfinished,
  unfinishedSuffix,
} from './backup-folder.ts';
import { copyFolders, copyRecords } from './copy-data.ts';
import { createFileStore, type FileStore, hashOf, several } from './file-store.ts';

export interface BackupOrder {
  readonly dataFolder: string;
  /** The folder of backups; made where it is missing. */
  readonly folder: string;
  /** Finished backups beyond these are removed once this one is finished; null: none is. */
  readonly keep: number | null;
  readonly stationName: string;
  readonly version: string;
  /** Reads every file of the backup again, not only those that are new. */
  readonly checkAll: boolean;
}

export interface BackupMade {
  readonly manifest: Manifest;
  readonly copiedFiles: number;
  readonly copiedBytes: number;
  readonly removedBackups: readonly string[];
}

export type OnBackupStep = (step: BackupStep, done: number, total: number) => void;

/**
 * Makes a backup beside a running station or without one: a snapshot of the records, proved row by row, and every picture,
 * model and sample that is not there yet, read back after writing. It has its name once all of it holds; whatever ends it
 * before leaves the backups that were there as they were. Reads synchronously in parts: only for a process of its own.
 * @throws BackupError, RecordsError NOT_FOUND, or whatever `signal` was aborted with
 */
export async function makeBackup(order: BackupOrder, onStep: OnBackupStep, signal: AbortSignal): Promise<BackupMade> {
  const release = takeExclusively(join(order.dataFolder, 'backup.lock.db'));
  if (release === null) throw new BackupError('BACKUP_BUSY', 'Another backup of this station is being made.');
  const name = backupName(new Date());
  const unfinished = join(order.folder, `${name}${unfinishedSuffix}`);
  const store = createFileStore(join(order.folder, 'files'));
  try {
    await mkdir(order.folder, { recursive: true, mode: 0o700 });
    await refuseForeign(order.folder);
    await removeUnfinished(order.folder);
    await store.clear();
    await mkdir(unfinished, { mode: 0o700 });
    const { snapshot, pictures, known, copied } = await copyRecords(order, unfinished, { store, onStep, signal });
    const { head, problems } = await prove(unfinished, onStep, signal);
    const files = await copyFolders(order.dataFolder, { store, known, copied, signal });
    await readBack(
      store,
      order.checkAll ? [...pictures.hashes, ...files.map(({ sha256 }) => sha256)] : copied.hashes,
      onStep,
      signal,
    );
    const manifest: Manifest = {
      format: 1,
      name,
      createdAtUtc: new Date().toISOString(),
      stationName: order.stationName,
      stationId: snapshot.stationId,
      version: order.version,
      parts: snapshot.parts,
      database: await described(join(unfinished, databaseFile)),
      head,
      pictures: { count: pictures.count, bytes: pictures.bytes, missing: pictures.missing },
      problems,
      files,
    };
    await finish(order.folder, unfinished, manifest);
    onStep('tidy', 0, 1);
    const removedBackups = order.keep === null ? [] : await prune(order.folder, order.keep, store);
    onStep('tidy', 1, 1);
    return { manifest, copiedFiles: copied.hashes.length, copiedBytes: copied.bytes, removedBackups };
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await store.clear();
    release();
  }
}

/** The rows and the chain of the copy itself, computed again. */
async function prove(
  unfinished: string,
  onStep: OnBackupStep,
  signal: AbortSignal,
): Promise<{ head: Manifest['head']; problems: number }> {
  signal.throwIfAborted();
  const { head, problems } = await verifyInThread({ dataFolder: unfinished, pictures: false }, (done, total) =>
    onStep('prove', done, total),
  );
  const damaged = problems.find(({ kind }) => kind === 'database_damaged');
  if (damaged !== undefined) throw new BackupError('BACKUP_DAMAGED', `The copy of the records is damaged: ${damaged.detail}`);
  return { head, problems: problems.length };
}

async function readBack(store: FileStore, hashes: readonly string[], onStep: OnBackupStep, signal: AbortSignal): Promise<void> {
  let done = 0;
  await several(hashes, async (sha256) => {
    signal.throwIfAborted();
    if ((await hashOf(store.pathOf(sha256))) !== sha256) {
      await rm(store.pathOf(sha256), { force: true });
      throw new BackupError(
        'BACKUP_DAMAGED',
        `The file ${sha256} was not written as it was read. Is the disk of the backups sound?`,
      );
    }
    done += 1;
    onStep('check', done, hashes.length);
  });
}

async function described(path: string): Promise<Manifest['database']> {
  return { sha256: (await hashOf(path)) ?? '', bytes: (await stat(path)).size };
}

/** The manifest last, all of it on the disk, and only then the name. */
async function finish(folder: string, unfinished: string, manifest: Manifest): Promise<void> {
  for (const [name, text] of [
    [manifestFile, `${JSON.stringify(manifest)}\n`],
    [databaseFile, null],
  ] as const) {
    const file = await open(join(unfinished, name), text === null ? 'r+' : 'w', 0o600);
    try {
      if (text !== null) await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  }
  await rename(unfinished, join(folder, manifest.name));
}

async function prune(folder: string, keep: number, store: FileStore): Promise<string[]> {
  const backups = await listBackups(folder);
  const old = backups.slice(keep).map(({ name }) => name);
  if (old.length === 0) return [];
  for (const name of old) await rm(join(folder, name), { recursive: true, force: true });
  const wanted = new Set<string>();
  for (const backup of backups.slice(0, keep)) {
    for (const { sha256 } of backup.files) wanted.add(sha256);
    for (const { sha256 } of storedPictures(join(folder, backup.name))) wanted.add(sha256);
  }
  await store.keepOnly(wanted);
  return old;
}
