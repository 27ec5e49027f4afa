import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { makeReport, type ReportOrder } from '#main/reports/make-report.ts';
import { openRecords } from '#main/records/index.ts';
import type { Report } from '#shared/domain/report.ts';
import { recipe, silent } from './records-fixture.ts';

/**
 * Parts written past the station for speed, one every `everyS` seconds from 2026-01-01 on: every 40th a fail, every 90th in
 * review, every 500th an error, every 50th golden; every other fail has a scratch, the others something unknown; two products, lots of 1000, supplier lots of 3000, four scores without one.
 * Their chain entries are empty, so that these records cannot be proved.
 */
export async function seedParts(folder: string, count: number, everyS = 60): Promise<void> {
  const records = await openRecords({ dataFolder: folder, log: silent });
  const { bootId } = records;
  await records.putRecipe(recipe({ productId: 'product-0', name: 'Bracket' }), { actor: 'Ann', comment: '' });
  await records.putRecipe(recipe({ productId: 'product-1', name: 'Flange', number: 2 }), { actor: 'Ann', comment: '' });
  await records.close();
  const database = new Database(join(folder, 'passline.db'));
  database.pragma('foreign_keys = OFF');
  const chained = database.prepare<[], number>('SELECT max(seq) FROM chain').pluck().get() ?? 0;
  database.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}),
    v (i, verdict) AS (SELECT i, CASE WHEN i % 500 = 0 THEN 'error' WHEN i % 40 = 0 THEN 'fail' WHEN i % 90 = 0 THEN 'review' ELSE 'pass' END FROM n)
    INSERT INTO part (number, id, boot_id, mode, verdict, reason, product_id, product_name, recipe_version, lot, supplier_lot, serial,
      judged_at_utc, mono_ns, score, threshold, defect_count, latency_ms, chain_seq)
    SELECT i, printf('00000000-0000-7000-8000-%012d', i), '${bootId}', CASE WHEN i % 50 = 0 AND i % 500 <> 0 THEN 'golden' ELSE 'production' END, verdict,
      CASE verdict WHEN 'error' THEN CASE WHEN i % 1000 = 0 THEN 'FRAME_STALE' ELSE 'FRAME_TIMEOUT' END WHEN 'fail' THEN 'ANOMALY' WHEN 'review' THEN 'NEAR_THRESHOLD' ELSE 'OK' END,
      'product-' || (i / 7000 % 2), CASE i / 7000 % 2 WHEN 0 THEN 'Bracket' ELSE 'Flange' END, 1,
      printf('LOT-%03d', i / 1000), printf('S-%02d', i / 3000), CASE WHEN i % 7 = 0 THEN NULL ELSE printf('S%06d', i) END,
      strftime('%Y-%m-%dT%H:%M:%S.000Z', 1767225600 + i * ${everyS}, 'unixepoch'), i,
      CASE WHEN verdict = 'error' THEN NULL ELSE (i * 7919 % 10007) / 10007.0 END, CASE WHEN i > ${count / 2} THEN 0.55 ELSE 0.5 END,
      verdict = 'fail', 20 + i % 101, ${chained} + i FROM v`);
  database.exec(`
    INSERT INTO chain SELECT chain_seq, 'part', id, '', '', printf('%064x', number) FROM part;
    INSERT INTO inspection (part_number, view, engine_fingerprint, latency) SELECT number, 0, 'runtime 1', '{"total":20}' FROM part;
    INSERT INTO tool_result (part_number, view, tool, tool_id, kind, model_sha256, score, threshold, verdict, reason, defects)
      SELECT number, 0, 0, 'surface', 'anomaly', CASE product_id WHEN 'product-0' THEN '${'a'.repeat(64)}' ELSE '${'b'.repeat(64)}' END,
        score, threshold, verdict, reason, CASE verdict WHEN 'fail' THEN '[{"kind":' || iif(number % 80 = 0, '"scratch"', 'null') || '}]' ELSE '[]' END FROM part WHERE verdict <> 'error';`);
  database.close();
}

export function order(dataFolder: string, over: Partial<ReportOrder> = {}): ReportOrder {
  return {
    dataFolder,
    scope: {},
    language: 'en',
    proof: 'none',
    madeBy: 'Erika Muster',
    stationName: 'Line 3',
    version: '9.9.9',
    timeZone: null,
    files: {},
    ...over,
  };
}

export const makeOnce = (given: ReportOrder): Promise<Report> => makeReport(given, () => undefined);

/** The words of a PDF, by poppler; null where that is not installed. */
export function wordsOf(pdf: string): string | null {
  try {
    return execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export { parseCsv as rowsOf } from '../e2e/support/csv.ts';
