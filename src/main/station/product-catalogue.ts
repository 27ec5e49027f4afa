import { PasslineError } from '#shared/contract/errors.ts';
import type { ProductVersion } from '#shared/contract/products.ts';
import type { Recipe, StoredRecipe } from '#shared/domain/recipe.ts';
import { recipeChanges } from '#shared/domain/recipe-changes.ts';
import { editRecipe, type RecipeEdit } from '#shared/domain/recipe-edit.ts';
import type { GoldenStore } from '../learning/golden-store.ts';
import { packProduct } from '../learning/package.ts';
import { uuidv7 } from '../records/index.ts';
import type { Records } from '../records/types.ts';
import type { ModelStore } from './model-store.ts';
import { version as passlineVersion } from './version.ts';

export interface CatalogueDeps {
  readonly records: Pick<
    Records,
    'recipe' | 'recipeVersions' | 'putRecipe' | 'golden' | 'retiredProducts' | 'setRetired' | 'audit'
  >;
  readonly models: Pick<ModelStore, 'pathsOf' | 'bytes' | 'install' | 'installTrusted'>;
  readonly golden: Pick<GoldenStore, 'keep' | 'read'>;
}

/**
 * Products as documents: versions of recipes with their golden samples and models, apart from any line. Every change is a
 * new version, chained and audited by the records. All fail with PasslineError or RecordsError; NOT_FOUND for what is not there.
 */
export interface ProductCatalogue {
  versions(id: string): Promise<ProductVersion[]>;
  save(id: string, edit: { basedOn: number; change: RecipeEdit; comment: string }, actor: string): Promise<StoredRecipe>;
  restore(id: string, from: { version: number; comment: string | null }, actor: string): Promise<StoredRecipe>;
  duplicate(id: string, copy: { name: string; comment: string | null }, actor: string): Promise<StoredRecipe>;
  /** PACKAGE_INVALID, and nothing has changed. A retired product comes back. */
  importPackage(path: string, by: { comment: string | null; actor: string }): Promise<StoredRecipe>;
  /** Of a package that came with this Passline. */
  importTrusted(path: string): Promise<StoredRecipe>;
  exportPackage(
    id: string,
    version: number | null,
    actor: string,
  ): Promise<{ readonly stored: StoredRecipe; readonly bytes: Uint8Array }>;
}

export function createProductCatalogue({ records, models, golden }: CatalogueDeps): ProductCatalogue {
  const recipeOf = async (id: string, version?: number): Promise<StoredRecipe> => {
    const stored = await records.recipe(id, version);
    if (stored === null) throw new PasslineError('NOT_FOUND', 'There is no such product or version.');
    return stored;
  };

  const keep = async (
    product: Awaited<ReturnType<ModelStore['install']>>,
    by: { comment: string | null; actor: string },
  ): Promise<StoredRecipe> => {
    const samples = await golden.keep(product.golden);
    const { productId } = product.recipe;
    const stored = await records.putRecipe(product.recipe, {
      actor: by.actor,
      comment: by.comment ?? 'Imported',
      number: 'next-free',
      // a package without golden samples says nothing of those that are here
      ...(samples.length > 0 && { golden: samples }),
    });
    if ((await records.retiredProducts()).includes(productId))
      await records.setRetired(productId, { retired: false, comment: 'Imported again', actor: by.actor });
    return stored;
  };

  return {
    async versions(id) {
      const stored = await records.recipeVersions(id);
      if (stored.length === 0) throw new PasslineError('NOT_FOUND');
      return Promise.all(
        stored.map(async (one, index): Promise<ProductVersion> => {
          const before = stored[index + 1];
          return {
            ...one,
            changes: before === undefined ? null : recipeChanges(before.recipe, one.recipe),
            golden: (await records.golden(id, one.version)).length,
          };
        }),
      );
    },
    async save(id, { basedOn, change, comment }, actor) {
      const { recipe } = await recipeOf(id, basedOn);
      const edited = editRecipe(recipe, change);
      if ('problem' in edited) throw new PasslineError('BAD_REQUEST', edited.problem);
      return records.putRecipe(edited.recipe, { actor, comment, onlyAfter: basedOn, ...unique(recipe, edited.recipe) });
    },
    async restore(id, { version, comment }, actor) {
      const [old, newest] = [await recipeOf(id, version), await recipeOf(id)];
      requireModels(old.recipe, models);
      return records.putRecipe(old.recipe, {
        actor,
        comment: comment ?? `Version ${version} restored`,
        golden: await records.golden(id, version),
        ...unique(newest.recipe, old.recipe),
      });
    },
    async duplicate(id, { name, comment }, actor) {
      const { recipe, version } = await recipeOf(id);
      return records.putRecipe(
        { ...recipe, productId: uuidv7(), name },
        {
          actor,
          comment: comment ?? `Duplicate of ${recipe.name}, version ${version}`,
          number: 'next-free',
          golden: await records.golden(id, version),
        },
      );
    },
    importPackage: async (path, by) => keep(await models.install(path), by),
    importTrusted: async (path) => keep(await models.installTrusted(path), { comment: '', actor: 'system' }),
    async exportPackage(id, version, actor) {
      const stored = await recipeOf(id, version ?? undefined);
      requireModels(stored.recipe, models);
      const sha256 = stored.recipe.views[0]?.tools[0]?.modelSha256 ?? '';
      const samples = await records.golden(id, stored.version);
      const bytes = await packProduct({
        recipe: stored.recipe,
        // that of the version, not of today: the same version makes the same package
        createdAtUtc: stored.createdAtUtc,
        writtenBy: passlineVersion,
        model: { sha256, bytes: await models.bytes(sha256) },
        golden: await golden.read(samples),
      });
      await records.audit({
        actor,
        action: 'product.exported',
        subject: `${id}@${stored.version}`,
        detail: { name: stored.recipe.name, bytes: bytes.byteLength, golden: samples.length },
      });
      return { stored, bytes };
    },
  };
}

/** A number that stays what it is was settled before: only one that changes has to be free. */
function unique(before: Recipe, after: Recipe): { number?: 'unique' } {
  return before.number === after.number ? {} : { number: 'unique' };
}

function requireModels(recipe: Recipe, models: Pick<ModelStore, 'pathsOf'>): void {
  const here = models.pathsOf(recipe);
  const missing = recipe.views.flatMap(({ tools }) => tools).find(({ modelSha256 }) => here[modelSha256] === undefined);
  if (missing !== undefined) throw new PasslineError('NOT_FOUND', `The model of ${missing.id} is not on this station.`);
}
