import { type ExpressionBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { PartFilter } from '#shared/contract/parts.ts';
import type { PartReport, PartSummary } from '#shared/domain/inspection.ts';
import type { Verdict } from '#shared/domain/verdict.ts';
import { normalUtc } from './commit-part.ts';
import { RecordsError } from './errors.ts';
import { readReports, type SummaryRow, summaryColumns, toSummary } from './part-report.ts';
import type { Db, Schema } from './schema.ts';

export interface Page {
  /** Number of the last part of the page before. */
  readonly cursor: string | null;
  readonly limit: number;
}

type PartQuery<Row> = SelectQueryBuilder<Schema, 'part', Row>;

/** Rows that a range condition may match and still be listed by number instead of being filtered while walking. */
const narrowLimit = 2_000;

/** Newest first. `total` is counted for the first page only. */
export async function listParts(
  db: Db,
  filter: PartFilter,
  page: Page,
): Promise<{ parts: PartSummary[]; nextCursor: string | null; total: number | null }> {
  const { rows, nextCursor } = await pageRows(db, filter, page);
  return { parts: rows.map(toSummary), nextCursor, total: page.cursor === null ? await countMatches(db, filter) : null };
}

/** As {@link listParts}, with the whole record of each part. Parts added meanwhile never shift a page: they are newer. */
export async function listReports(
  db: Db,
  filter: PartFilter,
  page: Page,
): Promise<{ parts: PartReport[]; nextCursor: string | null }> {
  const { rows, nextCursor } = await pageRows(db, filter, page);
  return { parts: await readReports(db, rows), nextCursor };
}

export async function readPart(db: Db, id: string): Promise<PartReport | null> {
  const rows = await db.selectFrom('part').select(summaryColumns).where('id', '=', id).execute();
  const [report] = await readReports(db, rows);
  return report ?? null;
}

/** Modes in which the line itself makes parts; `service` parts are pictures that others sent. */
const lineModes = ['production', 'setup', 'golden'] as const;

/** The last parts of the line, newest first. Asked for mode by mode: each is a short walk along an index. */
export async function recentParts(db: Db, limit: number): Promise<PartSummary[]> {
  const found = await Promise.all(
    lineModes.map((mode) =>
      db.selectFrom('part').select(summaryColumns).where('mode', '=', mode).orderBy('number', 'desc').limit(limit).execute(),
    ),
  );
  return found
    .flat()
    .sort((a, b) => b.number - a.number)
    .slice(0, limit)
    .map(toSummary);
}

async function pageRows(db: Db, filter: PartFilter, page: Page): Promise<{ rows: SummaryRow[]; nextCursor: string | null }> {
  const queries = await pageQueries(db, filter, page);
  const found = await Promise.all(queries.map((query) => query.execute()));
  const rows = found.flat().sort((a, b) => b.number - a.number);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: rows.length > page.limit && last !== undefined ? String(last.number) : null };
}

/**
 * The queries of a page, whose rows are merged by number. One index finds the rows of each in their final order, so that a
 * page reads about as many rows as it shows: several verdicts are asked for one by one, since a list of values in one
 * query would need all matches sorted. Exported for the test that reads their plans.
 */
export async function pageQueries(db: Db, filter: PartFilter, page: Page): Promise<PartQuery<SummaryRow>[]> {
  const before = page.cursor === null ? Number.MAX_SAFE_INTEGER : parseCursor(page.cursor);
  const verdicts = filter.verdict === undefined ? [undefined] : [...new Set(filter.verdict)];
  const numbers = await narrow(db, filter);
  if (numbers?.length === 0) return [];
  return verdicts.map((verdict) => {
    const driver = numbers === null ? chooseDriver(filter, verdict) : null;
    let query = conditions(db.selectFrom('part').select(summaryColumns), filter, { verdict, driver }).where(
      'number',
      '<',
      before,
    );
    if (numbers !== null) query = query.where('number', 'in', numbers);
    return query.orderBy('number', 'desc').limit(page.limit + 1);
  });
}

async function countMatches(db: Db, filter: PartFilter): Promise<number> {
  const numbers = await narrow(db, filter);
  if (numbers?.length === 0) return 0;
  const counts = (filter.verdict === undefined ? [undefined] : [...new Set(filter.verdict)]).map(async (verdict) => {
    const driver = numbers === null ? chooseDriver(filter, verdict) : null;
    let query = conditions(db.selectFrom('part'), filter, { verdict, driver });
    if (numbers !== null) query = query.where('number', 'in', numbers);
    const row = await query.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    return row.count;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

type Driver = 'reason' | 'verdict' | 'product_id' | 'mode';

/** The equality that an index answers in order of number; the others only filter. Likely rarest first. */
function chooseDriver(filter: PartFilter, verdict: Verdict | undefined): Driver | null {
  if (filter.reason !== undefined) return 'reason';
  if (verdict !== undefined) return 'verdict';
  if (filter.productId !== undefined) return 'product_id';
  if (filter.mode !== undefined) return 'mode';
  return null;
}

function conditions<Row>(
  start: PartQuery<Row>,
  filter: PartFilter,
  chosen: { verdict: Verdict | undefined; driver: Driver | null },
): PartQuery<Row> {
  let query = start;
  const equal = (column: Driver, value: string | undefined): void => {
    if (value === undefined) return;
    // The unary plus keeps SQLite from choosing this column's index.
    query = query.where(chosen.driver === column ? sql`${sql.ref(column)}` : sql`+${sql.ref(column)}`, '=', value);
  };
  equal('reason', filter.reason);
  equal('verdict', chosen.verdict);
  equal('product_id', filter.productId);
  equal('mode', filter.mode);
  for (const range of rangesOf(filter)) {
    if (range.from !== undefined) query = query.where(sql`+${sql.ref(range.column)}`, '>=', range.from);
    if (range.to !== undefined) query = query.where(sql`+${sql.ref(range.column)}`, range.toIncluded ? '<=' : '<', range.to);
  }
  return query;
}

interface Range {
  readonly column: 'judged_at_utc' | 'lot' | 'serial' | 'score';
  readonly from?: string | number;
  readonly to?: string | number;
  readonly toIncluded?: boolean;
}

function rangesOf(filter: PartFilter): Range[] {
  const { from, to, minScore, maxScore } = filter;
  const ranges: Range[] = [];
  if (filter.serial) ranges.push(prefixRange('serial', filter.serial));
  if (filter.lot) ranges.push(prefixRange('lot', filter.lot));
  if (from !== undefined || to !== undefined) {
    ranges.push({
      column: 'judged_at_utc',
      ...(from !== undefined && { from: normalUtc(from) }),
      ...(to !== undefined && { to: normalUtc(to) }),
    });
  }
  if (minScore !== undefined || maxScore !== undefined) {
    ranges.push({
      column: 'score',
      ...(minScore !== undefined && { from: minScore }),
      ...(maxScore !== undefined && { to: maxScore, toIncluded: true }),
    });
  }
  return ranges;
}

/** All texts that begin with `prefix`, as a range that an index answers: U+10FFFF sorts behind every other character. */
function prefixRange(column: 'lot' | 'serial', prefix: string): Range {
  return { column, from: prefix, to: `${prefix}\u{10FFFF}` };
}

/**
 * The numbers that match one of the filter's ranges, where they are few: then those rows are read and nothing else. Null
 * where every range matches many, so that walking the newest rows soon fills a page.
 */
async function narrow(db: Db, filter: PartFilter): Promise<number[] | null> {
  for (const range of rangesOf(filter)) {
    const rows = await narrowQuery(db, range).execute();
    if (rows.length <= narrowLimit) return rows.map((row) => row.number);
  }
  return null;
}

function narrowQuery(db: Db, range: Range) {
  const column = range.column;
  let query = db.selectFrom('part').select('number');
  if (range.from !== undefined) query = query.where((eb) => compare(eb, column, '>=', range.from));
  if (range.to !== undefined) query = query.where((eb) => compare(eb, column, range.toIncluded ? '<=' : '<', range.to));
  return query.limit(narrowLimit + 1);
}

function compare(eb: ExpressionBuilder<Schema, 'part'>, column: Range['column'], operator: '>=' | '<=' | '<', value: unknown) {
  return sql<boolean>`${eb.ref(column)} ${sql.raw(operator)} ${value}`;
}

function parseCursor(cursor: string): number {
  const number = Number(cursor);
  if (!Number.isSafeInteger(number) || number < 0) throw new RecordsError('INVALID', 'Not a cursor of this list.');
  return number;
}
