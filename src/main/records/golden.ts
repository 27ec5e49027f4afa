import { type GoldenSample, goldenSetSchema } from '#shared/domain/golden-sample.ts';
import { addAudit } from './audit.ts';
import { canonicalJson } from './canonical.ts';
import { appendToChain } from './chain.ts';
import { payloadOf } from './payload.ts';
import type { Db } from './schema.ts';
import type { Store, Writing } from './store.ts';

/** The golden samples that a version of a product is held against; none where nobody ever gave any. */
export function readGolden({ reader }: Store, productId: string, version?: number): Promise<GoldenSample[]> {
  return goldenOf(reader, productId, version);
}

async function goldenOf(db: Db, productId: string, version?: number): Promise<GoldenSample[]> {
  let query = db.selectFrom('golden_set').select('document').where('product_id', '=', productId);
  if (version !== undefined) query = query.where('version', '<=', version);
  const row = await query.orderBy('version', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? [] : goldenSetSchema.parse(JSON.parse(row.document));
}

/** Adds a set to a version, chained and audited, in the caller's transaction; nothing where it is the one that holds already. */
export async function putGolden(
  writing: Writing,
  set: { productId: string; name: string; version: number; samples: readonly GoldenSample[]; actor: string },
): Promise<void> {
  const { db, now, bootId } = writing;
  const { productId, version, actor } = set;
  const samples = goldenSetSchema.parse(set.samples);
  const document = canonicalJson(samples);
  if (document === canonicalJson(await goldenOf(db, productId, version))) return;
  const subject = `${productId}@${version}`;
  await appendToChain(db, {
    kind: 'golden',
    subject,
    async write(seq) {
      await db
        .insertInto('golden_set')
        .values({
          product_id: productId,
          version,
          document,
          actor,
          at_utc: now.atUtc,
          mono_ns: now.monoNs,
          boot_id: bootId,
          chain_seq: seq,
        })
        .execute();
      return payloadOf(db, 'golden', seq);
    },
  });
  await addAudit(writing, { actor, action: 'golden.changed', subject, detail: { name: set.name, samples: samples.length } });
}
