import { z } from 'zod';
import { regionsSchema } from './region.ts';

/**
 * How the pictures of a part are kept. The model's input crop of every part and the full picture of every
 * reject (fail, review) are lossless PNG, so that a verdict can be judged again years later;
 * the full picture of a pass is JPEG or not kept.
 */
export const picturePolicySchema = z.object({
  passes: z.enum(['jpeg', 'none']).default('jpeg'),
  jpegQuality: z.number().int().min(50).max(100).default(85),
  crops: z.boolean().default(true),
  /** Pictures older than this are deleted (their hashes stay in the record). */
  retentionDays: z.number().int().min(1).max(3650).default(90),
});

/** What every tool has. */
export const toolFields = {
  id: z.string().min(1).max(40),
  modelSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** First score that is not accepted, on the model's scale. */
  threshold: z.number(),
  /** First score that a person should look at; null when there are only pass and fail. Below `threshold`. */
  reviewThreshold: z.number().nullable().default(null),
  /** Regions smaller than this are not listed as defects (the verdict is by score). Pixels of the full picture. */
  minDefectAreaPx: z.number().int().min(0).default(0),
  /**
   * What is inspected and what is ignored, to show it: the model itself judges nothing else, and one that was taught with
   * other regions is rejected. Absent: the whole picture.
   */
  regions: regionsSchema.optional(),
};

/** What judges: a model of good parts (`anomaly`), or the comparison with a reference picture (`reference`). */
export const toolKindSchema = z.enum(['anomaly', 'reference']);
export type ToolKind = z.infer<typeof toolKindSchema>;

export const toolSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anomaly'), ...toolFields }),
  z.object({ kind: z.literal('reference'), ...toolFields }),
]);

export const viewSchema = z.object({
  id: z.string().min(1).max(40),
  tools: z.array(toolSchema).min(1).max(8),
});

export const triggerSchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('free'), periodMs: z.number().int().min(10).max(60_000) }),
  z.object({ mode: z.literal('software') }),
]);

export const limitsSchema = z.object({
  /** A frame must have been received no longer than this before it is judged, and after its trigger. */
  frameAgeMs: z.number().int().min(50).max(60_000).default(1_000),
  /** No frame within this time after the trigger is an error verdict. */
  frameTimeoutMs: z.number().int().min(50).max(60_000).default(2_000),
  /** No answer of the engine within this time is an error verdict; the engine is killed and restarted. */
  judgeTimeoutMs: z.number().int().min(50).max(60_000).default(2_000),
});

/** An immutable, versioned document: everything that decides how a product is inspected. */
export const recipeSchema = z.object({
  schema: z.literal(1),
  /** The product: stays the same over versions. UUID. */
  productId: z.string().min(1).max(64),
  /** What a PLC selects it by. */
  number: z.number().int().min(1).max(9_999),
  name: z.string().trim().min(1).max(80),
  /** One view in this version of Passline; more cameras come as more views. */
  views: z.array(viewSchema).min(1).max(8),
  trigger: triggerSchema,
  limits: limitsSchema,
  pictures: picturePolicySchema,
});
export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeTool = z.infer<typeof toolSchema>;

/** A recipe as it stands in the records: version and who made it are given by the station. */
export const storedRecipeSchema = z.object({
  recipe: recipeSchema,
  version: z.number().int().min(1),
  sha256: z.string(),
  createdAtUtc: z.string(),
  createdBy: z.string(),
  comment: z.string(),
});
export type StoredRecipe = z.infer<typeof storedRecipeSchema>;
