import { apiPrefix } from '#shared/contract/index.ts';
import { PasslineError } from '#shared/contract/errors.ts';
import type { Product } from '#shared/contract/products.ts';
import type { StoredRecipe } from '#shared/domain/recipe.ts';
import type { Products } from '../api/index.ts';
import type { Inspection } from '../inspection/index.ts';
import { createTurn } from '../inspection/in-turn.ts';
import type { GoldenStore } from '../learning/golden-store.ts';
import type { Records } from '../records/types.ts';
import type { LineSettingsStore } from './line-settings.ts';
import type { ModelStore } from './model-store.ts';
import type { ProductCatalogue } from './product-catalogue.ts';

export interface ProductsDeps {
  readonly inspection: Pick<Inspection, 'setRecipe' | 'snapshot'>;
  readonly records: Pick<
    Records,
    'recipes' | 'recipe' | 'recipeVersions' | 'retiredProducts' | 'setRetired' | 'golden' | 'goodPartOf' | 'audit'
  >;
  readonly settings: LineSettingsStore;
  readonly models: Pick<ModelStore, 'card'>;
  readonly golden: Pick<GoldenStore, 'show'>;
  readonly catalogue: ProductCatalogue;
  readonly changed: () => void;
}

export interface StationProducts extends Products {
  /** Imports the demo's package, puts it on the line and remembers that this product is the demo. */
  importDemo(path: string): Promise<void>;
}

/** Products are recipes: the newest version of each, and which of them is on the line. */
export function createProducts(deps: ProductsDeps): StationProducts {
  const { inspection, records, settings, models, catalogue } = deps;
  // whether a product may be retired depends on what is on the line: one such act after the other
  const turn = createTurn();
  const exporting = createTurn();

  const lineVersion = (id: string): number | null => {
    const { productId, recipeVersion } = settings.current();
    if (productId !== id) return null;
    const { recipe } = inspection.snapshot();
    return recipe?.recipe.productId === id ? recipe.version : recipeVersion;
  };

  const describe = async (stored: StoredRecipe, retired: readonly string[]): Promise<Product> => {
    const { recipe } = stored;
    const id = recipe.productId;
    const tool = recipe.views[0]?.tools[0];
    const modelSha256 = tool?.modelSha256 ?? '';
    const versions = await records.recipeVersions(id);
    const first = versions.findLast((one) => one.recipe.views[0]?.tools[0]?.modelSha256 === modelSha256) ?? stored;
    const { createdAtUtc: taught } = await models.card(modelSha256);
    return {
      id,
      number: recipe.number,
      name: recipe.name,
      version: stored.version,
      active: settings.current().productId === id,
      lineVersion: lineVersion(id),
      demo: settings.current().demoProductId === id,
      retired: retired.includes(id),
      threshold: tool?.threshold ?? Number.NaN,
      reviewThreshold: tool?.reviewThreshold ?? null,
      modelSha256,
      taughtAtUtc: typeof taught === 'string' ? taught : null,
      modelSinceUtc: first.createdAtUtc,
      modelBy: first.createdBy,
      createdAtUtc: stored.createdAtUtc,
      createdBy: stored.createdBy,
      pictureUrl: `${apiPrefix}/products/${encodeURIComponent(id)}/picture`,
    };
  };
  const productOf = async (stored: StoredRecipe): Promise<Product> => describe(stored, await records.retiredProducts());

  const newestOf = async (id: string): Promise<StoredRecipe> => {
    const stored = await records.recipe(id);
    if (stored === null) throw new PasslineError('NOT_FOUND');
    return stored;
  };

  const told = async (work: () => Promise<StoredRecipe>): Promise<Product> => {
    const stored = await turn(work);
    deps.changed();
    return productOf(stored);
  };

  const select = async (id: string, actor: string): Promise<StoredRecipe> => {
    const stored = await newestOf(id);
    if ((await records.retiredProducts()).includes(id)) throw new PasslineError('PRODUCT_RETIRED');
    await inspection.setRecipe(stored);
    await settings.change({ productId: id, recipeVersion: stored.version });
    const { name } = stored.recipe;
    await records.audit({ actor, action: 'product.selected', subject: name, detail: { productId: id, version: stored.version } });
    return stored;
  };

  const setRetired = async (id: string, retired: boolean, by: { comment: string | null; actor: string }) => {
    const stored = await newestOf(id);
    if (retired && settings.current().productId === id) throw new PasslineError('PRODUCT_ACTIVE');
    await records.setRetired(id, { retired, ...by });
    return stored;
  };

  return {
    async list({ retired }) {
      const hidden = await records.retiredProducts();
      const shown = (await records.recipes()).filter(({ recipe }) => retired || !hidden.includes(recipe.productId));
      return Promise.all(shown.map((stored) => describe(stored, hidden)));
    },
    async get(id, version) {
      const stored = await records.recipe(id, version ?? undefined);
      if (stored === null) return null;
      const product = await productOf(await newestOf(id));
      const { modelSha256 = '' } = stored.recipe.views[0]?.tools[0] ?? {};
      const golden = await records.golden(id, stored.version);
      return { product, recipe: stored.recipe, golden, model: await models.card(modelSha256) };
    },
    versions: (id) => catalogue.versions(id),
    async picture(id) {
      const good = (await records.golden(id)).find(({ expected }) => expected === 'pass');
      const shown = good === undefined ? null : await deps.golden.show(good.sha256);
      if (good !== undefined && shown !== null) return { kind: 'file', ...shown, etag: good.sha256 };
      const partId = await records.goodPartOf(id);
      return partId === null ? null : { kind: 'part', partId };
    },
    select: (id, actor) => told(() => select(id, actor)),
    save: (id, edit, actor) => told(() => catalogue.save(id, edit, actor)),
    restore: (id, from, actor) => told(() => catalogue.restore(id, from, actor)),
    duplicate: (id, copy, actor) => told(() => catalogue.duplicate(id, copy, actor)),
    retire: (id, by) => told(() => setRetired(id, true, by)),
    bringBack: (id, by) => told(() => setRetired(id, false, by)),
    importPackage: (path, by) => told(() => catalogue.importPackage(path, by)),
    // a package is made in memory: one at a time
    exportPackage: (id, version, actor) => exporting(() => catalogue.exportPackage(id, version, actor)),
    async importDemo(path) {
      await told(async () => {
        const stored = await catalogue.importTrusted(path);
        const { productId } = stored.recipe;
        await settings.change({ demoProductId: productId });
        return select(productId, 'system');
      });
    },
  };
}
