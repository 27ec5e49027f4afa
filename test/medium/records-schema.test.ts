import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '#main/records/migrate.ts';
import { migrations } from '#main/records/migrations/index.ts';
import { temporaryFolder } from './records-fixture.ts';

const atUtc = '2026-03-01T08:00:00.000Z';

function schemaOf(database: Database.Database): string {
  return database
    .prepare<[], string>("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type, name")
    .pluck()
    .all()
    .join('\n\n');
}

describe('the schema', () => {
  it('is the one in the snapshot: a released migration never changes, add the next number', async () => {
    const database = new Database(':memory:');
    migrate(database, { atUtc });
    await expect(schemaOf(database)).toMatchFileSnapshot('./records-schema.snapshot.sql');
    database.close();
  });

  it('has only STRICT tables', () => {
    const database = new Database(':memory:');
    migrate(database, { atUtc });
    const loose = database
      .prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
      .all();
    expect(loose).toEqual([]);
    database.close();
  });

  it('keeps what was recorded when a later version adds to it', () => {
    const path = join(temporaryFolder(), 'passline.db');
    const database = new Database(path);
    migrate(database, { atUtc });
    database.exec("INSERT INTO setting VALUES ('a', '1', 'now')");
    const steps = [...migrations, { name: '0002-colour', script: 'ALTER TABLE setting ADD COLUMN colour TEXT' }];
    migrate(database, { atUtc, steps });
    migrate(database, { atUtc, steps });
    expect(database.prepare('SELECT * FROM setting').all()).toEqual([
      { key: 'a', value: '1', changed_at_utc: 'now', colour: null },
    ]);
    database.close();
  });

  it('is left alone by a version older than it', () => {
    const database = new Database(':memory:');
    migrate(database, { atUtc, steps: [...migrations, { name: '0002-colour', script: 'SELECT 1' }] });
    const before = schemaOf(database);
    expect(() => migrate(database, { atUtc })).toThrowError(expect.objectContaining({ code: 'NEWER_VERSION' }));
    expect(schemaOf(database)).toBe(before);
    database.close();
  });

  it('is as before when a migration fails half-way', () => {
    const database = new Database(':memory:');
    migrate(database, { atUtc });
    const before = schemaOf(database);
    const broken = {
      name: '0002-broken',
      script: 'CREATE TABLE half (id INTEGER) STRICT; CREATE TABLE part (id INTEGER) STRICT',
    };
    expect(() => migrate(database, { atUtc, steps: [...migrations, broken] })).toThrow('already exists');
    expect(schemaOf(database)).toBe(before);
    database.close();
  });
});
