import type { Publish } from '../learning/draft-saving.ts';
import type { GoldenStore } from '../learning/golden-store.ts';
import type { Records } from '../records/types.ts';
import type { ModelStore } from './model-store.ts';
import type { StationProducts } from './products.ts';

/** What was taught becomes a recipe version of this station: its model proved and in the store before its recipe is. */
export function publishTaught(deps: {
  readonly models: Pick<ModelStore, 'installTaught'>;
  readonly records: Pick<Records, 'putRecipe'>;
  readonly golden: Pick<GoldenStore, 'keep'>;
  readonly products: Pick<StationProducts, 'get'>;
  readonly changed: () => void;
}): Publish {
  const { models, records, golden, products, changed } = deps;
  return async (recipe, modelPath, { golden: pictures, ...by }) => {
    await models.installTaught(recipe, modelPath);
    const samples = await golden.keep(pictures);
    await records.putRecipe(recipe, { ...by, ...(samples.length > 0 && { golden: samples }) });
    changed();
    const saved = await products.get(recipe.productId, null);
    if (saved === null) throw new Error(`product ${recipe.productId} was saved but is not in the records`);
    return saved.product;
  };
}
