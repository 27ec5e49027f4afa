import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NewPart, openRecords, type VerifyProblem, verifyInThread } from '#main/records/index.ts';
import { verifyRecords } from '#main/records/verify.ts';
import { newPart, openForTest, recipe, reject, silent, temporaryFolder, writePicture } from './records-fixture.ts';

interface Station {
  readonly folder: string;
  readonly parts: readonly NewPart[];
}

const template = mkdtempSync(join(tmpdir(), 'passline-verify-'));
const parts = [newPart(), newPart(), reject({ pictures: ['full', 'map'] }), newPart(), newPart({ verdict: 'review' })];

/** A station that inspected five parts (the third a reject with pictures), reset its counters once, and was stopped. */
beforeAll(async () => {
  const records = await openRecords({ dataFolder: template, log: silent });
  await records.createFirstAdmin({ name: 'Ann', secretHash: 'hash' });
  await records.putRecipe(recipe(), { actor: 'Ann', comment: 'first' });
  for (const part of parts) {
    await records.commitPart(part);
    if (part.pictures.length > 0) {
      await records.attachPictures(part.id, [writePicture(template, part, 'full'), writePicture(template, part, 'map')]);
    }
    if (part === parts[0]) await records.resetCounters('Ann');
  }
  await records.close();
});
afterAll(() => rmSync(template, { recursive: true, force: true }));

/** A copy of that station, for one test. */
function stoppedStation(): Station {
  const folder = temporaryFolder();
  cpSync(template, folder, { recursive: true });
  return { folder, parts };
}

/** Edits the database as somebody with the file and any SQLite tool would: triggers and foreign keys do not stop them. */
function tamper({ folder }: Station, sql: string, ...values: unknown[]): void {
  const database = new Database(join(folder, 'passline.db'));
  database.pragma('foreign_keys = OFF');
  for (const name of database.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
    database.exec(`DROP TRIGGER ${name}`);
  }
  const { changes } = database.prepare(sql).run(...values);
  database.close();
  expect({ sql, changes }).not.toMatchObject({ changes: 0 });
}

async function problemsOf({ folder }: Station, options: { pictures?: boolean } = {}): Promise<VerifyProblem[]> {
  const result = await verifyRecords({ dataFolder: folder, pictures: options.pictures ?? true }, () => undefined);
  expect(result.ok).toBe(result.problems.length === 0);
  return [...result.problems];
}

const kinds = (problems: readonly VerifyProblem[]) => [...new Set(problems.map((problem) => problem.kind))].sort();

describe('verify finds', () => {
  it('nothing where nothing was touched, and says what it proved', async () => {
    const { folder } = stoppedStation();
    const progress: [number, number][] = [];
    const result = await verifyInThread({ dataFolder: folder, pictures: true }, (done, total) => progress.push([done, total]));
    expect(result).toMatchObject({
      ok: true,
      parts: 5,
      auditEntries: 3,
      pictures: { checked: 2, pending: 0, lost: 0, expired: 0 },
      counters: { total: 4, ok: 2, review: 1, ng: 1, error: 0 },
      problems: [],
    });
    expect(progress.at(-1)).toEqual([result.head.seq + 2, result.head.seq + 2]);
  });

  it.each([
    ['a changed verdict', "UPDATE part SET verdict = 'pass', reason = 'OK' WHERE number = 3", ['part_changed']],
    ['a changed score', 'UPDATE tool_result SET score = 0.1 WHERE part_number = 3', ['part_changed']],
    ['a changed latency', `UPDATE inspection SET latency = '{"total":1}' WHERE part_number = 2`, ['part_changed']],
    ['a changed time', 'UPDATE part SET mono_ns = mono_ns + 1 WHERE number = 2', ['part_changed']],
    ['a part made a service part', "UPDATE part SET mode = 'service' WHERE number = 3", ['part_changed']],
    [
      'another judge said to have spoken',
      `UPDATE tool_result SET scorers = '[{"name":"r16","share":1}]' WHERE part_number = 3`,
      ['part_changed'],
    ],
    [
      'another good picture said to look alike',
      `UPDATE tool_result SET resemblances = '[]' WHERE part_number = 3`,
      ['part_changed'],
    ],
    ['a deleted tool result', 'DELETE FROM tool_result WHERE part_number = 3', ['part_changed']],
    ['a deleted picture row', "DELETE FROM picture WHERE kind = 'map'", ['part_changed', 'picture_changed']],
    ['a changed picture hash', `UPDATE picture SET sha256 = '${'0'.repeat(64)}' WHERE kind = 'map'`, ['picture_changed']],
    ['a picture declared lost', "UPDATE picture SET state = 'lost' WHERE kind = 'map'", ['picture_changed']],
    [
      'a picture declared expired',
      "UPDATE picture SET state = 'expired', expired_seq = 3 WHERE kind = 'map'",
      ['picture_changed'],
    ],
    [
      'a picture kept shorter',
      "UPDATE picture SET keep_until_utc = '2026-03-02T00:00:00.000Z' WHERE kind = 'map'",
      ['picture_changed'],
    ],
    ['a changed recipe', "UPDATE recipe_version SET document = replace(document, '0.5', '0.9')", ['recipe_changed']],
    ['a deleted recipe', 'DELETE FROM recipe_version', ['recipe_changed']],
    ['a changed audit entry', "UPDATE audit SET actor = 'Bo' WHERE seq = 1", ['audit_changed']],
    ['a deleted audit entry', 'DELETE FROM audit WHERE seq = 2', ['audit_changed']],
    ['a moved reset of the counters', 'UPDATE counter_reset SET after_number = 3', ['counters_wrong']],
    ['a deleted reset of the counters', 'DELETE FROM counter_reset', ['counters_wrong']],
    [
      'an entry of the chain that was given another hash',
      `UPDATE chain SET payload_sha256 = '${'0'.repeat(64)}' WHERE kind = 'recipe'`,
      ['chain_broken', 'recipe_changed'],
    ],
  ])('%s', async (_what, sql, expected) => {
    const station = stoppedStation();
    tamper(station, sql);
    expect(kinds(await problemsOf(station))).toEqual(expected);
  });

  it('a deleted part: by the chain, and by its number', async () => {
    const station = stoppedStation();
    for (const table of ['tool_result', 'inspection']) tamper(station, `DELETE FROM ${table} WHERE part_number = 4`);
    tamper(station, 'DELETE FROM part WHERE number = 4');
    const problems = await problemsOf(station);
    expect(problems).toContainEqual({ kind: 'part_missing', subject: 'number 4', detail: 'Numbers 4 to 4 are missing.' });
    expect(problems.some((problem) => problem.subject === `part ${station.parts[3]?.id}`)).toBe(true);
  });

  it('a part that was deleted together with its entry of the chain', async () => {
    const station = stoppedStation();
    for (const table of ['tool_result', 'inspection']) tamper(station, `DELETE FROM ${table} WHERE part_number = 4`);
    tamper(station, "DELETE FROM chain WHERE kind = 'part' AND subject = ?", station.parts[3]?.id);
    tamper(station, 'DELETE FROM part WHERE number = 4');
    expect(kinds(await problemsOf(station))).toEqual(['chain_broken', 'part_missing']);
  });

  it('a cut-off end, which leaves a chain that is right in itself; also after the station ran again', async () => {
    const station = stoppedStation();
    for (const table of ['tool_result', 'inspection']) tamper(station, `DELETE FROM ${table} WHERE part_number = 5`);
    tamper(station, "DELETE FROM chain WHERE kind = 'part' AND subject = ?", station.parts[4]?.id);
    tamper(station, 'DELETE FROM part WHERE number = 5');
    expect(kinds(await problemsOf(station))).toEqual(['chain_broken']);

    const records = await openForTest(station.folder);
    await records.commitPart(newPart());
    await records.close();
    const later = await problemsOf(station);
    expect(kinds(later)).toEqual(['chain_broken']);
    expect(later[0]?.detail).toContain('Found at the start of');
  });

  it('that the note of the end was removed', async () => {
    const station = stoppedStation();
    rmSync(join(station.folder, 'chain-head.json'));
    expect(kinds(await problemsOf(station))).toEqual(['chain_broken']);
  });

  it('records made up as a whole, against a head that was noted elsewhere', async () => {
    const station = stoppedStation();
    const { head } = await verifyInThread({ dataFolder: station.folder, pictures: false });
    const later = await openForTest(station.folder);
    await later.commitPart(newPart());
    await later.close();
    const forged = temporaryFolder();
    const records = await openForTest(forged);
    for (let count = 0; count < head.seq; count += 1) await records.commitPart(newPart());
    await records.close();

    const same = await verifyInThread({ dataFolder: station.folder, pictures: false, expectedHead: head });
    const other = await verifyInThread({ dataFolder: forged, pictures: false, expectedHead: head });
    expect(same.problems).toEqual([]);
    expect(kinds(other.problems)).toEqual(['chain_broken']);
  });

  it('a part that was added past the station', async () => {
    const station = stoppedStation();
    const database = new Database(join(station.folder, 'passline.db'));
    database.pragma('foreign_keys = OFF');
    const columns = database
      .prepare<[], string>("SELECT name FROM pragma_table_info('part') WHERE name NOT IN ('number', 'id', 'chain_seq')")
      .pluck()
      .all();
    database.exec(
      `INSERT INTO part (number, id, chain_seq, ${columns}) SELECT 6, 'forged', 99, ${columns} FROM part WHERE number = 1`,
    );
    database.close();
    const problems = await problemsOf(station);
    expect(problems.map((problem) => problem.subject)).toContain('part forged');
    expect(kinds(problems)).toEqual(['chain_broken', 'counters_wrong', 'database_damaged']);
  });

  it('a swapped picture, a removed one, and a link in its place; not when it was told to leave the files out', async () => {
    const station = stoppedStation();
    const day = join(station.folder, 'pictures/2026/03/01');
    const id = station.parts[2]?.id ?? '';
    const at = (kind: string) => join(day, `${id}-${kind}.png`);
    writeFileSync(at('full'), 'another picture');
    rmSync(at('map'));
    expect((await problemsOf(station)).map(({ kind, subject }) => [kind, subject])).toEqual([
      ['picture_changed', `full of part ${id}`],
      ['picture_missing', `map of part ${id}`],
    ]);
    expect(await problemsOf(station, { pictures: false })).toEqual([]);
    symlinkSync('/etc/hostname', at('map'));
    expect(kinds(await problemsOf(station))).toEqual(['picture_changed', 'picture_missing']);
  });

  it('a file that is no database', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'passline.db'), 'x'.repeat(8192));
    expect(kinds(await problemsOf({ folder, parts: [] }))).toEqual(['database_damaged']);
  });

  it('a damaged page', async () => {
    const station = stoppedStation();
    const database = new Database(join(station.folder, 'passline.db'));
    database.pragma('journal_mode = DELETE');
    const page = database.prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'part'").pluck().get() ?? 0;
    database.close();
    const { open } = await import('node:fs/promises');
    const file = await open(join(station.folder, 'passline.db'), 'r+');
    await file.write(Buffer.alloc(4096, 0xff), 0, 4096, (page - 1) * 4096);
    await file.close();
    expect(kinds(await problemsOf(station))).toContain('database_damaged');
  });
});

describe('verify', () => {
  it('needs records, and says so', async () => {
    await expect(verifyInThread({ dataFolder: temporaryFolder(), pictures: true })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('reads a running station, which goes on meanwhile', async () => {
    const records = await openForTest(temporaryFolder());
    const before = await Promise.all(Array.from({ length: 20 }, () => records.commitPart(newPart())));
    const [result, ...during] = await Promise.all([
      records.verify({ pictures: true }),
      ...Array.from({ length: 20 }, () => records.commitPart(newPart())),
    ]);
    expect(result.ok).toBe(true);
    expect(result.parts).toBeGreaterThanOrEqual(before.length);
    expect(during).toHaveLength(20);
  });
});

describe('the database itself', () => {
  it.each(['chain', 'part', 'inspection', 'tool_result', 'recipe_version', 'counter_reset', 'audit'])(
    'refuses to change or delete a row of %s',
    async (table) => {
      const { folder } = stoppedStation();
      const database = new Database(join(folder, 'passline.db'));
      const column = database.prepare<[string], string>('SELECT name FROM pragma_table_info(?) LIMIT 1').pluck().get(table) ?? '';
      expect(() => database.exec(`UPDATE ${table} SET ${column} = ${column}`)).toThrow('append-only');
      expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('append-only');
      database.close();
    },
  );

  it('refuses to change a stored picture or bring back a lost one', async () => {
    const { folder } = stoppedStation();
    const database = new Database(join(folder, 'passline.db'));
    expect(() => database.exec("UPDATE picture SET sha256 = 'other'")).toThrow('picture');
    expect(() => database.exec("UPDATE picture SET state = 'pending', chain_seq = NULL")).toThrow('picture');
    expect(() => database.exec('DELETE FROM picture')).toThrow('append-only');
    database.close();
  });
});
