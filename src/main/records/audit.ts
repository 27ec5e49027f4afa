import { canonicalJson } from './canonical.ts';
import { appendToChain } from './chain.ts';
import { payloadOf } from './payload.ts';
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

/** Newest first; `before` is the last `seq` of the page before. */
export async function auditTrail(
  { reader }: Store,
  page: { before: number | null; limit: number },
): Promise<(AuditEntry & { seq: number })[]> {
  const rows = await reader
    .selectFrom('audit')
    .select(['seq', 'at_utc', 'actor', 'action', 'subject', 'detail'])
    .where('seq', '<', page.before ?? Number.MAX_SAFE_INTEGER)
    .orderBy('seq', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map(({ at_utc, detail, ...row }) => ({ ...row, atUtc: at_utc, detail: JSON.parse(detail) }));
}
