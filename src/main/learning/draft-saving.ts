import { basename, join } from 'node:path';
import { PasslineError } from '#shared/contract/errors.ts';
import type { Product } from '#shared/contract/products.ts';
import { highestThreshold } from '#shared/contract/draft.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import { judgeScore } from '#shared/domain/verdict.ts';
import { uuidv7 } from '../records/index.ts';
import type { RecipeBy, Records } from '../records/types.ts';
import { picturesToTeach, referenceOf, type StoredDraft } from './draft-document.ts';
import { draftRecipe, retaughtRecipe } from './draft-recipe.ts';
import type { DraftStore } from './draft-store.ts';
import type { JudgeByDraft } from './draft-trying.ts';
import { chooseGolden } from './golden-samples.ts';
import type { GoldenPicture } from './package.ts';

export interface SaveRequest {
  readonly name: string;
  /** What a PLC selects it by; absent: kept, or the next free one. */
  readonly number?: number | undefined;
  readonly threshold: number;
  readonly reviewThreshold: number | null;
  readonly comment: string;
  /** Change over to it. */
  readonly select: boolean;
}

/** Puts a taught model and its recipe into the station: proved by its self-test first, nothing has changed where that fails. */
export type Publish = (
  recipe: Recipe,
  modelPath: string,
  by: Pick<RecipeBy, 'actor' | 'comment' | 'number'> & {
    /** Golden samples; none: those of the version before stay. */
    readonly golden: readonly GoldenPicture[];
  },
) => Promise<Product>;

/**
 * Saves what was taught as a new recipe version: of the draft's product, or of a new one. Fails with NOT_TAUGHT, BAD_REQUEST
 * (a threshold that makes no sense), NUMBER_TAKEN.
 */
export function createDraftSaving(options: {
  readonly store: DraftStore;
  readonly records: Pick<Records, 'recipe' | 'golden' | 'audit'>;
  readonly judge: JudgeByDraft;
  readonly publish: Publish;
  /** Changes over to a product. */
  readonly select: (productId: string, actor: string) => Promise<Product>;
}) {
  const { store, records, judge, publish } = options;

  /** A product that has golden samples keeps them: they are what its new model must judge right, too. */
  const goldenFor = async (draft: StoredDraft, folder: string, recipe: Recipe): Promise<GoldenPicture[]> => {
    if (draft.productId !== null && (await records.golden(draft.productId)).length > 0) return [];
    const candidates = (label: 'good' | 'bad') =>
      picturesToTeach(draft, label).map(({ id, name }) => ({ path: join(folder, id), name: basename(name) }));
    const [tool] = recipe.views[0]?.tools ?? [];
    if (tool === undefined) return [];
    const good = candidates('good');
    const reference = referenceOf(draft);
    // Without other good pictures the reference is the one that has to pass.
    if (good.length === 0 && reference !== null) good.push({ path: join(folder, reference.id), name: basename(reference.name) });
    return chooseGolden({ good, bad: candidates('bad') }, async (path) => {
      const { tools, failure } = await judge(draft.id, path, tool.threshold);
      const score = failure === null ? (tools[0]?.score ?? Number.NaN) : Number.NaN;
      return { verdict: judgeScore(score, tool), score };
    });
  };

  return async (id: string, request: SaveRequest, actor: string): Promise<Product> => {
    const { name, threshold, reviewThreshold, comment } = request;
    const draft = store.get(id);
    const place = store.place(id);
    if (draft === null || place === null) throw new PasslineError('NOT_FOUND');
    if (draft.taught === null) throw new PasslineError('NOT_TAUGHT');
    requireSensible(threshold, reviewThreshold);
    const { modelSha256, method: kind, regions, good, bad } = draft.taught;
    const before = draft.productId === null ? null : ((await records.recipe(draft.productId))?.recipe ?? null);
    if (draft.productId !== null && before === null) throw new PasslineError('NOT_FOUND', 'There is no such product (any more).');
    const number = request.number ?? before?.number ?? 1;
    const next = { name, number, modelSha256, kind, threshold, reviewThreshold, regions };
    const recipe =
      before === null
        ? draftRecipe({ ...next, productId: uuidv7(), trigger: { mode: 'free', periodMs: 1_000 } })
        : retaughtRecipe(before, next);
    const model = join(place.models, `${modelSha256}.model`);
    const golden = await goldenFor(draft, place.pictures, recipe);
    const by = { actor, comment: comment || 'Taught', golden };
    const product = await publish(recipe, model, { ...by, ...numbering(request.number, before) });
    const { id: productId, version } = product;
    await store.change(id, (now) => ({ ...now, name, productId, savedAs: { productId, version } }));
    const detail = { productId, version, modelSha256, threshold, reviewThreshold, good, bad };
    await records.audit({ actor, action: 'teaching.saved', subject: id, detail });
    // Last: what is saved is saved, whether the line can change over to it now or not.
    return request.select ? options.select(productId, actor) : product;
  };
}

/** A number that somebody asks for has to be free; that of a product which keeps it is settled; a new product takes the next. */
function numbering(wanted: number | undefined, before: Recipe | null): Pick<RecipeBy, 'number'> {
  if (wanted !== undefined && wanted !== before?.number) return { number: 'unique' };
  return before === null ? { number: 'next-free' } : {};
}

function requireSensible(threshold: number, reviewThreshold: number | null): void {
  if (!(threshold > 0 && threshold <= highestThreshold))
    throw new PasslineError('BAD_REQUEST', `threshold: from above 0 to ${highestThreshold} on the score scale.`);
  if (reviewThreshold !== null && !(reviewThreshold > 0 && reviewThreshold < threshold))
    throw new PasslineError('BAD_REQUEST', 'reviewThreshold: above 0 and below the threshold.');
}
