import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

/** Where a station keeps what it knows. One folder, one station. */
export interface DataFolder {
  readonly root: string;
  readonly database: string;
  readonly pictures: string;
  readonly models: string;
  /** Golden samples of the products. */
  readonly golden: string;
  /** Drafts of products that are being taught. */
  readonly teaching: string;
  /** Networks of somebody's own to teach with. */
  readonly backbones: string;
  readonly uploads: string;
  /** Reports of the last day. */
  readonly reports: string;
  readonly logs: string;
  readonly lock: string;
  /** Who runs here: written while a station is up. */
  readonly note: string;
  readonly key: string;
  /** Unix socket, or the name of a pipe on Windows. */
  readonly socket: string;
}

/** Where a user's station lives unless told otherwise: XDG data folder, or %LOCALAPPDATA% on Windows. */
export function defaultDataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (process.platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Passline');
  return join(environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'passline');
}

export function dataFolder(root: string): DataFolder {
  const folder = resolve(root);
  return {
    root: folder,
    database: join(folder, 'passline.db'),
    pictures: join(folder, 'pictures'),
    models: join(folder, 'models'),
    golden: join(folder, 'golden'),
    teaching: join(folder, 'teaching'),
    backbones: join(folder, 'backbones'),
    uploads: join(folder, 'uploads'),
    reports: join(folder, 'reports'),
    logs: join(folder, 'logs'),
    lock: join(folder, 'station.lock.db'),
    note: join(folder, 'station.json'),
    key: join(folder, 'key'),
    socket: socketPath(folder),
  };
}

/** The folder that was named is somebody else's: closing it to others and filling it would do harm. */
export class NotADataFolderError extends Error {
  readonly code = 'NOT_A_DATA_FOLDER';
  constructor(root: string) {
    super(`${root} holds other files and no data of a station: name a folder that is empty or does not exist yet.`);
    this.name = 'NotADataFolderError';
  }
}

/** Creates what is missing, for this user only. Fails with {@link NotADataFolderError} rather than take over a folder. */
export async function prepareDataFolder(folder: DataFolder): Promise<void> {
  const present = await readdir(folder.root).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const own = [folder.database, folder.lock, folder.key, folder.note, folder.models, folder.backbones].map((path) =>
    basename(path),
  );
  // what a file system of its own, or a file manager, puts into an empty folder
  const foreign = present.filter((name) => !name.startsWith('.') && name !== 'lost+found');
  if (foreign.length > 0 && !foreign.some((name) => own.includes(name))) throw new NotADataFolderError(folder.root);
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
  await chmod(folder.root, 0o700);
  for (const path of [folder.pictures, folder.models, folder.logs]) await mkdir(path, { recursive: true, mode: 0o700 });
}

export async function clearUploads(folder: DataFolder): Promise<void> {
  await rm(folder.uploads, { recursive: true, force: true });
  await mkdir(folder.uploads, { mode: 0o700 });
}

/** The station's key, made once: 256 random bits, readable by this user only. */
export async function stationKey(folder: DataFolder): Promise<string> {
  const known = await readFile(folder.key, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (/^[\w-]{40,}$/.test(known.trim())) return known.trim();
  const key = randomBytes(32).toString('base64url');
  await writeFile(folder.key, `${key}\n`, { mode: 0o600 });
  await chmod(folder.key, 0o600);
  return key;
}

/**
 * A socket's path may have no more than about 104 bytes (less on macOS than on Linux): a data folder that lies deeper gets
 * its socket in a folder of its own among the temporary ones.
 */
function socketPath(folder: string): string {
  const name = `passline-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const path = join(folder, 'station.sock');
  return Buffer.byteLength(path) <= 100 ? path : join(process.env['XDG_RUNTIME_DIR'] || tmpdir(), name, 'station.sock');
}
