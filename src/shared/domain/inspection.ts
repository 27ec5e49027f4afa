import { z } from 'zod';
import { reasonCodeSchema } from './reason.ts';
import { rejudgementSchema } from './rejudgement.ts';
import { verdictSchema } from './verdict.ts';

/** One region whose anomaly map reaches the threshold. Box in pixels of the full picture, origin top left. */
export const defectSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  /** Highest map value inside, on the scale of the picture score. */
  score: z.number(),
  /** Pixels of the full picture inside the outline (not of the box). */
  area_px: z.number(),
  /** Which kind of those that were taught; null: unknown. Absent where the model names none. */
  kind: z.string().max(60).nullable().optional(),
  /** How sure the nearest kind is, 0..1, also of an unknown one. */
  kind_confidence: z.number().min(0).max(1).optional(),
});
export type Defect = z.infer<typeof defectSchema>;

/** Milliseconds spent in each step, in the order in which they happen. Absent: the step did not take place. */
export const latencySchema = z.object({
  wait: z.number().optional(),
  decode: z.number().optional(),
  /** Finding the part, where parts are brought upright first. */
  locate: z.number().optional(),
  prepare: z.number().optional(),
  infer: z.number().optional(),
  defects: z.number().optional(),
  record: z.number().optional(),
  /** From the decoded picture to the verdict. */
  judge: z.number().optional(),
  /** From trigger (or start of the request) to the published verdict. */
  total: z.number(),
});
export type Latency = z.infer<typeof latencySchema>;

/** How much one judge of a model had to do with the score. */
export const spokenScorerSchema = z.object({
  /** As in the model's card: `r16`, `r16c`, `g8`, `labelled`. */
  name: z.string().max(80),
  /** Of everything that lifts the score over that of good pictures, 0..1. */
  share: z.number().min(0).max(1),
});
export type SpokenScorer = z.infer<typeof spokenScorerSchema>;

const pixels = z.number().int().min(0).max(1_000_000);
const placeSchema = z.object({ x: pixels, y: pixels, width: pixels.min(1), height: pixels.min(1) });

/** A place in a good picture or in the reference, in pixels of that picture as the model carries it. */
export const likenessSchema = placeSchema.extend({
  /** Number of the good picture among those that the model carries; 0 is the reference where there is one. */
  picture: z.number().int().min(0).max(99),
  /** Address of that picture (JPEG or PNG), relative to the station's origin; in reports. */
  pictureUrl: z.string().max(200).optional(),
});
export type Likeness = z.infer<typeof likenessSchema>;

/** "This looked most like …": a place of the part, in pixels of its full picture, and what is most like it in good pictures, or there in the reference. */
export const resemblanceSchema = placeSchema.extend({
  /** Index of the defect that it is about; null: there is none, and this is the highest place of the map. */
  defect: z.number().int().min(0).nullable(),
  /** Nearest first, each in another picture. */
  good: z.array(likenessSchema).min(1).max(3),
});
export type Resemblance = z.infer<typeof resemblanceSchema>;

/** What one tool (a model with its threshold on one view) found. */
export const toolResultSchema = z.object({
  toolId: z.string(),
  kind: z.enum(['anomaly', 'reference']),
  modelSha256: z.string(),
  /** On the model's scale: 0.25 is the middle of the good pictures, 0.5 its automatic threshold. Null: not judged. */
  score: z.number().nullable(),
  threshold: z.number(),
  reviewThreshold: z.number().nullable(),
  verdict: verdictSchema,
  reason: reasonCodeSchema,
  defects: z.array(defectSchema),
  /** Which of its judges spoke; absent where the model does not tell. */
  scorers: z.array(spokenScorerSchema).max(16).optional(),
  /** What its defects looked most like; absent where the model carries no good pictures. */
  resemblances: z.array(resemblanceSchema).max(16).optional(),
});
export type ToolResult = z.infer<typeof toolResultSchema>;

export const partModeSchema = z.enum(['production', 'setup', 'golden', 'service']);
export type PartMode = z.infer<typeof partModeSchema>;

/** What became of a stored picture: waiting in the queue, on disk with a hash in the record, not kept, lost, expired. */
export const pictureStateSchema = z.enum(['pending', 'stored', 'lost', 'expired']);
export const pictureKindSchema = z.enum(['full', 'crop', 'map', 'overlay']);
export type PictureKind = z.infer<typeof pictureKindSchema>;

export const pictureSchema = z.object({
  kind: pictureKindSchema,
  state: pictureStateSchema,
  mime: z.string(),
  sha256: z.string().nullable(),
  bytes: z.number().nullable(),
});
export type Picture = z.infer<typeof pictureSchema>;

/** A part as lists and streams show it. */
export const partSummarySchema = z.object({
  id: z.string(),
  /** Running number on this station, without gaps, over all modes. */
  number: z.number().int(),
  mode: partModeSchema,
  verdict: verdictSchema,
  reason: reasonCodeSchema,
  /** A sentence for the engineer when the verdict is an error (never a stack trace). */
  detail: z.string().nullable(),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  defectCount: z.number().int(),
  /** Which kind each of them is of (null: unknown); without those of models that name none. */
  defectKinds: z.array(z.string().nullable()),
  productId: z.string().nullable(),
  productName: z.string().nullable(),
  recipeVersion: z.number().int().nullable(),
  lot: z.string().nullable(),
  serial: z.string().nullable(),
  supplierLot: z.string().nullable(),
  operator: z.string().nullable(),
  source: z.string().nullable(),
  capturedAtUtc: z.string().nullable(),
  judgedAtUtc: z.string(),
  latencyMs: z.number(),
  /** What a person said of it afterwards, the newest; the verdict above stays that of the station. */
  rejudgement: rejudgementSchema.nullable(),
});
export type PartSummary = z.infer<typeof partSummarySchema>;

/** The whole of a part: what a report, an auditor or an integrator gets. */
export const partReportSchema = partSummarySchema.extend({
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  modelSha256: z.string().nullable(),
  engineFingerprint: z.string().nullable(),
  latency: latencySchema,
  defects: z.array(defectSchema),
  tools: z.array(toolResultSchema),
  pictures: z.array(pictureSchema),
  /** Relative to the station's origin; null when the verdict has no map. */
  pictureUrl: z.string().nullable(),
  overlayUrl: z.string().nullable(),
  mapUrl: z.string().nullable(),
  /** All of them, newest first. */
  rejudgements: z.array(rejudgementSchema),
  /** SHA-256 of this part's row in the chain. */
  chainHash: z.string(),
});
export type PartReport = z.infer<typeof partReportSchema>;
