import type { Publish } from '../learning/draft-saving.ts';
import type { Records } from '../records/types.ts';
import type { ModelStore } from './model-store.ts';
import type { StationProducts } from './products.ts';

/** What was taught becomes a recipe version of this station: its model proved and in the store before its recipe is. */
export function publishTaught(deps: {
  readonly models: Pick<ModelStore, 'installTaught'>;
  readonly records: Pick<Records, 'putRecipe'>;
  readonly products: Pick<StationProducts, 'get' | 'select'>;
  readonly changed: () => void;
}): Publish {
  const { models, records, products, changed } = deps;
  return async (recipe, modelPath, { select, ...by }) => {
    await models.installTaught(recipe, modelPath);
    await records.putRecipe(recipe, by);
    changed();
    if (select) return products.select(recipe.productId, by.actor);
    const saved = await products.get(recipe.productId, null);
    if (saved === null) throw new Error(`product ${recipe.productId} was saved but is not in the records`);
    return saved.product;
  };
}
