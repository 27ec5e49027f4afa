import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report, ReportScope } from '#shared/domain/report.ts';
import { newPart, openForTest, recipe, reject, temporaryFolder, writePicture } from './records-fixture.ts';
import { makeOnce, order, rowsOf, seedParts, wordsOf } from './report-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'passline-report-'));
const count = 20_000;
let database: Database.Database;
beforeAll(async () => {
  await seedParts(folder, count);
  database = new Database(join(folder, 'passline.db'), { readonly: true });
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const scopes: readonly [string, ReportScope][] = [
  ['everything', {}],
  ['a shift', { from: '2026-01-03T06:00:00Z', to: '2026-01-03T14:00:00Z' }],
  ['a day and all after it', { from: '2026-01-10T00:00:00Z' }],
  ['a product', { productId: 'product-1' }],
  ['a lot', { lot: 'LOT-007' }],
  ['a supplier lot and a product', { supplierLot: 'S-02', productId: 'product-0' }],
  ['a lot that never was', { lot: 'LOT-00' }],
  ['a time before the first part', { to: '2026-01-01T00:00:00Z' }],
];

/** What SQL says of a scope, written another way than the station's own queries. */
function bySql<T>(scope: ReportScope, select: string, more = ''): T[] {
  return database
    .prepare<unknown[], T>(
      `SELECT ${select} FROM part WHERE mode = 'production'
         AND (@from IS NULL OR julianday(judged_at_utc) >= julianday(@from) - 1e-9)
         AND (@to IS NULL OR julianday(judged_at_utc) < julianday(@to) - 1e-9)
         AND (@product IS NULL OR product_id = @product) AND (@lot IS NULL OR lot = @lot)
         AND (@supplier IS NULL OR supplier_lot = @supplier) ${more}`,
    )
    .all({
      from: scope.from ?? null,
      to: scope.to ?? null,
      product: scope.productId ?? null,
      lot: scope.lot ?? null,
      supplier: scope.supplierLot ?? null,
    });
}

const countersSql = `count(*) AS total, coalesce(sum(verdict = 'pass'), 0) AS ok, coalesce(sum(verdict = 'review'), 0) AS review,
  coalesce(sum(verdict = 'fail'), 0) AS ng, coalesce(sum(verdict = 'error'), 0) AS error`;

describe.each(scopes)('a report of %s', (_what, scope) => {
  const files = { csv: join(folder, 'totals.csv'), partsCsv: join(folder, 'parts.csv'), pdf: join(folder, 'report.pdf') };
  let report: Report;
  beforeAll(async () => {
    report = await makeOnce(order(folder, { scope, files }));
  });

  it('has the totals that SQL counts, to the part', () => {
    expect([report.counters]).toEqual(bySql(scope, countersSql));
  });

  it('has those totals in every interval, hour, reason and lot', () => {
    for (const { fromUtc, toUtc, counters } of report.intervals.rows) {
      const [counted] = bySql(scope, countersSql, `AND judged_at_utc >= '${fromUtc}' AND judged_at_utc < '${toUtc}'`);
      expect({ fromUtc, counters }).toEqual({ fromUtc, counters: counted });
    }
    const total = (all: readonly { readonly total: number }[]): number => all.reduce((sum, each) => sum + each.total, 0);
    expect(total(report.intervals.rows.map(({ counters }) => counters))).toBe(report.counters.total);
    expect(total(report.hours)).toBe(report.counters.total);
    expect(report.reasons.map(({ verdict, reason, count: times }) => ({ verdict, reason, times })).toSorted(byText)).toEqual(
      bySql<object>(scope, 'verdict, reason, count(*) AS times', "AND verdict <> 'pass' GROUP BY verdict, reason").toSorted(
        byText,
      ),
    );
    const kinds = bySql<{ kind: string | null; times: number }>(
      scope,
      "iif(number % 80 = 0, 'scratch', NULL) AS kind, count(*) AS times",
      "AND verdict = 'fail' GROUP BY kind",
    );
    expect(report.defectKinds.map(({ kind, count: times }) => ({ kind, times })).toSorted(byText)).toEqual(
      kinds.toSorted(byText),
    );
    const lots = bySql<{ key: string }>(scope, `lot AS key, count(*) AS total`, 'GROUP BY lot');
    expect(report.lots.rows.length + report.lots.otherCount).toBe(lots.length);
    expect(total(report.lots.rows.map(({ counters }) => counters)) + report.lots.others.total).toBe(report.counters.total);
  });

  it('has the cycle times and the worst parts of SQL', () => {
    const [cycle] = bySql<{ minMs: number | null; maxMs: number; meanMs: number }>(
      scope,
      'min(latency_ms) AS minMs, max(latency_ms) AS maxMs, avg(latency_ms) AS meanMs',
    );
    const latencies = bySql<{ ms: number }>(scope, 'latency_ms AS ms', 'ORDER BY latency_ms');
    const p95Ms = latencies[Math.ceil(0.95 * latencies.length) - 1]?.ms;
    const meanMs: number = expect.closeTo(cycle?.meanMs ?? Number.NaN, 6);
    expect(report.cycle).toEqual(latencies.length === 0 ? null : { ...cycle, meanMs, p95Ms });
    expect(report.rejects.map(({ number }) => number)).toEqual(
      bySql<{ number: number }>(scope, 'number', "AND verdict = 'fail' ORDER BY score DESC, number LIMIT 24").map(
        ({ number }) => number,
      ),
    );
  });

  it('has exactly those parts in its CSV of parts, and those totals in its CSV of figures', () => {
    const rows = rowsOf(readFileSync(files.partsCsv, 'utf8'));
    expect(rows.map((row) => Number(row['number']))).toEqual(
      bySql<{ number: number }>(scope, 'number', 'ORDER BY number').map(({ number }) => number),
    );
    const verdicts = (verdict: string): number => rows.filter((row) => row['verdict'] === verdict).length;
    expect([verdicts('pass'), verdicts('review'), verdicts('fail'), verdicts('error')]).toEqual([
      report.counters.ok,
      report.counters.review,
      report.counters.ng,
      report.counters.error,
    ]);
    const figures = rowsOf(readFileSync(files.csv, 'utf8'));
    const { total, ok, review, ng, error } = report.counters;
    expect(figures.find((row) => row['section'] === 'totals')).toMatchObject({
      total: String(total),
      ok: String(ok),
      review: String(review),
      ng: String(ng),
      error: String(error),
    });
  });

  it('has those totals on its first page, and station, maker and page number on every page', ({ skip }) => {
    const text = wordsOf(files.pdf);
    if (text === null) return skip('pdftotext is missing: apt-get install poppler-utils');
    const pages = text.split('\f').slice(0, -1);
    const shown = (value: number): string => value.toLocaleString('en');
    const { total, ok, ng, review, error } = report.counters;
    expect(pages[0]?.replaceAll(/\s+/g, ' ')).toContain([total, ok, ng, review, error].map(shown).join(' '));
    pages.forEach((page, index) => {
      expect(page).toContain('Line 3');
      expect(page).toContain('Erika Muster');
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
    });
    return undefined;
  });
});

describe('a report', () => {
  it('tells what judged: recipes and models with their hashes, and when the threshold changed', async () => {
    const { recipes, thresholds, notCounted } = await makeOnce(order(folder));
    const stored = database.prepare('SELECT sha256 FROM recipe_version ORDER BY product_id').pluck().all();
    expect(recipes.map(({ productName, sha256, modelSha256 }) => [productName, sha256, modelSha256])).toEqual([
      ['Bracket', stored[0], ['a'.repeat(64)]],
      ['Flange', stored[1], ['b'.repeat(64)]],
    ]);
    expect(thresholds.changes.map(({ number, productName, threshold }) => [number, productName, threshold])).toEqual([
      [1, 'Bracket', 0.5],
      [7000, 'Flange', 0.5],
      [10_001, 'Flange', 0.55],
      [14_000, 'Bracket', 0.55],
    ]);
    expect(notCounted).toEqual([{ mode: 'golden', count: 360 }]);
  });

  it('is in Chinese where that is wanted', async ({ skip }) => {
    const pdf = join(folder, 'zh.pdf');
    await makeOnce(order(folder, { language: 'zh-CN', scope: { lot: 'LOT-007' }, files: { pdf } }));
    const text = wordsOf(pdf);
    if (text === null) return skip('pdftotext is missing: apt-get install poppler-utils');
    for (const words of ['检测报告', '良率', '与良品不同', '第 1 页']) expect(text).toContain(words);
    return undefined;
  });

  it('leaves nothing behind when it cannot be written', async () => {
    const place = temporaryFolder();
    const files = { partsCsv: join(place, 'parts.csv'), pdf: join(place, 'no/such/folder/report.pdf') };
    await expect(makeOnce(order(folder, { scope: { lot: 'LOT-007' }, files }))).rejects.toThrow(/ENOENT/);
    expect(readdirSync(place)).toEqual([]);
  });

  it('says that there are no records instead of making an empty one', async () => {
    await expect(makeOnce(order(temporaryFolder()))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the proof in a report', () => {
  async function provable(): Promise<{ folder: string; picture: string; record(): Promise<void> }> {
    const data = temporaryFolder();
    const records = await openForTest(data);
    await records.putRecipe(recipe(), { actor: 'Ann', comment: '' });
    for (let number = 0; number < 4; number += 1) await records.commitPart(newPart());
    const bad = reject({ pictures: ['overlay'] });
    await records.commitPart(bad);
    const picture = writePicture(data, bad, 'overlay');
    await records.attachPictures(bad.id, [picture]);
    return {
      folder: data,
      picture: join(data, 'pictures', picture.path),
      record: async () => void (await records.commitPart(newPart())),
    };
  }

  it('is left out where it was not asked for', async () => {
    const { folder: data } = await provable();
    expect((await makeOnce(order(data))).proof).toBeNull();
  });

  it.each([
    ['rows', 0],
    ['pictures', 1],
  ] as const)('goes as deep as was asked for: %s', async (proof, picturesChecked) => {
    const { folder: data } = await provable();
    const report = await makeOnce(order(data, { proof }));
    expect(report.proof).toMatchObject({ ok: true, parts: 5, problemCount: 0, head: report.head, picturesChecked });
  });

  it('finds a swapped picture, and never prints it', async ({ skip }) => {
    const { folder: data, picture } = await provable();
    writeFileSync(picture, 'swapped');
    const pdf = join(data, 'report.pdf');
    const report = await makeOnce(order(data, { proof: 'pictures', files: { pdf } }));
    expect(report.proof).toMatchObject({ ok: false, problems: [{ kind: 'picture_changed' }] });
    const text = wordsOf(pdf);
    if (text === null) return skip('pdftotext is missing: apt-get install poppler-utils');
    expect(text).toContain('NOT PROVED');
    expect(text).toContain('not the recorded one');
    return undefined;
  });

  it('goes on while the station records, and says up to where it read', async () => {
    const { folder: data, record } = await provable();
    const before = await makeOnce(order(data));
    await record();
    const after = await makeOnce(order(data));
    expect([before.counters.total, after.counters.total]).toEqual([5, 6]);
    expect(after.head.seq).toBeGreaterThan(before.head.seq);
  });
});

const byText = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
