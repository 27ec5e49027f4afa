import { mkdir, open, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { BackupStep } from '#shared/contract/backups.ts';
import {
  databaseFile,
  expiredAmong,
  picturesFolder,
  type RecordsSnapshot,
  snapshotRecords,
  type StoredPicture,
  storedPictures,
  takeExclusively,
  verifyInThread,
} from '../records/index.ts';
import {
  BackupError,
  backupName,
  listBackups,
  type Manifest,
  manifestFile,
  markFile,
  markOf,
  ownerOf,
  removeUnfinished,
  unfinishedSuffix,
} from './backup-folder.ts';
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

/** Besides the pictures: what recipes and people's work refer to. */
const keptFolders = ['models', 'golden', 'teaching'] as const;
/** Room that is left on the disk of the backups. */
const leastFreeBytes = 100e6;
/** Snapshots that are taken at most where retention deletes pictures while they are being copied. */
const mostSnapshots = 3;

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
    const { snapshot, pictures, known, copied } = await copyAll(order, unfinished, { store, onStep, signal });
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

interface Copied {
  readonly hashes: string[];
  bytes: number;
}

interface Copying {
  readonly store: FileStore;
  readonly onStep: OnBackupStep;
  readonly signal: AbortSignal;
}

interface Pictures {
  readonly count: number;
  readonly bytes: number;
  readonly missing: number;
  readonly hashes: ReadonlySet<string>;
}

/** Snapshot and pictures. Where retention deleted some of them meanwhile, a newer snapshot says so. */
async function copyAll(
  order: BackupOrder,
  unfinished: string,
  copying: Copying,
): Promise<{ snapshot: RecordsSnapshot; pictures: Pictures; known: Set<string>; copied: Copied }> {
  const known = await copying.store.known();
  const copied: Copied = { hashes: [], bytes: 0 };
  for (let attempt = 1; ; attempt += 1) {
    const snapshot = await snapshotRecords(order.dataFolder, unfinished, {
      signal: copying.signal,
      onProgress: (done, total) => copying.onStep('records', done, total),
    });
    await refuseForeign(order.folder, snapshot.stationId);
    await writeFile(join(order.folder, markFile), markOf(snapshot.stationId), { mode: 0o600 });
    const { pictures, gone } = await copyPictures(order, unfinished, { ...copying, known, copied });
    if (attempt >= mostSnapshots || expiredAmong(order.dataFolder, gone).size === 0) return { snapshot, pictures, known, copied };
    await rm(join(unfinished, databaseFile), { force: true });
  }
}

async function copyPictures(
  order: BackupOrder,
  unfinished: string,
  { store, onStep, signal, known, copied }: Copying & { readonly known: Set<string>; readonly copied: Copied },
): Promise<{ pictures: Pictures; gone: string[] }> {
  const hashes = new Set<string>();
  const wanted: StoredPicture[] = [];
  const [count, bytes, lacking] = [{ of: 0 }, { of: 0 }, { of: 0 }];
  for (const picture of storedPictures(unfinished)) {
    count.of += 1;
    bytes.of += picture.bytes;
    if (!known.has(picture.sha256) && !hashes.has(picture.sha256)) {
      wanted.push(picture);
      lacking.of += picture.bytes;
    }
    hashes.add(picture.sha256);
  }
  await refuseWithoutRoom(order.folder, lacking.of);
  const gone: string[] = [];
  let done = 0;
  onStep('files', 0, wanted.length);
  await several(wanted, async ({ path, sha256 }) => {
    signal.throwIfAborted();
    const added = await addIfThere(store, join(order.dataFolder, picturesFolder, ...path.split('/')), sha256);
    if (added === null) {
      gone.push(path);
      hashes.delete(sha256);
    } else {
      known.add(sha256);
      copied.hashes.push(sha256);
      copied.bytes += added;
    }
    done += 1;
    onStep('files', done, wanted.length);
  });
  return { pictures: { count: count.of, bytes: bytes.of, missing: gone.length, hashes }, gone };
}

/** Bytes of what was copied; null for a file that is not there or is not what the records say. */
async function addIfThere(store: FileStore, file: string, sha256: string): Promise<number | null> {
  try {
    const { kept, bytes } = await store.add(file, sha256);
    return kept ? bytes : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function copyFolders(
  dataFolder: string,
  { store, known, copied, signal }: { store: FileStore; known: Set<string>; copied: Copied; signal: AbortSignal },
): Promise<Manifest['files']> {
  const files: Manifest['files'] = [];
  for (const folder of keptFolders) {
    const entries = await readdir(join(dataFolder, folder), { recursive: true, withFileTypes: true }).catch(() => []);
    await several(
      entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp')),
      async (entry) => {
        signal.throwIfAborted();
        const path = join(entry.parentPath, entry.name);
        const within = relative(dataFolder, path).split(sep).join('/');
        const sha256 = await hashOf(path);
        // Somebody's draft was thrown away just now.
        if (sha256 === null) return;
        const bytes = known.has(sha256) ? (await stat(path)).size : ((await addIfThere(store, path, sha256)) ?? -1);
        if (bytes < 0) return;
        if (!known.has(sha256)) {
          known.add(sha256);
          copied.hashes.push(sha256);
          copied.bytes += bytes;
        }
        files.push({ path: within, sha256, bytes });
      },
    );
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
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

/** A folder with other things in it, or with the backups of another station, is left alone. */
async function refuseForeign(folder: string, stationId?: string): Promise<void> {
  const owner = await ownerOf(folder);
  if (owner === null) {
    const present = (await readdir(folder)).filter(
      (name) => !name.startsWith('.') && name !== 'lost+found' && !name.endsWith(unfinishedSuffix),
    );
    if (present.length > 0)
      throw new BackupError('FOREIGN_FOLDER', `${folder} holds other files and no backups: name a folder that is empty or new.`);
  } else if (stationId !== undefined && owner !== stationId)
    throw new BackupError('FOREIGN_FOLDER', `${folder} holds the backups of another station: name another folder.`);
}

async function refuseWithoutRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < bytes + leastFreeBytes)
    throw new BackupError('NO_ROOM', `The backup needs ${megabytes(bytes)} more, only ${megabytes(free)} are free in ${folder}.`);
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
