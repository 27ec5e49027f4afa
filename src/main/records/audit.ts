import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { AuditFilter, AuditRecord } from '#shared/contract/audit.ts';
import { canonicalJson } from './canonical.ts';
import { appendToChain } from './chain.ts';
import { normalUtc } from './commit-part.ts';
import { payloadOf } from './payload.ts';
import type { Db } from './schema.ts';
import type { Store, Writing } from './store.ts';
import type { AuditEntry } from './types.ts';

/** Adds an entry to the audit trail, chained, in the caller's transaction. */
export async function addAudit({ db, now, bootId }: Writing, entry: Omit<AuditEntry, 'atUtc'>): Promise<void> {
  const last = await db
    .selectFrom('audit')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .executeTakeFirst();
  const seq = (last?.seq ?? 0) + 1;
  await appendToChain(db, {
    kind: 'audit',
    subject: String(seq),
    async write(chainSeq) {
      await db
        .insertInto('audit')
        .values({
          seq,
          at_utc: now.atUtc,
          mono_ns: now.monoNs,
          boot_id: bootId,
          actor: entry.actor,
          action: entry.action,
          subject: entry.subject,
          detail: canonicalJson(entry.detail),
          chain_seq: chainSeq,
        })
        .execute();
      return payloadOf(db, 'audit', chainSeq);
    },
  });
}

/**
 * Entries that one step looks at. Between steps verdicts are written: looking for rare entries in a long trail must not hold
 * up the line, which waits for this thread.
 */
const stepEntries = 20_000;

/** Newest first; `before` is the last `seq` of the page before. */
export async function auditTrail(
  { reader }: Store,
  page: { before: number | null; limit: number; filter?: AuditFilter },
): Promise<AuditRecord[]> {
  const entries: AuditRecord[] = [];
  let below = Math.min(page.before ?? Number.MAX_SAFE_INTEGER, (await newestSeq(reader)) + 1);
  while (below > 1 && entries.length < page.limit) {
    const atLeast = Math.max(1, below - stepEntries);
    const limit = page.limit - entries.length;
    const rows = await matching(reader, page.filter ?? {}, { atLeast, below })
      .limit(limit)
      .execute();
    entries.push(
      ...rows.map(({ at_utc, detail, hash, ...row }) => ({ ...row, atUtc: at_utc, detail: JSON.parse(detail), chainHash: hash })),
    );
    below = atLeast;
    await setImmediate();
  }
  return entries;
}

/** Whose names and which acts there are to choose from. */
export async function auditChoices({ reader }: Store): Promise<{ actors: string[]; actions: string[] }> {
  const actors = await reader.selectFrom('audit').select('actor').distinct().orderBy('actor').execute();
  const actions = await reader.selectFrom('audit').select('action').distinct().orderBy('action').execute();
  return { actors: actors.map(({ actor }) => actor), actions: actions.map(({ action }) => action) };
}

function matching(db: Db, filter: AuditFilter, range: { atLeast: number; below: number }) {
  let query = db
    .selectFrom('audit')
    .innerJoin('chain', 'chain.seq', 'audit.chain_seq')
    .select(['audit.seq', 'at_utc', 'actor', 'action', 'audit.subject', 'detail', 'hash'])
    .where('audit.seq', '>=', range.atLeast)
    .where('audit.seq', '<', range.below)
    .orderBy('audit.seq', 'desc');
  if (filter.from !== undefined) query = query.where('at_utc', '>=', normalUtc(filter.from));
  if (filter.to !== undefined) query = query.where('at_utc', '<', normalUtc(filter.to));
  if (filter.actor) query = query.where('actor', '=', filter.actor);
  if (filter.action) query = query.where('action', '=', filter.action);
  if (filter.subject) {
    const pattern = `%${filter.subject.replaceAll(/[\\%_]/g, '\\$&')}%`;
    query = query.where(sql<boolean>`audit.subject like ${pattern} escape '\\'`);
  }
  return query;
}

async function newestSeq(db: Db): Promise<number> {
  const newest = await db
    .selectFrom('audit')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return newest?.seq ?? 0;
}
