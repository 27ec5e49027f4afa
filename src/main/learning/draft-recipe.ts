import type { Recipe, ToolKind } from '#shared/domain/recipe.ts';
import type { Region } from '#shared/domain/region.ts';

/** Of teaching by command line and on screen: the same pictures give the same model. */
export const teachingSeed = 1;

export interface DraftOptions {
  readonly productId: string;
  readonly name: string;
  readonly number: number;
  readonly modelSha256: string;
  /** Default: `anomaly`. */
  readonly kind?: ToolKind;
  readonly trigger: Recipe['trigger'];
  /** Default: the model's automatic threshold. */
  readonly threshold?: number;
  readonly reviewThreshold?: number | null;
  readonly judgeTimeoutMs?: number;
  /** Those that the model was taught with; none: the whole picture. */
  readonly regions?: readonly Region[] | undefined;
}

const toolIds: Readonly<Record<ToolKind, string>> = { anomaly: 'surface', reference: 'reference' };
/** A megapixel is compared in a fraction of a second alone, and beside other work in more. */
const usualTimeoutMs: Readonly<Record<ToolKind, number>> = { anomaly: 2_000, reference: 5_000 };

/** The recipe a freshly taught product begins with: one view, one tool. */
export function draftRecipe(options: DraftOptions): Recipe {
  const { productId, name, number, modelSha256, trigger, kind = 'anomaly' } = options;
  const { threshold = 0.5, reviewThreshold = null, judgeTimeoutMs = usualTimeoutMs[kind], regions = [] } = options;
  return {
    schema: 1,
    productId,
    number,
    name,
    views: [
      {
        id: 'view-1',
        tools: [
          {
            id: toolIds[kind],
            kind,
            modelSha256,
            threshold,
            reviewThreshold,
            minDefectAreaPx: 0,
            ...(regions.length === 0 ? {} : { regions: [...regions] }),
          },
        ],
      },
    ],
    trigger,
    limits: { frameAgeMs: 1_000, frameTimeoutMs: 2_000, judgeTimeoutMs },
    pictures: { passes: 'jpeg', jpegQuality: 85, crops: true, retentionDays: 90 },
  };
}

/** The next version of a product with another model: trigger, limits (but a slower method's) and what is kept of pictures stay. */
export function retaughtRecipe(
  before: Recipe,
  next: Pick<DraftOptions, 'name' | 'number' | 'modelSha256' | 'regions'> & {
    readonly kind: ToolKind;
    readonly threshold: number;
    readonly reviewThreshold: number | null;
  },
): Recipe {
  const { name, number, kind, regions = [], ...model } = next;
  const [view, ...views] = before.views;
  const [tool, ...tools] = view?.tools ?? [];
  // A recipe has a view and a tool: its schema says so.
  if (view === undefined || tool === undefined) throw new RangeError('a recipe without a tool');
  // Regions belong to the model: those of the one before go with it.
  const { regions: _former, ...kept } = tool;
  const same = kind === tool.kind;
  const retaught = {
    ...{ ...kept, ...model, kind, id: same ? tool.id : toolIds[kind] },
    ...(regions.length === 0 ? {} : { regions: [...regions] }),
  };
  const judgeTimeoutMs = Math.max(before.limits.judgeTimeoutMs, same ? 0 : usualTimeoutMs[kind]);
  const limits = { ...before.limits, judgeTimeoutMs };
  return { ...before, name, number, limits, views: [{ ...view, tools: [retaught, ...tools] }, ...views] };
}
