import { z } from 'zod';
import {
  limitsSchema,
  picturePolicySchema,
  type Recipe,
  recipeSchema,
  type RecipeTool,
  toolFields,
  triggerSchema,
} from './recipe.ts';

const limit = limitsSchema.shape;
const policy = picturePolicySchema.shape;
const tool = toolFields;

/** What a person may change of a recipe without teaching. What is not given stays as it is. */
export const recipeEditSchema = z.object({
  name: recipeSchema.shape.name.optional(),
  number: recipeSchema.shape.number.optional(),
  trigger: triggerSchema.optional(),
  // without their defaults: what is not named must stay, not go back to where a new recipe begins
  limits: z
    .object({
      frameAgeMs: limit.frameAgeMs.unwrap().optional(),
      frameTimeoutMs: limit.frameTimeoutMs.unwrap().optional(),
      judgeTimeoutMs: limit.judgeTimeoutMs.unwrap().optional(),
    })
    .optional(),
  pictures: z
    .object({
      passes: policy.passes.unwrap().optional(),
      jpegQuality: policy.jpegQuality.unwrap().optional(),
      crops: policy.crops.unwrap().optional(),
      retentionDays: policy.retentionDays.unwrap().optional(),
    })
    .optional(),
  tools: z
    .array(
      z.object({
        id: tool.id,
        threshold: tool.threshold.optional(),
        reviewThreshold: tool.reviewThreshold.unwrap().optional(),
        minDefectAreaPx: tool.minDefectAreaPx.unwrap().optional(),
      }),
    )
    .max(64)
    .optional(),
});
export type RecipeEdit = z.infer<typeof recipeEditSchema>;

/** The recipe with the change, or what is wrong with it as one sentence. */
export function editRecipe(recipe: Recipe, edit: RecipeEdit): { readonly recipe: Recipe } | { readonly problem: string } {
  const { tools = [], limits, pictures, name, number, trigger } = edit;
  const known = new Set(recipe.views.flatMap((view) => view.tools.map(({ id }) => id)));
  const unknown = tools.find(({ id }) => !known.has(id));
  if (unknown !== undefined) return { problem: `The recipe has no tool ${unknown.id}.` };
  const changed: Recipe = {
    ...recipe,
    ...given({ name, number, trigger }),
    limits: { ...recipe.limits, ...given(limits ?? {}) },
    pictures: { ...recipe.pictures, ...given(pictures ?? {}) },
    views: recipe.views.map((view) => ({
      ...view,
      tools: view.tools.map((one) => ({ ...one, ...given(tools.find(({ id }) => id === one.id) ?? {}) }) as RecipeTool),
    })),
  };
  const problem = thresholdProblem(changed);
  return problem === null ? { recipe: changed } : { problem };
}

function thresholdProblem(recipe: Recipe): string | null {
  const wrong = recipe.views
    .flatMap((view) => view.tools)
    .find(({ threshold, reviewThreshold }) => reviewThreshold !== null && reviewThreshold >= threshold);
  return wrong === undefined ? null : `The review threshold of ${wrong.id} must be below its threshold.`;
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function given<T extends object>(change: T): Given<T> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Given<T>;
}
