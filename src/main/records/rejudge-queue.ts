import { setImmediate } from 'node:timers/promises';
import { type SelectQueryBuilder, sql } from 'kysely';
import type { ReviewQueuePage, ReviewSummary } from '#shared/contract/review.ts';
import type { PartSummary } from '#shared/domain/inspection.ts';
import { RecordsError } from './errors.ts';
import { type SummaryRow, summariesOf, summaryColumns } from './part-report.ts';
import type { Db, Schema } from './schema.ts';

/** What a person should look at again. An error is in it only where there is a picture to look at. */
const queuedVerdicts = ['fail', 'review', 'error'] as const;
type QueuedVerdict = (typeof queuedVerdicts)[number];

/** Numbers that one step looks at: between steps verdicts are written. */
const stepNumbers = 50_000;

type Query<Row> = SelectQueryBuilder<Schema, 'part', Row>;

/**
 * Production parts that wait for a person, by number. Each verdict walks its own index in order of number, so that a page
 * costs what it shows; those that were re-judged already are looked up in their index on the way.
 */
export async function reviewQueue(db: Db, page: ReviewQueuePage): Promise<{ parts: PartSummary[]; nextCursor: string | null }> {
  const newest = await newestNumber(db);
  const descending = page.order === 'newest';
  const start = page.cursor === null ? (descending ? newest + 1 : 0) : parseCursor(page.cursor);
  const rows: SummaryRow[] = [];
  for (let at = start; rows.length <= page.limit && (descending ? at > 1 : at < newest); ) {
    const end = descending ? Math.max(1, at - stepNumbers) : Math.min(newest, at + stepNumbers);
    const range = descending ? { atLeast: end, below: at } : { atLeast: at + 1, below: end + 1 };
    const found: SummaryRow[] = [];
    for (const verdict of queuedVerdicts) {
      const query = waiting(db, verdict, range)
        .select(summaryColumns)
        .orderBy('number', descending ? 'desc' : 'asc')
        .limit(page.limit + 1 - rows.length);
      found.push(...(await query.execute()));
    }
    rows.push(...found.sort((a, b) => (descending ? b.number - a.number : a.number - b.number)));
    at = end;
    await setImmediate();
  }
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return { parts: await summariesOf(db, shown), nextCursor: more ? String(last.number) : null };
}

/** How many wait, by the verdict of the station, and what was made of those that people have looked at. */
export async function reviewSummary(db: Db): Promise<ReviewSummary> {
  const newest = await newestNumber(db);
  const counts: Record<QueuedVerdict, number> = { fail: 0, review: 0, error: 0 };
  for (let atLeast = 1; atLeast <= newest; atLeast += stepNumbers) {
    for (const verdict of queuedVerdicts) {
      const row = await waiting(db, verdict, { atLeast, below: atLeast + stepNumbers })
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      counts[verdict] += row.count;
    }
    await setImmediate();
  }
  const [oldest] = (await reviewQueue(db, { order: 'oldest', cursor: null, limit: 1 })).parts;
  return {
    waiting: { total: counts.fail + counts.review + counts.error, ...counts },
    oldestWaitingUtc: oldest?.judgedAtUtc ?? null,
    rejudged: await countRejudged(db),
  };
}

/** Production parts that were re-judged, by the newest re-judgement and whether it agrees with the station. */
async function countRejudged(db: Db): Promise<ReviewSummary['rejudged']> {
  const rows = await db
    .selectFrom('rejudgement as r')
    .innerJoin('part', 'part.number', 'r.part_number')
    .select(['r.verdict as verdict', 'part.verdict as original'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('part.mode', '=', 'production')
    .where(sql<boolean>`not exists (select 1 from rejudgement n where n.part_number = r.part_number and n.id > r.id)`)
    .groupBy(['r.verdict', 'part.verdict'])
    .execute();
  const sum = (which: (row: (typeof rows)[number]) => boolean): number =>
    rows.filter(which).reduce((total, row) => total + row.count, 0);
  return {
    total: sum(() => true),
    falseRejects: sum((row) => row.verdict === 'pass' && row.original !== 'pass'),
    confirmed: sum((row) => (row.verdict === 'pass') === (row.original === 'pass')),
    escapes: sum((row) => row.verdict === 'fail' && row.original === 'pass'),
  };
}

function waiting(db: Db, verdict: QueuedVerdict, range: { atLeast: number; below: number }): Query<unknown> {
  // The unary plus keeps SQLite from choosing the index of the mode, which holds every part.
  const query = db
    .selectFrom('part')
    .where('verdict', '=', verdict)
    .where(sql`+mode`, '=', 'production')
    .where('number', '>=', range.atLeast)
    .where('number', '<', range.below)
    .where(sql<boolean>`not exists (select 1 from rejudgement r where r.part_number = part.number)`);
  return verdict === 'error' ? query.where(hasPicture) : query;
}

/** Full picture or model input, on disk or on its way there. */
const hasPicture = sql<boolean>`exists (select 1 from picture p
  where p.part_number = part.number and p.kind in ('full', 'crop') and p.state in ('stored', 'pending'))`;

/**
 * The last good part of the same product before this one that still has its picture, to hold against it; the next one after
 * it where there is none before. One that a person called bad is not good. Null where there is none near.
 */
export async function goodPartNear(db: Db, partId: string): Promise<string | null> {
  const part = await db.selectFrom('part').select(['number', 'product_id']).where('id', '=', partId).executeTakeFirst();
  if (part === undefined) throw new RecordsError('NOT_FOUND', `There is no part ${partId}.`);
  if (part.product_id === null) return null;
  const good = db
    .selectFrom('part')
    .select('id')
    .where('verdict', '=', 'pass')
    .where(sql`+product_id`, '=', part.product_id)
    .where(sql`+mode`, 'in', ['production', 'golden'])
    .where(sql<boolean>`not exists (select 1 from rejudgement r where r.part_number = part.number and r.verdict = 'fail')`)
    .where(hasPicture)
    .limit(1);
  const before = await good
    .where('number', '<', part.number)
    .where('number', '>', part.number - stepNumbers)
    .orderBy('number', 'desc')
    .executeTakeFirst();
  if (before !== undefined) return before.id;
  const after = await good
    .where('number', '>', part.number)
    .where('number', '<', part.number + stepNumbers)
    .orderBy('number')
    .executeTakeFirst();
  return after?.id ?? null;
}

/** The last good part of a product whose picture is kept, among the last made; null where there is none. */
export async function goodPartOf(db: Db, productId: string): Promise<string | null> {
  const good = await db
    .selectFrom('part')
    .select('id')
    .where('product_id', '=', productId)
    .where(sql`+verdict`, '=', 'pass')
    .where(sql`+mode`, '=', 'production')
    .where('number', '>', (await newestNumber(db)) - stepNumbers)
    .where(hasPicture)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return good?.id ?? null;
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
