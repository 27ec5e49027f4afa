import type { Database } from 'better-sqlite3';
import { RecordsError } from './errors.ts';
import { type Migration, migrations } from './migrations/index.ts';

/**
 * Brings a database to the schema of this version, all missing migrations as one transaction: after a crash half-way
 * it is as it was. Two processes that open it at once take turns.
 * @throws RecordsError NEWER_VERSION when a later Passline has already changed it.
 */
export function migrate(database: Database, options: { atUtc: string; steps?: readonly Migration[] }): void {
  const steps = options.steps ?? migrations;
  if (missing(database, steps).length === 0) return;
  database
    .transaction(() => {
      database.exec('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at_utc TEXT NOT NULL) STRICT');
      for (const step of missing(database, steps)) {
        database.exec(step.script);
        database.prepare('INSERT INTO migration (name, applied_at_utc) VALUES (?, ?)').run(step.name, options.atUtc);
      }
    })
    .immediate();
}

function missing(database: Database, steps: readonly Migration[]): Migration[] {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'").get();
  if (table === undefined) return [...steps];
  const applied = new Set(database.prepare<[], string>('SELECT name FROM migration').pluck().all());
  const known = new Set(steps.map((step) => step.name));
  const unknown = [...applied].find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new RecordsError('NEWER_VERSION', `The records were written by a newer Passline (${unknown}).`);
  }
  return steps.filter((step) => !applied.has(step.name));
}
