import { isConsistent, type Rejudgement, rejudgedVerdictSchema, rejudgementReasonSchema } from '#shared/domain/rejudgement.ts';
import { addAudit } from './audit.ts';
import { appendToChain } from './chain.ts';
import { RecordsError } from './errors.ts';
import { payloadOf } from './payload.ts';
import type { Store } from './store.ts';
import type { NewRejudgement } from './types.ts';

/**
 * Adds what a person said of a part, chained and audited. The verdict of the station stays as it is.
 * @throws RecordsError NOT_FOUND for no such part; INVALID for a reason that contradicts the two verdicts
 */
export async function rejudge(store: Store, partId: string, given: NewRejudgement): Promise<Rejudgement> {
  const verdict = rejudgedVerdictSchema.parse(given.verdict);
  const reason = rejudgementReasonSchema.parse(given.reason);
  return store.write(async (writing) => {
    const { db, now, bootId } = writing;
    const part = await db.selectFrom('part').select(['number', 'verdict']).where('id', '=', partId).executeTakeFirst();
    if (part === undefined) throw new RecordsError('NOT_FOUND', `There is no part ${partId}.`);
    if (!isConsistent(part.verdict, { verdict, reason })) {
      throw new RecordsError('INVALID', `The reason ${reason} does not fit: judged ${part.verdict}, re-judged ${verdict}.`);
    }
    await appendToChain(db, {
      kind: 'rejudgement',
      subject: partId,
      async write(seq) {
        await db
          .insertInto('rejudgement')
          .values({
            part_number: part.number,
            verdict,
            reason,
            comment: given.comment,
            actor: given.actor,
            at_utc: now.atUtc,
            mono_ns: now.monoNs,
            boot_id: bootId,
            chain_seq: seq,
          })
          .execute();
        return payloadOf(db, 'rejudgement', seq);
      },
    });
    await addAudit(writing, {
      actor: given.actor,
      action: 'part.rejudged',
      subject: partId,
      detail: { number: part.number, original: part.verdict, verdict, reason },
    });
    return { verdict, reason, comment: given.comment, by: given.actor, atUtc: now.atUtc };
  });
}
