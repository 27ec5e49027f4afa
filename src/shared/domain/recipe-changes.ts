import { z } from 'zod';
import type { Recipe } from './recipe.ts';

/** What of a recipe can differ between two versions. `other`: something this list does not name; its path tells. */
export const recipeFields = [
  'name',
  'number',
  'triggerMode',
  'triggerPeriod',
  'frameAge',
  'frameTimeout',
  'judgeTimeout',
  'passes',
  'jpegQuality',
  'crops',
  'retention',
  'tool',
  'model',
  'threshold',
  'reviewThreshold',
  'minDefectArea',
  'regions',
  'other',
] as const;
export type RecipeField = (typeof recipeFields)[number];

const valueSchema = z.union([z.string(), z.number(), z.boolean()]).nullable();
export type RecipeValue = z.infer<typeof valueSchema>;

/** One difference. Null: it is not there. Of a list (regions) the values are how many there are. */
export const recipeChangeSchema = z.object({
  field: z.enum(recipeFields),
  /** Dotted, tools by their name: `limits.frameAgeMs`, `surface.threshold`. */
  path: z.string(),
  /** The tool it belongs to; null for what belongs to the whole recipe. */
  toolId: z.string().nullable(),
  before: valueSchema,
  after: valueSchema,
});
export type RecipeChange = z.infer<typeof recipeChangeSchema>;

const fieldOf: Readonly<Record<string, RecipeField>> = {
  name: 'name',
  number: 'number',
  'trigger.mode': 'triggerMode',
  'trigger.periodMs': 'triggerPeriod',
  'limits.frameAgeMs': 'frameAge',
  'limits.frameTimeoutMs': 'frameTimeout',
  'limits.judgeTimeoutMs': 'judgeTimeout',
  'pictures.passes': 'passes',
  'pictures.jpegQuality': 'jpegQuality',
  'pictures.crops': 'crops',
  'pictures.retentionDays': 'retention',
};
const toolFieldOf: Readonly<Record<string, RecipeField>> = {
  modelSha256: 'model',
  threshold: 'threshold',
  reviewThreshold: 'reviewThreshold',
  minDefectAreaPx: 'minDefectArea',
  regions: 'regions',
};

interface Leaf {
  readonly shown: RecipeValue;
  /** Tells equal from different also where `shown` is only a count. */
  readonly exact: string;
}

/** What differs between two versions, in the order of `recipeFields`. Nothing that a document holds is left out. */
export function recipeChanges(before: Recipe, after: Recipe): RecipeChange[] {
  const whole = difference(leavesOf({ ...before, views: null }), leavesOf({ ...after, views: null })).map((change) => ({
    ...change,
    field: fieldOf[change.path] ?? 'other',
    toolId: null,
  }));
  const [older, newer] = [toolsOf(before), toolsOf(after)];
  const tools = [...new Set([...older.keys(), ...newer.keys()])].flatMap((toolId): RecipeChange[] => {
    const [was, is] = [older.get(toolId), newer.get(toolId)];
    if (was === undefined || is === undefined)
      return [{ field: 'tool', path: toolId, toolId, before: was ? toolId : null, after: is ? toolId : null }];
    return difference(leavesOf(was), leavesOf(is)).map(({ path, ...change }) => ({
      ...change,
      path: `${toolId}.${path}`,
      field: toolFieldOf[path.split('.')[0] ?? ''] ?? 'other',
      toolId,
    }));
  });
  const order = (change: RecipeChange): number => recipeFields.indexOf(change.field);
  return [...whole, ...tools].toSorted((a, b) => order(a) - order(b));
}

function toolsOf(recipe: Recipe): Map<string, Record<string, unknown>> {
  // the view a tool belongs to is part of it: moved to another one it would see another picture
  return new Map(recipe.views.flatMap((view) => view.tools.map((tool) => [tool.id, { ...tool, view: view.id }])));
}

function leavesOf(value: Record<string, unknown>, prefix = ''): Map<string, Leaf> {
  return new Map(
    Object.entries(value).flatMap(([key, member]): [string, Leaf][] => {
      const path = prefix + key;
      if (member === undefined) return [];
      if (Array.isArray(member)) return [[path, { shown: member.length, exact: JSON.stringify(member) }]];
      if (typeof member === 'object' && member !== null) return [...leavesOf(member as Record<string, unknown>, `${path}.`)];
      return [[path, { shown: member as RecipeValue, exact: JSON.stringify(member) }]];
    }),
  );
}

function difference(
  before: ReadonlyMap<string, Leaf>,
  after: ReadonlyMap<string, Leaf>,
): { path: string; before: RecipeValue; after: RecipeValue }[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path)?.exact !== after.get(path)?.exact)
    .map((path) => ({ path, before: before.get(path)?.shown ?? null, after: after.get(path)?.shown ?? null }));
}
