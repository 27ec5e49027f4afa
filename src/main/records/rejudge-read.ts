import { type Rejudgement, rejudgementSchema } from '#shared/domain/rejudgement.ts';
import type { SqliteDatabase } from './database.ts';
import type { Db, RejudgementTable } from './schema.ts';

type Row = Pick<RejudgementTable, 'part_number' | 'verdict' | 'reason' | 'comment' | 'actor' | 'at_utc'>;

/** Everything that was said of these parts afterwards, newest first for each; parts that nobody re-judged are left out. */
export async function readRejudgements(db: Db, numbers: readonly number[]): Promise<Map<number, Rejudgement[]>> {
  if (numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('rejudgement')
    .select(['part_number', 'verdict', 'reason', 'comment', 'actor', 'at_utc'])
    .where('part_number', 'in', numbers)
    .orderBy('part_number')
    .orderBy('id', 'desc')
    .execute();
  const groups = Map.groupBy(rows, (row) => row.part_number);
  return new Map([...groups].map(([number, of]) => [number, of.map(toRejudgement)]));
}

/** The one that holds for each part of a range of numbers (both ends included). Synchronous: for reports in a process of their own. */
export function newestRejudgements(
  database: SqliteDatabase,
  range: { readonly first: number; readonly last: number },
): Map<number, Rejudgement> {
  const rows = database
    .prepare<unknown[], Row>(
      `SELECT part_number, verdict, reason, comment, actor, at_utc FROM rejudgement
       WHERE part_number BETWEEN ? AND ? ORDER BY part_number, id`,
    )
    .all(range.first, range.last);
  return new Map(rows.map((row) => [row.part_number, toRejudgement(row)]));
}

function toRejudgement({ verdict, reason, comment, actor, at_utc }: Row): Rejudgement {
  return rejudgementSchema.parse({ verdict, reason, comment, by: actor, atUtc: at_utc });
}
