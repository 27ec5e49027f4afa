import type { Selectable } from 'kysely';
import { type Recipe, recipeSchema, type StoredRecipe } from '#shared/domain/recipe.ts';
import { addAudit } from './audit.ts';
import { canonicalJson, sha256 } from './canonical.ts';
import { appendToChain } from './chain.ts';
import { payloadOf } from './payload.ts';
import type { RecipeTable } from './schema.ts';
import type { Store } from './store.ts';

const columns = ['product_id', 'version', 'sha256', 'document', 'created_at_utc', 'created_by', 'comment'] as const;
type Row = Pick<Selectable<RecipeTable>, (typeof columns)[number]>;

/** Keeps a recipe as the product's next version. A document equal to the newest version is that version, not another. */
export async function putRecipe(store: Store, recipe: Recipe, by: { actor: string; comment: string }): Promise<StoredRecipe> {
  const document = canonicalJson(recipeSchema.parse(recipe));
  const hash = sha256(document);
  const productId = recipe.productId;
  return store.write(async (writing) => {
    const { db, now, bootId } = writing;
    const newest = await db
      .selectFrom('recipe_version')
      .select(columns)
      .where('product_id', '=', productId)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (newest?.sha256 === hash) return toStored(newest);
    const row: Row = {
      product_id: productId,
      version: (newest?.version ?? 0) + 1,
      sha256: hash,
      document,
      created_at_utc: now.atUtc,
      created_by: by.actor,
      comment: by.comment,
    };
    const subject = `${productId}@${row.version}`;
    await appendToChain(db, {
      kind: 'recipe',
      subject,
      async write(seq) {
        await db
          .insertInto('recipe_version')
          .values({ ...row, mono_ns: now.monoNs, boot_id: bootId, chain_seq: seq })
          .execute();
        return payloadOf(db, 'recipe', seq);
      },
    });
    await addAudit(writing, {
      actor: by.actor,
      action: 'recipe.saved',
      subject,
      detail: { name: recipe.name, sha256: hash, comment: by.comment },
    });
    return toStored(row);
  });
}

/** The newest version of every product, by the number that a PLC selects it with. */
export async function listRecipes({ reader }: Store): Promise<StoredRecipe[]> {
  const rows = await reader
    .selectFrom('recipe_version as r')
    .select(columns)
    .where('version', '=', (eb) =>
      eb
        .selectFrom('recipe_version as newest')
        .select((n) => n.fn.max('newest.version').as('version'))
        .whereRef('newest.product_id', '=', 'r.product_id'),
    )
    .execute();
  return rows.map(toStored).sort((a, b) => a.recipe.number - b.recipe.number || (a.recipe.name < b.recipe.name ? -1 : 1));
}

/** The given version of a product, or its newest. */
export async function readRecipe({ reader }: Store, productId: string, version?: number): Promise<StoredRecipe | null> {
  let query = reader.selectFrom('recipe_version').select(columns).where('product_id', '=', productId);
  if (version !== undefined) query = query.where('version', '=', version);
  const row = await query.orderBy('version', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? null : toStored(row);
}

function toStored(row: Row): StoredRecipe {
  return {
    recipe: recipeSchema.parse(JSON.parse(row.document)),
    version: row.version,
    sha256: row.sha256,
    createdAtUtc: row.created_at_utc,
    createdBy: row.created_by,
    comment: row.comment,
  };
}
