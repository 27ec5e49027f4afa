import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { asKysely } from '#main/records/database.ts';
import { allParts, partsCsv } from '#main/records/export-csv.ts';
import { openRecords, type Records } from '#main/records/index.ts';
import { reachOf } from '#main/records/part-conditions.ts';
import { pageQueries } from '#main/records/part-query.ts';
import type { PartFilter } from '#shared/contract/parts.ts';
import { newPart, openForTest, reject, silent, temporaryFolder } from './records-fixture.ts';

const seeded = 100_000;
const folder = mkdtempSync(join(tmpdir(), 'passline-records-'));
let records: Records;

/**
 * 100,000 parts, one a second from 2026-01-01 on, written past the station for speed: every 20th a fail, every 1000th an
 * error, every 50th golden, ten lots, a hundred supplier lots, serials S000001 to S100000, scores 0 to 0.99999. Every 100th
 * was re-judged as a pass, and every second of those as a fail later.
 */
beforeAll(async () => {
  const first = await openRecords({ dataFolder: folder, log: silent });
  const bootId = first.bootId;
  await first.close();
  const database = new Database(join(folder, 'passline.db'));
  database.pragma('foreign_keys = OFF');
  database.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${seeded})
    INSERT INTO part (number, id, boot_id, mode, verdict, reason, product_id, product_name, recipe_version, lot, supplier_lot, serial, judged_at_utc,
      mono_ns, score, threshold, defect_count, latency_ms, chain_seq)
    SELECT i, printf('part-%06d', i), '${bootId}', CASE WHEN i % 50 = 0 THEN 'golden' ELSE 'production' END,
      CASE WHEN i % 1000 = 0 THEN 'error' WHEN i % 20 = 0 THEN 'fail' ELSE 'pass' END,
      CASE WHEN i % 1000 = 0 THEN 'FRAME_STALE' WHEN i % 20 = 0 THEN 'ANOMALY' ELSE 'OK' END,
      'product-' || (i % 3), 'Product', 1, printf('LOT-%02d', i / 10000), printf('SUP-%03d', i / 1000), printf('S%06d', i),
      strftime('%Y-%m-%dT%H:%M:%S.000Z', 1767225600 + i, 'unixepoch'), i, i / ${seeded}.0, 0.5, 0, 20.0, i FROM n`);
  database.exec(`
    INSERT INTO chain SELECT number, 'part', id, '', '', '' FROM part;
    INSERT INTO inspection (part_number, view, latency) SELECT number, 0, '{"total":20}' FROM part;
    INSERT INTO rejudgement (part_number, verdict, reason, actor, at_utc, mono_ns, boot_id, chain_seq)
      SELECT number, 'pass', 'OTHER', 'Bo', judged_at_utc, 1, boot_id, 200000 + number FROM part WHERE number % 100 = 0;
    INSERT INTO rejudgement (part_number, verdict, reason, actor, at_utc, mono_ns, boot_id, chain_seq)
      SELECT number, 'fail', 'OTHER', 'Ann', judged_at_utc, 1, boot_id, 400000 + number FROM part WHERE number % 200 = 0;`);
  database.close();
  records = await openRecords({ dataFolder: folder, log: silent, role: 'tool' });
});
afterAll(async () => {
  await records.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What each filter of the list means, on the seeded numbers. */
const filters: readonly [string, PartFilter, (i: number) => boolean][] = [
  ['nothing', {}, () => true],
  ['a verdict', { verdict: ['fail'] }, (i) => i % 20 === 0 && i % 1000 !== 0],
  ['several verdicts', { verdict: ['fail', 'error', 'fail'] }, (i) => i % 20 === 0],
  ['a rare verdict', { verdict: ['error'] }, (i) => i % 1000 === 0],
  ['a verdict that never was', { verdict: ['review'] }, () => false],
  ['a mode', { mode: 'golden' }, (i) => i % 50 === 0],
  ['a mode and a rare reason', { mode: 'golden', reason: 'FRAME_STALE' }, (i) => i % 1000 === 0],
  ['a product', { productId: 'product-2' }, (i) => i % 3 === 2],
  ['a product and a verdict', { productId: 'product-2', verdict: ['error'] }, (i) => i % 3 === 2 && i % 1000 === 0],
  [
    'a time from (included) to (not included)',
    { from: '2026-01-01T00:10:00Z', to: '2026-01-01T00:20:00Z' },
    (i) => i >= 600 && i < 1200,
  ],
  ['an old time and a verdict', { to: '2026-01-01T00:10:00Z', verdict: ['pass', 'fail'] }, (i) => i < 600],
  [
    'a long time',
    { from: '2026-01-01T10:00:00Z', to: '2026-01-01T20:00:00Z', mode: 'production' },
    (i) => i >= 36_000 && i < 72_000 && i % 50 !== 0,
  ],
  ['the beginning of a lot', { lot: 'LOT-0' }, (i) => i < 100_000],
  ['a whole lot', { lot: 'LOT-03' }, (i) => Math.floor(i / 10_000) === 3],
  ['the beginning of a supplier lot', { supplierLot: 'SUP-01' }, (i) => i >= 10_000 && i < 20_000],
  ['what nobody re-judged', { rejudged: 'no', verdict: ['fail'] }, (i) => i % 20 === 0 && i % 1000 !== 0 && i % 100 !== 0],
  ['what was re-judged', { rejudged: 'yes' }, (i) => i % 100 === 0],
  ['what was re-judged as a pass at last', { rejudged: 'pass', supplierLot: 'SUP-0' }, (i) => i % 200 === 100],
  ['the beginning of a serial', { serial: 'S0123' }, (i) => Math.floor(i / 100) === 123],
  ['a lot and a serial that is not in it', { lot: 'LOT-03', serial: 'S0123' }, () => false],
  ['a wildcard, which is none', { serial: 'S%' }, () => false],
  ['scores, both ends included', { minScore: 0.25, maxScore: 0.2501 }, (i) => i >= 25_000 && i <= 25_010],
  ['many scores and a reason', { minScore: 0.5, reason: 'ANOMALY' }, (i) => i >= 50_000 && i % 20 === 0 && i % 1000 !== 0],
];

describe.each(filters)('a list narrowed to %s', (_what, filter, matches) => {
  const expected = Array.from({ length: seeded }, (_, i) => seeded - i).filter(matches);

  it('has exactly those parts, newest first, over its pages', async () => {
    const first = await records.parts(filter, { cursor: null, limit: 100 });
    expect(first.total).toBe(expected.length);
    const second = first.nextCursor === null ? null : await records.parts(filter, { cursor: first.nextCursor, limit: 100 });
    const numbers = [...first.parts, ...(second?.parts ?? [])].map((part) => part.number);
    expect(numbers).toEqual(expected.slice(0, 200));
    expect(first.nextCursor === null).toBe(expected.length <= 100);
    expect(second?.total ?? null).toBeNull();
  });

  it('is found along an index that is in order: no scan of the table, nothing sorted', async () => {
    const database = new Database(join(folder, 'passline.db'), { readonly: true });
    const db = asKysely(database);
    const { numbers } = await reachOf(db, filter);
    const queries = pageQueries(db, filter, { numbers, range: { atLeast: 40_001, below: 90_001 }, limit: 100 });
    const plans = queries.flatMap((query) => {
      const { sql, parameters } = query.compile();
      return database.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
    });
    database.close();
    expect(plans.length).toBeGreaterThan(0);
    // Where a range matches nothing at all, nothing is asked any more.
    const ofParts = plans.filter(
      ({ detail }) => !/^CORRELATED|^SEARCH r (EXISTS )?USING (COVERING )?INDEX rejudgement_part/.test(detail),
    );
    for (const { detail } of numbers?.length === 0 ? [] : ofParts) {
      expect(detail).toMatch(/^SEARCH part USING/);
      expect(detail).not.toContain('TEMP B-TREE');
    }
  });
});

describe('a page', () => {
  it('does not shift when parts are recorded meanwhile', async () => {
    const live = await openForTest(temporaryFolder());
    for (let count = 0; count < 6; count += 1) await live.commitPart(newPart());
    const first = await live.parts({}, { cursor: null, limit: 3 });
    await live.commitPart(newPart());
    const second = await live.parts({}, { cursor: first.nextCursor, limit: 3 });
    expect([...first.parts, ...second.parts].map((part) => part.number)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(second.nextCursor).toBeNull();
  });

  it('is refused for a cursor that is none', async () => {
    await expect(records.parts({}, { cursor: '1; DROP TABLE part', limit: 3 })).rejects.toMatchObject({ code: 'INVALID' });
  });
});

describe('the filmstrip', () => {
  it('has the last parts of the line, not what others sent in', async () => {
    const live = await openForTest(temporaryFolder());
    for (const mode of ['production', 'service', 'golden', 'production', 'service'] as const)
      await live.commitPart(newPart({ mode }));
    expect((await live.recent(2)).map((part) => part.number)).toEqual([4, 3]);
  });
});

describe('the CSV', () => {
  it('has a heading, then a line for every part that matches', async () => {
    const lines = (await text(partsCsv(records, { verdict: ['error'] }))).split('\r\n');
    expect(lines[0]?.startsWith('\ufeffnumber,id,judged_at_utc,')).toBe(true);
    expect(lines.slice(1, -1).map((line) => Number(line.split(',')[0]))).toEqual(
      Array.from({ length: 100 }, (_, i) => seeded - i * 1000),
    );
    expect(lines.at(-1)).toBe('');
  });

  it('makes cells harmless that a spreadsheet would run, and leaves numbers alone', async () => {
    const live = await openForTest(temporaryFolder());
    await live.commitPart(
      reject({ lot: '=HYPERLINK("http://x")', serial: '+1', operator: '@Ann', supplierLot: '-2', source: 'a,b\n"c"' }),
    );
    const [part] = await live.recent(1);
    const { tools } = (await live.part(part?.id ?? '')) ?? { tools: [] };
    expect(tools).toHaveLength(1);
    const csv = await text(partsCsv(live, {}));
    expect(csv).toContain(`,"'=HYPERLINK(""http://x"")",'-2,'+1,fail,ANOMALY,,0.82,0.5,1,31.5,'@Ann,"a,b\n""c""",`);
  });

  it('is that of its first moment: parts recorded while it is written are not in it', async () => {
    const live = await openForTest(temporaryFolder());
    for (let count = 0; count < 260; count += 1) await live.commitPart(newPart());
    const numbers: number[] = [];
    for await (const part of allParts(live, {})) {
      if (numbers.length < 20) await live.commitPart(newPart());
      numbers.push(part.number);
    }
    expect(numbers).toEqual(Array.from({ length: 260 }, (_, i) => 260 - i));
  });
});

async function text(chunks: AsyncIterable<string>): Promise<string> {
  let all = '';
  for await (const chunk of chunks) all += chunk;
  return all;
}
