import { describe, expect, it } from 'vitest';
import { editRecipe } from '#shared/domain/recipe-edit.ts';
import { recipeSchema } from '#shared/domain/recipe.ts';
import { editOf, formOf, numberOf } from './recipe-form.ts';

const recipe = recipeSchema.parse({
  schema: 1,
  productId: 'flange',
  number: 7,
  name: 'Flange',
  views: [{ id: 'top', tools: [{ id: 'surface', kind: 'anomaly', modelSha256: 'a'.repeat(64), threshold: 0.5 }] }],
  trigger: { mode: 'free', periodMs: 900 },
  limits: {},
  pictures: {},
});
const form = formOf(recipe);

describe('the form of a recipe', () => {
  it('asks for nothing while nobody typed', () => {
    expect(editRecipe(recipe, editOf(form) ?? {})).toEqual({ recipe });
    const triggered = { ...recipe, trigger: { mode: 'software' as const } };
    expect(editRecipe(triggered, editOf(formOf(triggered)) ?? {})).toEqual({ recipe: triggered });
  });

  it('asks for what was typed, also a review threshold that was taken away', () => {
    const typed = editOf({
      ...form,
      name: ' Flange 40 ',
      triggerMode: 'software',
      tools: [{ id: 'surface', threshold: '0.62', reviewThreshold: null, minDefectAreaPx: 12 }],
    });
    expect(typed).toMatchObject({
      name: 'Flange 40',
      trigger: { mode: 'software' },
      tools: [{ id: 'surface', threshold: 0.62, reviewThreshold: null, minDefectAreaPx: 12 }],
    });
  });

  it.each([
    ['an emptied field', { number: '' }],
    ['a number that is only begun', { periodMs: '-' }],
    ['a number that a recipe cannot hold', { jpegQuality: 20 }],
    ['a name of nothing', { name: '  ' }],
  ])('asks for nothing with %s', (_what, change) => {
    expect(editOf({ ...form, ...change })).toBeNull();
  });

  it('never takes an emptied field for zero', () => {
    expect(numberOf('')).toBeNaN();
    expect(numberOf(' ')).toBeNaN();
    expect(numberOf('0.')).toBe(0);
  });
});
