import { readdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import {
  databaseFile,
  expiredAmong,
  picturesFolder,
  type RecordsSnapshot,
  snapshotRecords,
  type StoredPicture,
  storedPictures,
} from '../records/index.ts';
import { BackupError, type Manifest, markFile, markOf, refuseForeign } from './backup-folder.ts';
import { type FileStore, hashOf, several } from './file-store.ts';
import type { BackupOrder, OnBackupStep } from './make-backup.ts';

/** Besides the pictures: what recipes and people's work refer to. */
const keptFolders = ['models', 'golden', 'teaching'] as const;
/** Room that is left on the disk of the backups. */
const leastFreeBytes = 100e6;
/** Snapshots that are taken at most where retention deletes pictures while they are being copied. */
const mostSnapshots = 3;

export interface Copied {
  readonly hashes: string[];
  bytes: number;
}

export interface Copying {
  readonly store: FileStore;
  readonly onStep: OnBackupStep;
  readonly signal: AbortSignal;
}

export interface CopiedPictures {
  readonly count: number;
  readonly bytes: number;
  readonly missing: number;
  readonly hashes: ReadonlySet<string>;
}

/** Snapshot and pictures. Where retention deleted some of them meanwhile, a newer snapshot says so. */
export async function copyRecords(
  order: Pick<BackupOrder, 'dataFolder' | 'folder'>,
  unfinished: string,
  copying: Copying,
): Promise<{ snapshot: RecordsSnapshot; pictures: CopiedPictures; known: Set<string>; copied: Copied }> {
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
  order: Pick<BackupOrder, 'dataFolder' | 'folder'>,
  unfinished: string,
  { store, onStep, signal, known, copied }: Copying & { readonly known: Set<string>; readonly copied: Copied },
): Promise<{ pictures: CopiedPictures; gone: string[] }> {
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

/** Files of the folders that are kept besides, each by its hash. */
export async function copyFolders(
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

async function refuseWithoutRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < bytes + leastFreeBytes)
    throw new BackupError('NO_ROOM', `The backup needs ${megabytes(bytes)} more, only ${megabytes(free)} are free in ${folder}.`);
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
