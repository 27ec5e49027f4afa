import { describe, expect, it } from 'vitest';
import { recipeChanges } from './recipe-changes.ts';
import { type Recipe, recipeSchema } from './recipe.ts';

const recipe: Recipe = recipeSchema.parse({
  schema: 1,
  productId: 'flange',
  number: 7,
  name: 'Flange',
  views: [{ id: 'top', tools: [{ id: 'surface', kind: 'anomaly', modelSha256: 'a'.repeat(64), threshold: 0.5 }] }],
  trigger: { mode: 'free', periodMs: 900 },
  limits: {},
  pictures: {},
});

/** The recipe with one thing changed in place. */
function changed(change: (draft: Recipe) => void): Recipe {
  const draft = structuredClone(recipe);
  change(draft);
  return draft;
}
const tool = (draft: Recipe) => {
  const found = draft.views[0]?.tools[0];
  if (found === undefined) throw new Error('no tool');
  return found;
};
const short = (after: Recipe) => recipeChanges(recipe, after).map(({ field, before, after: to }) => [field, before, to]);

describe('what changed between two versions of a recipe', () => {
  it('is nothing between equal ones, in whatever order they were written', () => {
    expect(recipeChanges(recipe, Object.fromEntries(Object.entries(recipe).toReversed()) as Recipe)).toEqual([]);
  });

  it('names the field, its tool, and both values', () => {
    const after = changed((draft) => {
      tool(draft).threshold = 0.62;
      tool(draft).reviewThreshold = 0.45;
      draft.name = 'Flange PL-40';
    });
    expect(recipeChanges(recipe, after)).toEqual([
      { field: 'name', path: 'name', toolId: null, before: 'Flange', after: 'Flange PL-40' },
      { field: 'threshold', path: 'surface.threshold', toolId: 'surface', before: 0.5, after: 0.62 },
      { field: 'reviewThreshold', path: 'surface.reviewThreshold', toolId: 'surface', before: null, after: 0.45 },
    ]);
  });

  it('says of a value that is gone that it is gone', () => {
    expect(short({ ...recipe, trigger: { mode: 'software' } })).toEqual([
      ['triggerMode', 'free', 'software'],
      ['triggerPeriod', 900, null],
    ]);
  });

  it('has limits, pictures and the model', () => {
    const after = changed((draft) => {
      draft.limits.judgeTimeoutMs = 3_000;
      draft.pictures = { ...draft.pictures, crops: false, retentionDays: 365 };
      tool(draft).modelSha256 = 'b'.repeat(64);
    });
    expect(short(after)).toEqual([
      ['judgeTimeout', 2_000, 3_000],
      ['crops', true, false],
      ['retention', 90, 365],
      ['model', 'a'.repeat(64), 'b'.repeat(64)],
    ]);
  });

  it('has a tool that was added or taken away, once, and one that moved to another view', () => {
    const added = changed((draft) => draft.views[0]?.tools.push({ ...tool(draft), id: 'edge' }));
    expect(short(added)).toEqual([['tool', null, 'edge']]);
    expect(recipeChanges(added, recipe).map(({ field, before, after }) => [field, before, after])).toEqual([
      ['tool', 'edge', null],
    ]);
    const moved = changed((draft) => Object.assign(draft.views[0] ?? {}, { id: 'side' }));
    expect(recipeChanges(recipe, moved)).toMatchObject([{ field: 'other', path: 'surface.view', before: 'top', after: 'side' }]);
  });

  it('hides nothing that it does not know, not even a list that changed inside', () => {
    const before = changed((draft) => Object.assign(tool(draft), { regions: [{ x: 1 }], fancy: { depth: 1 } }));
    const after = changed((draft) => Object.assign(tool(draft), { regions: [{ x: 2 }], fancy: { depth: 2 } }));
    expect(recipeChanges(before, after)).toEqual([
      { field: 'regions', path: 'surface.regions', toolId: 'surface', before: 1, after: 1 },
      { field: 'other', path: 'surface.fancy.depth', toolId: 'surface', before: 1, after: 2 },
    ]);
  });
});
