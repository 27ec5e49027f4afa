import type { Recipe } from '#shared/domain/recipe.ts';
import { type RecipeEdit, recipeEditSchema } from '#shared/domain/recipe-edit.ts';

/** What a field of a number holds while somebody types: not always a number yet. */
export type Typed = number | string;

export interface ToolForm {
  readonly id: string;
  readonly threshold: Typed;
  /** Null: only pass and fail. */
  readonly reviewThreshold: Typed | null;
  readonly minDefectAreaPx: Typed;
}

/** What of a recipe is edited, as the fields hold it. */
export interface RecipeForm {
  readonly name: string;
  readonly number: Typed;
  readonly tools: readonly ToolForm[];
  readonly triggerMode: Recipe['trigger']['mode'];
  readonly periodMs: Typed;
  readonly limits: Readonly<Record<keyof Recipe['limits'], Typed>>;
  readonly passes: Recipe['pictures']['passes'];
  readonly jpegQuality: Typed;
  readonly crops: boolean;
  readonly retentionDays: Typed;
}

/** Where a line starts that was triggered before and is to run freely. */
const firstPeriodMs = 1_000;

export function formOf(recipe: Recipe): RecipeForm {
  const { trigger, pictures } = recipe;
  return {
    name: recipe.name,
    number: recipe.number,
    tools: recipe.views.flatMap((view) =>
      view.tools.map(({ id, threshold, reviewThreshold, minDefectAreaPx }) => ({
        id,
        threshold,
        reviewThreshold,
        minDefectAreaPx,
      })),
    ),
    triggerMode: trigger.mode,
    periodMs: trigger.mode === 'free' ? trigger.periodMs : firstPeriodMs,
    limits: recipe.limits,
    passes: pictures.passes,
    jpegQuality: pictures.jpegQuality,
    crops: pictures.crops,
    retentionDays: pictures.retentionDays,
  };
}

/** A number that was typed; NaN for what is none (yet), which no schema accepts. */
export function numberOf(typed: Typed): number {
  if (typeof typed === 'number') return typed;
  return typed.trim() === '' ? Number.NaN : Number(typed);
}

/** The edit that the fields ask for; null while one of them holds nothing that a recipe can. */
export function editOf(form: RecipeForm): RecipeEdit | null {
  const { limits } = form;
  const parsed = recipeEditSchema.safeParse({
    name: form.name,
    number: numberOf(form.number),
    trigger: form.triggerMode === 'free' ? { mode: 'free', periodMs: numberOf(form.periodMs) } : { mode: form.triggerMode },
    limits: {
      frameAgeMs: numberOf(limits.frameAgeMs),
      frameTimeoutMs: numberOf(limits.frameTimeoutMs),
      judgeTimeoutMs: numberOf(limits.judgeTimeoutMs),
    },
    pictures: {
      passes: form.passes,
      jpegQuality: numberOf(form.jpegQuality),
      crops: form.crops,
      retentionDays: numberOf(form.retentionDays),
    },
    tools: form.tools.map(({ id, threshold, reviewThreshold, minDefectAreaPx }) => ({
      id,
      threshold: numberOf(threshold),
      reviewThreshold: reviewThreshold === null ? null : numberOf(reviewThreshold),
      minDefectAreaPx: numberOf(minDefectAreaPx),
    })),
  });
  return parsed.success ? parsed.data : null;
}
