import { PasslineError } from '#shared/contract/errors.ts';
import type { Product } from '#shared/contract/products.ts';
import type { Recipe, StoredRecipe } from '#shared/domain/recipe.ts';
import type { Products } from '../api/index.ts';
import type { Inspection } from '../inspection/index.ts';
import type { Records } from '../records/types.ts';
import type { LineSettingsStore } from './line-settings.ts';
import type { ModelStore } from './model-store.ts';

export interface ProductsDeps {
  readonly inspection: Inspection;
  readonly records: Pick<Records, 'recipes' | 'recipe' | 'putRecipe' | 'audit'>;
  readonly settings: LineSettingsStore;
  readonly models: Pick<ModelStore, 'card' | 'install' | 'installTrusted'>;
  readonly changed: () => void;
}

export interface StationProducts extends Products {
  /** Imports the demo's package, puts it on the line and remembers that this product is the demo. */
  importDemo(path: string): Promise<void>;
}

/** Products are recipes: the newest version of each, and which of them is on the line. */
export function createProducts(deps: ProductsDeps): StationProducts {
  const { inspection, records, settings, models } = deps;

  const productOf = (stored: StoredRecipe): Product => {
    const { recipe } = stored;
    const tool = recipe.views[0]?.tools[0];
    return {
      id: recipe.productId,
      number: recipe.number,
      name: recipe.name,
      version: stored.version,
      active: settings.current().productId === recipe.productId,
      demo: settings.current().demoProductId === recipe.productId,
      threshold: tool?.threshold ?? Number.NaN,
      modelSha256: tool?.modelSha256 ?? '',
      createdAtUtc: stored.createdAtUtc,
      createdBy: stored.createdBy,
    };
  };

  const keep = async (recipe: Recipe, actor: string): Promise<StoredRecipe> => {
    const stored = await records.putRecipe(await withFreeNumber(recipe, records), { actor, comment: 'imported' });
    deps.changed();
    return stored;
  };

  const select = async (id: string, actor: string): Promise<StoredRecipe> => {
    const stored = await records.recipe(id);
    if (stored === null) throw new PasslineError('NOT_FOUND');
    await inspection.setRecipe(stored);
    await settings.change({ productId: id });
    const { name } = stored.recipe;
    await records.audit({ actor, action: 'product.selected', subject: name, detail: { productId: id, version: stored.version } });
    deps.changed();
    return stored;
  };

  return {
    list: async () => (await records.recipes()).map(productOf),
    async get(id) {
      const stored = await records.recipe(id);
      if (stored === null) return null;
      const product = productOf(stored);
      return { product, recipe: stored.recipe, model: await models.card(product.modelSha256) };
    },
    select: async (id, actor) => productOf(await select(id, actor)),
    importPackage: async (path, actor) => productOf(await keep((await models.install(path)).recipe, actor)),
    async importDemo(path) {
      const stored = await keep((await models.installTrusted(path)).recipe, 'system');
      await settings.change({ demoProductId: stored.recipe.productId });
      await select(stored.recipe.productId, 'system');
    },
  };
}

/** A PLC selects products by number: one that another product has already is replaced by the next free one. */
async function withFreeNumber(recipe: Recipe, records: ProductsDeps['records']): Promise<Recipe> {
  const others = (await records.recipes())
    .map((stored) => stored.recipe)
    .filter(({ productId }) => productId !== recipe.productId);
  const taken = new Set(others.map(({ number }) => number));
  let number = recipe.number;
  while (taken.has(number)) number = (number % 9_999) + 1;
  return { ...recipe, number };
}
