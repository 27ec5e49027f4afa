import type { Selectable } from 'kysely';
import { type Recipe, recipeSchema, type StoredRecipe } from '#shared/domain/recipe.ts';
import { addAudit } from './audit.ts';
import { canonicalJson, sha256 } from './canonical.ts';
import { appendToChain } from './chain.ts';
import { payloadOf } from './payload.ts';
import { RecordsError } from './errors.ts';
import { putGolden } from './golden.ts';
import type { Db, RecipeTable } from './schema.ts';
import type { Store, Writing } from './store.ts';
import type { RecipeBy } from './types.ts';

const columns = ['product_id', 'version', 'sha256', 'document', 'created_at_utc', 'created_by', 'comment'] as const;
const greatestNumber = 9_999;
type Row = Pick<Selectable<RecipeTable>, (typeof columns)[number]>;

/**
 * Keeps a recipe as the product's next version, with the golden samples that come with it. A document equal to the newest
 * version is that version, not another. What `by` asks of numbers and predecessors is decided inside the transaction.
 * @throws RecordsError VERSION_OUTDATED, NUMBER_TAKEN
 */
export async function putRecipe(store: Store, recipe: Recipe, by: RecipeBy): Promise<StoredRecipe> {
  const parsed = recipeSchema.parse(recipe);
  const { productId } = parsed;
  return store.write(async (writing) => {
    const newest = await newestRow(writing.db, productId);
    if (by.onlyAfter !== undefined && newest?.version !== by.onlyAfter)
      throw new RecordsError('VERSION_OUTDATED', `The newest version is ${newest?.version ?? 0}, not ${by.onlyAfter}.`);
    const document = canonicalJson(await withNumber(writing.db, parsed, by.number));
    const row = newest?.sha256 === sha256(document) ? newest : await addVersion(writing, { newest, document, productId, by });
    if (by.golden !== undefined)
      await putGolden(writing, { productId, name: parsed.name, version: row.version, samples: by.golden, actor: by.actor });
    return toStored(row);
  });
}

async function addVersion(
  writing: Writing,
  { newest, document, productId, by }: { newest: Row | undefined; document: string; productId: string; by: RecipeBy },
): Promise<Row> {
  const { db, now, bootId } = writing;
  const row: Row = {
    product_id: productId,
    version: (newest?.version ?? 0) + 1,
    sha256: sha256(document),
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
    detail: { name: toStored(row).recipe.name, sha256: row.sha256, comment: by.comment },
  });
  return row;
}

/** A PLC selects products by number, retired ones too: theirs must be free when they come back. */
async function withNumber(db: Db, recipe: Recipe, wanted: RecipeBy['number']): Promise<Recipe> {
  if (wanted === undefined) return recipe;
  const others = (await newestRows(db)).map(toStored).filter((stored) => stored.recipe.productId !== recipe.productId);
  const taken = new Map(others.map((stored) => [stored.recipe.number, stored.recipe.name]));
  const owner = taken.get(recipe.number);
  if (owner === undefined) return recipe;
  if (wanted === 'unique') throw new RecordsError('NUMBER_TAKEN', `Number ${recipe.number} belongs to ${owner}.`);
  let { number } = recipe;
  for (let tries = 0; taken.has(number); tries += 1) {
    if (tries > greatestNumber) throw new RecordsError('NUMBER_TAKEN', 'Every number is taken.');
    number = (number % greatestNumber) + 1;
  }
  return { ...recipe, number };
}

/** The newest version of every product, by the number that a PLC selects it with. */
export async function listRecipes({ reader }: Store): Promise<StoredRecipe[]> {
  const stored = (await newestRows(reader)).map(toStored);
  return stored.sort((a, b) => a.recipe.number - b.recipe.number || (a.recipe.name < b.recipe.name ? -1 : 1));
}

/** Every version of a product, newest first. */
export async function listVersions({ reader }: Store, productId: string): Promise<StoredRecipe[]> {
  const rows = await reader
    .selectFrom('recipe_version')
    .select(columns)
    .where('product_id', '=', productId)
    .orderBy('version', 'desc')
    .execute();
  return rows.map(toStored);
}

/** The given version of a product, or its newest. */
export async function readRecipe({ reader }: Store, productId: string, version?: number): Promise<StoredRecipe | null> {
  const row = await newestRow(reader, productId, version);
  return row === undefined ? null : toStored(row);
}

async function newestRow(db: Db, productId: string, version?: number): Promise<Row | undefined> {
  let query = db.selectFrom('recipe_version').select(columns).where('product_id', '=', productId);
  if (version !== undefined) query = query.where('version', '=', version);
  return query.orderBy('version', 'desc').limit(1).executeTakeFirst();
}

function newestRows(db: Db): Promise<Row[]> {
  return db
    .selectFrom('recipe_version as r')
    .select(columns)
    .where('version', '=', (eb) =>
      eb
        .selectFrom('recipe_version as newest')
        .select((n) => n.fn.max('newest.version').as('version'))
        .whereRef('newest.product_id', '=', 'r.product_id'),
    )
    .execute();
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
