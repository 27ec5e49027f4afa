import { z } from 'zod';
import { countersSchema } from './counters.ts';
import { partModeSchema } from './inspection.ts';
import { reasonCodeSchema } from './reason.ts';
import { rejudgedVerdictSchema, rejudgementReasonSchema } from './rejudgement.ts';
import { verdictSchema } from './verdict.ts';

const utc = z.iso.datetime({ offset: false });
const named = z.string().trim().min(1).max(80);

/** What a report is about. All given conditions hold together; `from` is included, `to` is not; lots are whole lots. */
export const reportScopeSchema = z.object({
  from: utc.optional(),
  to: utc.optional(),
  productId: z.string().min(1).max(64).optional(),
  lot: named.optional(),
  supplierLot: named.optional(),
});
export type ReportScope = z.output<typeof reportScopeSchema>;

/** How much is proved for the report: nothing, every row and the chain, or the picture files as well. */
export const proofDepthSchema = z.enum(['none', 'rows', 'pictures']);
export type ProofDepth = z.infer<typeof proofDepthSchema>;

export const intervalUnitSchema = z.enum(['hour', 'day', 'week', 'month', 'year']);
export type IntervalUnit = z.infer<typeof intervalUnitSchema>;

const countedSchema = z.object({ key: z.string().nullable(), counters: countersSchema });

/** Scores of the parts judged in one slice of the period, to 0.005: 5 % lie at or below `low`, 95 % at or below `high`. */
export const scoreSliceSchema = z.object({
  fromUtc: z.string(),
  toUtc: z.string(),
  count: z.number().int(),
  low: z.number().nullable(),
  median: z.number().nullable(),
  high: z.number().nullable(),
});
export type ScoreSlice = z.infer<typeof scoreSliceSchema>;

/** From this part on another product, version or threshold decided. */
export const thresholdChangeSchema = z.object({
  fromUtc: z.string(),
  number: z.number().int(),
  productName: z.string().nullable(),
  recipeVersion: z.number().int().nullable(),
  threshold: z.number(),
});
export type ThresholdChange = z.infer<typeof thresholdChangeSchema>;

/** One version of a recipe with which parts of the report were judged, and the models that it used. */
export const usedRecipeSchema = z.object({
  productId: z.string().nullable(),
  productName: z.string().nullable(),
  version: z.number().int().nullable(),
  /** SHA-256 of the recipe's document; null where the records hold no such version. */
  sha256: z.string().nullable(),
  createdAtUtc: z.string().nullable(),
  createdBy: z.string().nullable(),
  /** Of its first tool, from which score a part fails, and from which a person looks; null where there is none. */
  threshold: z.number().nullable().default(null),
  reviewThreshold: z.number().nullable().default(null),
  modelSha256: z.array(z.string()),
  counters: countersSchema,
  firstUtc: z.string(),
  lastUtc: z.string(),
});
export type UsedRecipe = z.infer<typeof usedRecipeSchema>;

/** A rejected part as the gallery shows it. */
export const rejectSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  judgedAtUtc: z.string(),
  reason: reasonCodeSchema,
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  defectCount: z.number().int(),
  /** As in `defectKinds` of the report, of this part. */
  defectKinds: z.array(z.string().nullable()).default([]),
  lot: z.string().nullable(),
  serial: z.string().nullable(),
});
export type Reject = z.infer<typeof rejectSchema>;

/** What people said of parts afterwards; of several re-judgements of a part only the newest counts. */
export const rejudgedSchema = z.object({
  count: z.number().int(),
  /** Parts that are accepted once the re-judgements hold: `counters.ok` is what the station accepted. */
  accepted: z.number().int(),
  kinds: z.array(
    z.object({
      original: verdictSchema,
      verdict: rejudgedVerdictSchema,
      reason: rejudgementReasonSchema,
      count: z.number().int(),
    }),
  ),
  /** The first of them, by number. */
  rows: z.array(
    z.object({
      number: z.number().int(),
      original: verdictSchema,
      verdict: rejudgedVerdictSchema,
      reason: rejudgementReasonSchema,
      comment: z.string().nullable(),
      by: z.string(),
      atUtc: z.string(),
    }),
  ),
});

export const proofSchema = z.object({
  ok: z.boolean(),
  /** Whether the files of the pictures were read as well. */
  pictures: z.boolean(),
  picturesChecked: z.number().int(),
  parts: z.number().int(),
  auditEntries: z.number().int(),
  head: z.object({ seq: z.number().int(), hash: z.string() }),
  problemCount: z.number().int(),
  /** The first of them. */
  problems: z.array(z.object({ kind: z.string(), subject: z.string(), detail: z.string() })),
});
export type Proof = z.infer<typeof proofSchema>;

/**
 * What the records say about a period, product or lot, read from one snapshot. Every figure counts production parts;
 * parts of other modes are only told in `notCounted`. Lists are bounded: what does not fit is added up in `others`.
 */
export const reportSchema = z.object({
  format: z.literal(1),
  station: z.object({ id: z.string(), name: z.string(), version: z.string() }),
  madeAtUtc: z.string(),
  madeBy: z.string(),
  /** IANA name: intervals begin by the clock on this wall. */
  timeZone: z.string(),
  scope: reportScopeSchema.extend({ productName: z.string().nullable() }),
  /** End of the chain of the records that the figures were read from. */
  head: z.object({ seq: z.number().int(), hash: z.string() }),
  first: z.object({ number: z.number().int(), utc: z.string() }).nullable(),
  last: z.object({ number: z.number().int(), utc: z.string() }).nullable(),
  counters: countersSchema,
  /** Share of accepted parts with its 95 % interval (Wilson); null without parts. */
  yield: z.object({ share: z.number(), low: z.number(), high: z.number() }).nullable(),
  notCounted: z.array(z.object({ mode: partModeSchema, count: z.number().int() })),
  intervals: z.object({
    unit: intervalUnitSchema,
    rows: z.array(z.object({ fromUtc: z.string(), toUtc: z.string(), counters: countersSchema })),
  }),
  /** By hour of the day on the wall, 0 to 23. */
  hours: z.array(countersSchema),
  /** Everything that is not a pass, most frequent first. */
  reasons: z.array(
    z.object({ reason: reasonCodeSchema, verdict: verdictSchema, count: z.number().int(), cumulative: z.number() }),
  ),
  /** Defects of these parts by kind, most frequent first; null: unknown. Empty where no model names kinds. */
  defectKinds: z.array(z.object({ kind: z.string().nullable(), count: z.number().int(), cumulative: z.number() })).default([]),
  scores: z.array(scoreSliceSchema),
  thresholds: z.object({ changes: z.array(thresholdChangeSchema), others: z.number().int() }),
  /** From trigger to published verdict, milliseconds. p95: nearest rank. */
  cycle: z.object({ minMs: z.number(), meanMs: z.number(), p95Ms: z.number(), maxMs: z.number() }).nullable(),
  lots: z.object({ rows: z.array(countedSchema), others: countersSchema, otherCount: z.number().int() }),
  supplierLots: z.object({ rows: z.array(countedSchema), others: countersSchema, otherCount: z.number().int() }),
  rejudged: rejudgedSchema,
  recipes: z.array(usedRecipeSchema),
  rejects: z.array(rejectSchema),
  /** Null: was asked to be left out. */
  proof: proofSchema.nullable(),
});
export type Report = z.infer<typeof reportSchema>;
