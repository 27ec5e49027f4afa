import { type ExpressionBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { PartFilter } from '#shared/contract/parts.ts';
import type { Verdict } from '#shared/domain/verdict.ts';
import { normalUtc } from './commit-part.ts';
import type { Db, Schema } from './schema.ts';

export type PartQuery<Row> = SelectQueryBuilder<Schema, 'part', Row>;

/** Rows that a range condition may match and still be listed by number instead of being filtered while walking. */
const narrowLimit = 2_000;

/** Parts with `atLeast <= number < below`. */
export interface NumberRange {
  readonly atLeast: number;
  readonly below: number;
}

/**
 * The queries that together find what a filter matches, one for each of its verdicts: a list of values in one query would
 * need all matches sorted. Each walks one index that has its rows in order of number.
 * @param numbers those that {@link reachOf} answered
 */
export function matching(
  db: Db,
  filter: PartFilter,
  numbers: readonly number[] | null,
  range: NumberRange,
): PartQuery<unknown>[] {
  const verdicts = filter.verdict === undefined ? [undefined] : [...new Set(filter.verdict)];
  return verdicts.map((verdict) => {
    const driver = numbers === null ? chooseDriver(filter, verdict) : null;
    const query = conditions(db.selectFrom('part'), filter, { verdict, driver })
      .where('number', '>=', range.atLeast)
      .where('number', '<', range.below);
    return numbers === null ? query : query.where('number', 'in', numbers);
  });
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

function conditions(
  start: PartQuery<unknown>,
  filter: PartFilter,
  chosen: { verdict: Verdict | undefined; driver: Driver | null },
): PartQuery<unknown> {
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
  if (filter.rejudged !== undefined) query = query.where(rejudgedAs(filter.rejudged));
  if (filter.defectKind !== undefined) query = query.where(hasKind(filter.defectKind));
  for (const range of rangesOf(filter)) {
    if (range.from !== undefined) query = query.where(sql`+${sql.ref(range.column)}`, '>=', range.from);
    if (range.to !== undefined) query = query.where(sql`+${sql.ref(range.column)}`, range.toIncluded ? '<=' : '<', range.to);
  }
  return query;
}

/** Looked up in the index of the re-judgements for every part on the way; of several the newest holds. */
function rejudgedAs(wanted: NonNullable<PartFilter['rejudged']>) {
  if (wanted === 'no') return sql<boolean>`not exists (select 1 from rejudgement r where r.part_number = part.number)`;
  if (wanted === 'yes') return sql<boolean>`exists (select 1 from rejudgement r where r.part_number = part.number)`;
  return sql<boolean>`(select r.verdict from rejudgement r where r.part_number = part.number order by r.id desc limit 1) = ${wanted}`;
}

/** Looked at only of parts with defects: these are few. */
function hasKind(kind: string) {
  return sql<boolean>`part.defect_count > 0 and exists (select 1 from tool_result t, json_each(t.defects) d
    where t.part_number = part.number and json_extract(d.value, '$.kind') = ${kind})`;
}

interface Range {
  readonly column: 'judged_at_utc' | 'lot' | 'supplier_lot' | 'serial' | 'score';
  readonly from?: string | number;
  readonly to?: string | number;
  readonly toIncluded?: boolean;
}

function rangesOf(filter: PartFilter): Range[] {
  const { from, to, minScore, maxScore } = filter;
  const ranges: Range[] = [];
  if (filter.serial) ranges.push(prefixRange('serial', filter.serial));
  if (filter.lot) ranges.push(prefixRange('lot', filter.lot));
  if (filter.supplierLot) ranges.push(prefixRange('supplier_lot', filter.supplierLot));
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
function prefixRange(column: 'lot' | 'supplier_lot' | 'serial', prefix: string): Range {
  return { column, from: prefix, to: `${prefix}\u{10FFFF}` };
}

/** Where all matches of a filter lie. */
export interface Reach {
  readonly range: NumberRange;
  /** The only numbers to look at, where they are few. */
  readonly numbers: readonly number[] | null;
}

const everywhere: NumberRange = { atLeast: 1, below: Number.MAX_SAFE_INTEGER };

/**
 * Looks up the filter's ranges in their indexes: the numbers themselves where one of them matches few; else the first and
 * last number, since the parts of a day or of a lot lie together. Exact also where the clock was set back.
 */
export async function reachOf(db: Db, filter: PartFilter): Promise<Reach> {
  let range = everywhere;
  if (filter.rejudged !== undefined && filter.rejudged !== 'no') {
    // Far fewer than parts: where they are few, nothing else needs to be walked.
    const few = await db
      .selectFrom('rejudgement')
      .select('part_number')
      .distinct()
      .limit(narrowLimit + 1)
      .execute();
    if (few.length <= narrowLimit) return { range, numbers: few.map((row) => row.part_number) };
  }
  for (const condition of rangesOf(filter)) {
    const few = await inRange(db, condition)
      .select('number')
      .limit(narrowLimit + 1)
      .execute();
    if (few.length <= narrowLimit) return { range: everywhere, numbers: few.map((row) => row.number) };
    // Parts of like scores lie anywhere.
    if (condition.column === 'score') continue;
    const ends = await inRange(db, condition)
      .select((eb) => [eb.fn.min('number').as('first'), eb.fn.max('number').as('last')])
      .executeTakeFirstOrThrow();
    range = { atLeast: Math.max(range.atLeast, ends.first), below: Math.min(range.below, ends.last + 1) };
  }
  return { range, numbers: null };
}

function inRange(db: Db, { column, from, to, toIncluded }: Range): PartQuery<unknown> {
  let query: PartQuery<unknown> = db.selectFrom('part');
  if (from !== undefined) query = query.where((eb) => compare(eb, column, '>=', from));
  if (to !== undefined) query = query.where((eb) => compare(eb, column, toIncluded ? '<=' : '<', to));
  return query;
}

function compare(eb: ExpressionBuilder<Schema, 'part'>, column: Range['column'], operator: '>=' | '<=' | '<', value: unknown) {
  return sql<boolean>`${eb.ref(column)} ${sql.raw(operator)} ${value}`;
}
