import type { Recipe } from '#shared/domain/recipe.ts';

export interface DraftOptions {
  readonly productId: string;
  readonly name: string;
  readonly number: number;
  readonly modelSha256: string;
  readonly trigger: Recipe['trigger'];
}

/** The recipe a freshly taught product begins with: one view, one tool at the model's automatic threshold. */
export function draftRecipe({ productId, name, number, modelSha256, trigger }: DraftOptions): Recipe {
  return {
    schema: 1,
    productId,
    number,
    name,
    views: [
      {
        id: 'view-1',
        tools: [{ id: 'surface', kind: 'anomaly', modelSha256, threshold: 0.5, reviewThreshold: null, minDefectAreaPx: 0 }],
      },
    ],
    trigger,
    limits: { frameAgeMs: 1_000, frameTimeoutMs: 2_000, judgeTimeoutMs: 2_000 },
    pictures: { passes: 'jpeg', jpegQuality: 85, crops: true, retentionDays: 90 },
  };
}
