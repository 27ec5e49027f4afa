import { describe, expect, it } from 'vitest';
import { editRecipe, recipeEditSchema } from './recipe-edit.ts';
import { recipeSchema } from './recipe.ts';

const recipe = recipeSchema.parse({
  schema: 1,
  productId: 'flange',
  number: 7,
  name: 'Flange',
  views: [
    {
      id: 'top',
      tools: [
        { id: 'surface', kind: 'anomaly', modelSha256: 'a'.repeat(64), threshold: 0.5, reviewThreshold: 0.4 },
        { id: 'edge', kind: 'anomaly', modelSha256: 'a'.repeat(64), threshold: 0.7 },
      ],
    },
  ],
  trigger: { mode: 'free', periodMs: 900 },
  limits: { judgeTimeoutMs: 7_000 },
  pictures: { retentionDays: 365 },
});

const edited = (edit: unknown) => {
  const result = editRecipe(recipe, recipeEditSchema.parse(edit));
  if ('problem' in result) throw new Error(result.problem);
  return result.recipe;
};

describe('an edit of a recipe', () => {
  it('changes what it names and nothing else: no value goes back to where a new recipe begins', () => {
    const after = edited({ limits: { frameAgeMs: 500 }, pictures: { crops: false }, tools: [{ id: 'surface', threshold: 0.6 }] });
    expect(after).toEqual({
      ...recipe,
      limits: { ...recipe.limits, frameAgeMs: 500, judgeTimeoutMs: 7_000 },
      pictures: { ...recipe.pictures, crops: false, retentionDays: 365 },
      views: [{ id: 'top', tools: [{ ...recipe.views[0]?.tools[0], threshold: 0.6 }, recipe.views[0]?.tools[1]] }],
    });
    expect(edited({})).toEqual(recipe);
  });

  it('takes the review threshold away, and gives one', () => {
    const [surface, edge] = edited({
      tools: [
        { id: 'surface', reviewThreshold: null },
        { id: 'edge', reviewThreshold: 0.6 },
      ],
    }).views.flatMap(({ tools }) => tools);
    expect([surface?.reviewThreshold, edge?.reviewThreshold]).toEqual([null, 0.6]);
  });

  it.each([
    ['a review threshold that is not below the threshold', { tools: [{ id: 'surface', threshold: 0.4 }] }, 'below'],
    ['a tool that is not there', { tools: [{ id: 'nothing', threshold: 0.4 }] }, 'no tool nothing'],
  ])('is refused for %s', (_what, edit, sentence) => {
    expect(editRecipe(recipe, edit)).toEqual({ problem: expect.stringContaining(sentence) });
  });

  it.each([
    { number: 0 },
    { name: ' ' },
    { limits: { frameAgeMs: 1 } },
    { pictures: { jpegQuality: 20 } },
    { trigger: { mode: 'free' } },
    { tools: [{ id: 'surface', threshold: Number.NaN }] },
  ])('is not parsed from %j', (edit) => {
    expect(recipeEditSchema.safeParse(edit).success).toBe(false);
  });
});
