import { setImmediate } from 'node:timers/promises';
import type { PartFilter } from '#shared/contract/parts.ts';
import type { PartReport, PartSummary } from '#shared/domain/inspection.ts';
import { RecordsError } from './errors.ts';
import { matching, type NumberRange, type PartQuery, type Reach, reachOf } from './part-conditions.ts';
import { readReports, type SummaryRow, summariesOf, summaryColumns } from './part-report.ts';
import type { Db } from './schema.ts';

export interface Page {
  /** Number of the last part of the page before. */
  readonly cursor: string | null;
  readonly limit: number;
}

/**
 * Numbers that one step looks at. Between steps verdicts are written: looking for rare rows among millions must not hold
 * up the line, which waits for this thread.
 */
const stepNumbers = 50_000;

/** Newest first. `total` is counted for the first page only. */
export async function listParts(
  db: Db,
  filter: PartFilter,
  page: Page,
): Promise<{ parts: PartSummary[]; nextCursor: string | null; total: number | null }> {
  const reach = await reachOf(db, filter);
  const { rows, nextCursor } = await pageRows(db, filter, page, reach);
  const total = page.cursor === null ? await countMatches(db, filter, reach) : null;
  return { parts: await summariesOf(db, rows), nextCursor, total };
}

/** As {@link listParts}, with the whole record of each part. Parts added meanwhile never shift a page: they are newer. */
export async function listReports(
  db: Db,
  filter: PartFilter,
  page: Page,
): Promise<{ parts: PartReport[]; nextCursor: string | null }> {
  const { rows, nextCursor } = await pageRows(db, filter, page, await reachOf(db, filter));
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
  const newest = found
    .flat()
    .sort((a, b) => b.number - a.number)
    .slice(0, limit);
  return summariesOf(db, newest);
}

async function pageRows(
  db: Db,
  filter: PartFilter,
  page: Page,
  reach: Reach,
): Promise<{ rows: SummaryRow[]; nextCursor: string | null }> {
  const below = page.cursor === null ? Number.MAX_SAFE_INTEGER : parseCursor(page.cursor);
  const { numbers } = reach;
  const rows: SummaryRow[] = [];
  for await (const range of steps(db, below, reach)) {
    const wanted = page.limit + 1 - rows.length;
    const found = await Promise.all(pageQueries(db, filter, { numbers, range, limit: wanted }).map((query) => query.execute()));
    rows.push(...found.flat().sort((a, b) => b.number - a.number));
    if (rows.length > page.limit) break;
  }
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: rows.length > page.limit && last !== undefined ? String(last.number) : null };
}

/** The queries of one step of a page. Exported for the test that reads their plans. */
export function pageQueries(
  db: Db,
  filter: PartFilter,
  step: { readonly numbers: readonly number[] | null; readonly range: NumberRange; readonly limit: number },
): PartQuery<SummaryRow>[] {
  return matching(db, filter, step.numbers, step.range).map((query) =>
    query.select(summaryColumns).orderBy('number', 'desc').limit(step.limit),
  );
}

async function countMatches(db: Db, filter: PartFilter, reach: Reach): Promise<number> {
  // Numbers have no gaps: the newest is how many there are.
  if (Object.values(filter).every((value) => value === undefined)) return newestNumber(db);
  let total = 0;
  for await (const range of steps(db, Number.MAX_SAFE_INTEGER, reach)) {
    for (const query of matching(db, filter, reach.numbers, range)) {
      const row = await query.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
      total += row.count;
    }
  }
  return total;
}

/** Ranges of numbers from the newest part down; a single one where the numbers are known, none where there are none. */
async function* steps(db: Db, below: number, { numbers, range }: Reach): AsyncGenerator<NumberRange> {
  if (numbers !== null) {
    if (numbers.length > 0) yield { atLeast: range.atLeast, below };
    return;
  }
  let end = Math.min(below, range.below, (await newestNumber(db)) + 1);
  while (end > range.atLeast) {
    const atLeast = Math.max(range.atLeast, end - stepNumbers);
    yield { atLeast, below: end };
    end = atLeast;
    await setImmediate();
  }
}

async function newestNumber(db: Db): Promise<number> {
  const newest = await db
    .selectFrom('part')
    .select((eb) => eb.fn.max('number').as('number'))
    .executeTakeFirst();
  return newest?.number ?? 0;
}

function parseCursor(cursor: string): number {
  const number = Number(cursor);
  if (!Number.isSafeInteger(number) || number < 0) throw new RecordsError('INVALID', 'Not a cursor of this list.');
  return number;
}
