import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type ChainHead, readChainHead, readStationId } from './chain.ts';
import { chainHeadFile } from './chain-head.ts';
import { asKysely, databaseFile, hasRecords, openReader, type SqliteDatabase } from './database.ts';
import { RecordsError, toRecordsError } from './errors.ts';
import { isPicturePath } from './picture-files.ts';

/** The records as they were at one moment, copied into a folder of their own. */
export interface RecordsSnapshot {
  readonly stationId: string;
  readonly head: ChainHead;
  readonly parts: number;
}

/** A picture that the records say is stored: where it lies below the pictures folder, and what it must be. */
export interface StoredPicture {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Pages of 4096 bytes between two looks at whether it shall go on: 40 MB. */
const pagesAtOnce = 10_000;

/**
 * Copies the database of a data folder into `to` while a station may go on writing, together with the end of the chain that
 * belongs to the copy. The copy is one file without a log: whatever can read a file can carry it away.
 * @throws RecordsError NOT_FOUND where there are no records; whatever `signal` was aborted with
 */
export async function snapshotRecords(
  dataFolder: string,
  to: string,
  options: { readonly onProgress: (done: number, total: number) => void; readonly signal: AbortSignal },
): Promise<RecordsSnapshot> {
  if (!hasRecords(dataFolder)) throw new RecordsError('NOT_FOUND', `There are no records in ${dataFolder}.`);
  const copy = join(to, databaseFile);
  const source = openReader(dataFolder);
  try {
    // Held until the copy is done: without it SQLite begins anew at every verdict that is written meanwhile.
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM station').get();
    await source.backup(copy, {
      progress({ totalPages, remainingPages }) {
        options.signal.throwIfAborted();
        options.onProgress(totalPages - remainingPages, totalPages);
        return pagesAtOnce;
      },
    });
  } catch (error) {
    options.signal.throwIfAborted();
    throw toRecordsError(error);
  } finally {
    source.close();
  }
  return finishCopy(copy, to);
}

/** Makes the copy a single file and writes down where its chain ends. */
async function finishCopy(copy: string, to: string): Promise<RecordsSnapshot> {
  const database = new Database(copy);
  try {
    database.pragma('journal_mode = DELETE');
    const db = asKysely(database);
    const stationId = await readStationId(db);
    const head = await readChainHead(db);
    const parts = database.prepare<[], number>('SELECT count(*) FROM part').pluck().get() ?? 0;
    writeFileSync(join(to, chainHeadFile), `${JSON.stringify({ stationId, ...head })}\n`, { mode: 0o600 });
    return { stationId, head, parts };
  } finally {
    database.close();
  }
}

/** Every stored picture of a folder with records, in order of part. Synchronous: only for a process of its own. */
export function* storedPictures(dataFolder: string): Generator<StoredPicture> {
  const database = openReader(dataFolder);
  try {
    const rows = database
      .prepare<[], StoredPicture>("SELECT path, sha256, bytes FROM picture WHERE state = 'stored' ORDER BY part_number, kind")
      .iterate();
    for (const row of rows) if (isPicturePath(row.path)) yield row;
  } finally {
    database.close();
  }
}

/** Of these pictures, by path, those that were deleted on purpose since: their retention is over. */
export function expiredAmong(dataFolder: string, paths: readonly string[]): Set<string> {
  const database: SqliteDatabase = openReader(dataFolder);
  try {
    const state = database.prepare<[string], string>('SELECT state FROM picture WHERE path = ?').pluck();
    return new Set(paths.filter((path) => state.get(path) === 'expired'));
  } finally {
    database.close();
  }
}

/**
 * Takes a small file of its own for the life of this process: the operating system lets go of it however the process ends.
 * Answers with how to let go, null where another process has it.
 */
export function takeExclusively(path: string): (() => void) | null {
  const database = new Database(path, { timeout: 0 });
  try {
    database.pragma('journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE');
    return () => void database.close();
  } catch (error) {
    database.close();
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) return null;
    throw toRecordsError(error);
  }
}
