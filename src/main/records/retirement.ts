import { recipeSchema } from '#shared/domain/recipe.ts';
import { addAudit } from './audit.ts';
import { appendToChain } from './chain.ts';
import { RecordsError } from './errors.ts';
import { payloadOf } from './payload.ts';
import type { Db } from './schema.ts';
import type { Store } from './store.ts';
import type { Retirement } from './types.ts';

/**
 * Retires a product or brings it back, chained and audited. Asked for what it is already, nothing is written.
 * @throws RecordsError NOT_FOUND for no such product
 */
export async function setRetired(store: Store, productId: string, given: Retirement): Promise<void> {
  const { retired, comment, actor } = given;
  await store.write(async (writing) => {
    const { db, now, bootId } = writing;
    const newest = await db
      .selectFrom('recipe_version')
      .select(['version', 'document'])
      .where('product_id', '=', productId)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (newest === undefined) throw new RecordsError('NOT_FOUND', `There is no product ${productId}.`);
    if ((await retiredIn(db)).includes(productId) === retired) return;
    await appendToChain(db, {
      kind: 'retirement',
      subject: productId,
      async write(seq) {
        await db
          .insertInto('retirement')
          .values({
            product_id: productId,
            retired: retired ? 1 : 0,
            comment,
            actor,
            at_utc: now.atUtc,
            mono_ns: now.monoNs,
            boot_id: bootId,
            chain_seq: seq,
          })
          .execute();
        return payloadOf(db, 'retirement', seq);
      },
    });
    const action = retired ? 'product.retired' : 'product.brought_back';
    const { name } = recipeSchema.parse(JSON.parse(newest.document));
    await addAudit(writing, { actor, action, subject: productId, detail: { name, version: newest.version, comment } });
  });
}

/** Ids of the products that are retired now. */
export function retiredProducts({ reader }: Store): Promise<string[]> {
  return retiredIn(reader);
}

async function retiredIn(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('retirement as r')
    .select(['product_id', 'retired'])
    .where('id', '=', (eb) =>
      eb
        .selectFrom('retirement as newest')
        .select((n) => n.fn.max('newest.id').as('id'))
        .whereRef('newest.product_id', '=', 'r.product_id'),
    )
    .execute();
  return rows.filter(({ retired }) => retired === 1).map(({ product_id }) => product_id);
}
