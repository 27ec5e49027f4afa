import Database from 'better-sqlite3';

let kept: Database.Database | null = null;

/**
 * Keeps SQLite's library in memory until the process ends. Node unloads a native library with the last thread that loaded
 * it; objects of a records thread that are collected after that call code that is gone, and the process dies
 * (WiseLibs/better-sqlite3 issue 1476). Call it before such a thread is started.
 */
export function keepSqliteLoaded(): void {
  kept ??= new Database(':memory:');
}
