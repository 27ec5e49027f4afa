import Database from 'better-sqlite3';

let kept: Database.Database | null = null;

/**
 * Keeps SQLite's library in memory until the process ends. Node unloads a native library with the last thread that loaded
 * it, and objects collected after that can call code that is gone (WiseLibs/better-sqlite3 issue 1476, in version 12). A
 * precaution: one test process with records threads died of SIGSEGV; that this was the cause could not be shown. Call it
 * before such a thread is started.
 */
export function keepSqliteLoaded(): void {
  kept ??= new Database(':memory:');
}
