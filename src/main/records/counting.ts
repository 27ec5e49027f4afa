import { type Counters, countersSchema, emptyCounters } from '#shared/domain/counters.ts';
import type { Verdict } from '#shared/domain/verdict.ts';
import { addAudit } from './audit.ts';
import { appendToChain } from './chain.ts';
import { normalUtc } from './commit-part.ts';
import { payloadOf } from './payload.ts';
import type { Db } from './schema.ts';
import type { Store } from './store.ts';

/** Production parts, counted from the rows. `after`: numbers above it; `upTo`: numbers up to it; `sinceUtc`: judged then or later. */
export async function countParts(db: Db, range: { after: number; upTo?: number; sinceUtc?: string }): Promise<Counters> {
  let query = db
    .selectFrom('part')
    .select((eb) => ['verdict', eb.fn.countAll<number>().as('count')])
    .where('mode', '=', 'production')
    .where('number', '>', range.after)
    .groupBy('verdict');
  if (range.upTo !== undefined) query = query.where('number', '<=', range.upTo);
  if (range.sinceUtc !== undefined) query = query.where('judged_at_utc', '>=', range.sinceUtc);
  const rows = await query.execute();
  return rows.reduce((sum, row) => addCount(sum, row.verdict, row.count), emptyCounters);
}

function addCount(counters: Counters, verdict: Verdict, count: number): Counters {
  const column = ({ pass: 'ok', review: 'review', fail: 'ng', error: 'error' } as const)[verdict];
  return { ...counters, total: counters.total + count, [column]: counters[column] + count };
}

function sum(a: Counters, b: Counters): Counters {
  return countersSchema.parse({
    total: a.total + b.total,
    ok: a.ok + b.ok,
    review: a.review + b.review,
    ng: a.ng + b.ng,
    error: a.error + b.error,
  });
}

export async function lastReset(db: Db): Promise<{ afterNumber: number; atUtc: string | null }> {
  const row = await db
    .selectFrom('counter_reset')
    .select(['after_number', 'at_utc'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { afterNumber: row?.after_number ?? 0, atUtc: row?.at_utc ?? null };
}

async function lastNumber(db: Db): Promise<number> {
  const last = await db
    .selectFrom('part')
    .select((eb) => eb.fn.max('number').as('number'))
    .executeTakeFirst();
  return last?.number ?? 0;
}

/**
 * Counts that were asked for before are continued with the rows that came since: asking after every part costs the same
 * at the end of a year as on the first day. Parts are never changed or removed, so what was counted stays counted.
 */
export function createCounting(store: Store): {
  counters(): Promise<{ counters: Counters; sinceUtc: string | null }>;
  countersSince(utc: string): Promise<Counters>;
  resetCounters(actor: string): Promise<void>;
} {
  const { reader } = store;
  const known = new Map<string, { upTo: number; counters: Counters }>();

  async function counted(key: string, range: { after: number; sinceUtc?: string }): Promise<Counters> {
    const before = known.get(key) ?? { upTo: range.after, counters: emptyCounters };
    const upTo = await lastNumber(reader);
    const counters =
      upTo > before.upTo
        ? sum(before.counters, await countParts(reader, { ...range, after: before.upTo, upTo }))
        : before.counters;
    known.delete(key);
    known.set(key, { upTo, counters });
    for (const oldest of known.keys()) if (known.size > 8) known.delete(oldest);
    return counters;
  }

  return {
    async counters() {
      const { afterNumber, atUtc } = await lastReset(reader);
      return { counters: await counted(`after ${afterNumber}`, { after: afterNumber }), sinceUtc: atUtc };
    },
    async countersSince(utc) {
      const sinceUtc = normalUtc(utc);
      return counted(`since ${sinceUtc}`, { after: 0, sinceUtc });
    },
    async resetCounters(actor) {
      await store.write(async (writing) => {
        const { db, now, bootId } = writing;
        const before = await lastReset(db);
        const after = await lastNumber(db);
        const counters = await countParts(db, { after: before.afterNumber, upTo: after });
        const last = await db
          .selectFrom('counter_reset')
          .select((eb) => eb.fn.max('id').as('id'))
          .executeTakeFirst();
        const id = (last?.id ?? 0) + 1;
        await appendToChain(db, {
          kind: 'counters.reset',
          subject: String(id),
          async write(seq) {
            await db
              .insertInto('counter_reset')
              .values({ id, at_utc: now.atUtc, mono_ns: now.monoNs, boot_id: bootId, actor, after_number: after, chain_seq: seq })
              .execute();
            return payloadOf(db, 'counters.reset', seq);
          },
        });
        await addAudit(writing, { actor, action: 'counters.reset', subject: null, detail: { ...counters, afterNumber: after } });
      });
    },
  };
}
