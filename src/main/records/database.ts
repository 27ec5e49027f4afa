import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { toRecordsError } from './errors.ts';
import { migrate } from './migrate.ts';
import type { Db, Schema } from './schema.ts';

export type SqliteDatabase = Database.Database;

export const databaseFile = 'passline.db';
export const picturesFolder = 'pictures';
export const goldenFolder = 'golden';

/** Whether a station ever kept records in this folder. */
export function hasRecords(dataFolder: string): boolean {
  return existsSync(join(dataFolder, databaseFile));
}

/** How long a write waits for another process (`passline users` beside a running station). */
const busyTimeoutMs = 5_000;

export interface Connections {
  readonly writer: Db;
  readonly reader: Db;
  readonly rawWriter: SqliteDatabase;
  close(): Promise<void>;
}

/**
 * Opens the database of a data folder (made with mode 0700 where missing), brings its schema up to date, and answers with
 * one connection that writes and one that reads.
 * @param options.maxPages limits the file to this many pages of 4096 bytes: for tests of a full disk.
 */
export function openConnections(dataFolder: string, options: { atUtc: string; maxPages?: number }): Connections {
  const path = join(dataFolder, databaseFile);
  let writer: SqliteDatabase | undefined;
  try {
    mkdirSync(join(dataFolder, picturesFolder), { recursive: true, mode: 0o700 });
    writer = new Database(path, { timeout: busyTimeoutMs });
    // FULL: the write-ahead log is synced at every commit. Stations are switched off at the wall.
    writer.pragma('journal_mode = WAL');
    writer.pragma('synchronous = FULL');
    writer.pragma('foreign_keys = ON');
    // Verifying reads one snapshot for minutes; what the log grew to meanwhile is given back.
    writer.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
    writer.pragma('trusted_schema = OFF');
    if (options.maxPages !== undefined) writer.pragma(`max_page_count = ${options.maxPages}`);
    migrate(writer, options);
    const reader = openReader(dataFolder);
    const opened = writer;
    const connections = { writer: asKysely(opened), reader: asKysely(reader), rawWriter: opened };
    return {
      ...connections,
      async close() {
        await connections.reader.destroy();
        await connections.writer.destroy();
        reader.close();
        opened.close();
      },
    };
  } catch (error) {
    writer?.close();
    throw toRecordsError(error);
  }
}

/** A connection that cannot write. */
export function openReader(dataFolder: string): SqliteDatabase {
  const reader = new Database(join(dataFolder, databaseFile), { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  reader.pragma('trusted_schema = OFF');
  return reader;
}

export function asKysely(database: SqliteDatabase): Db {
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
}

/**
 * Runs `work` as one transaction that holds the write lock from its first statement on, so that what it reads (the end of
 * the chain, the last number) cannot change before its commit, by this process or another. Writers take turns.
 * @throws RecordsError when the commit did not happen; nothing was written then.
 */
export async function immediately<T>(connections: Connections, work: (db: Db) => Promise<T>): Promise<T> {
  return connections.writer.connection().execute(async (db) => {
    try {
      await sql`begin immediate`.execute(db);
      const result = await work(db);
      await sql`commit`.execute(db);
      return result;
    } catch (error) {
      // SQLite has already rolled back by itself after some failures (disk full): a second rollback would hide the cause.
      if (connections.rawWriter.inTransaction) await sql`rollback`.execute(db);
      throw toRecordsError(error);
    }
  });
}
