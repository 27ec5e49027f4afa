import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';

/** What a running station says about itself in `station.json`. */
export const stationNoteSchema = z.object({
  pid: z.number().int(),
  startedAtUtc: z.string(),
  /** Without the token; null where no TCP port is open. */
  url: z.string().nullable(),
  socket: z.string(),
});
export type StationNote = z.infer<typeof stationNoteSchema>;

/** Another station runs on this data: the sentence says which. */
export class StationHeldError extends Error {
  readonly code = 'STATION_HELD';
  readonly holder: StationNote | null;
  constructor(folder: DataFolder, holder: StationNote | null) {
    super(holder ? heldBy(folder, holder) : `Another station is starting on the data in ${folder.root}.`);
    this.name = 'StationHeldError';
    this.holder = holder;
  }
}

export interface StationLock {
  readonly release: () => void;
}

/**
 * Takes the data folder for the life of this process: an exclusive transaction on a small SQLite file of its own. The
 * operating system ends it with the process, however that dies: there is no stale lock to clean up.
 * Fails with {@link StationHeldError}.
 */
export function lockDataFolder(folder: DataFolder): StationLock {
  const database = new Database(folder.lock, { timeout: 0 });
  try {
    // in WAL mode readers would not see each other's exclusive transaction
    database.pragma('journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY'))
      throw new StationHeldError(folder, readStationNote(folder));
    throw error;
  }
  return { release: () => database.close() };
}

export function readStationNote(folder: DataFolder): StationNote | null {
  try {
    return stationNoteSchema.parse(JSON.parse(readFileSync(folder.note, 'utf8')));
  } catch {
    return null; // not written yet, or half written: only the sentence is poorer for it
  }
}

function heldBy(folder: DataFolder, holder: StationNote): string {
  const where = holder.url === null ? 'without a network address' : `at ${holder.url}`;
  return `A station already runs on the data in ${folder.root}: process ${holder.pid}, started ${holder.startedAtUtc}, ${where}.`;
}
