import { z } from 'zod';
import { latencySchema, partReportSchema, partSummarySchema, toolResultSchema } from '../domain/inspection.ts';
import { reasonCodeSchema } from '../domain/reason.ts';
import { rejudgedVerdictSchema, rejudgementReasonSchema } from '../domain/rejudgement.ts';
import { verdictSchema } from '../domain/verdict.ts';
import { call } from './call.ts';

const id = z.string().max(64);

/** In which order a person works: what just happened first, or what has waited longest. */
export const reviewOrderSchema = z.enum(['newest', 'oldest']);

export interface ReviewQueuePage {
  readonly order: z.infer<typeof reviewOrderSchema>;
  readonly cursor: string | null;
  readonly limit: number;
}

const count = z.number().int();

/** Counts of production parts. Of several re-judgements of a part only the newest counts. */
const reviewSummarySchema = z.object({
  waiting: z.object({ total: count, fail: count, review: count, error: count }),
  oldestWaitingUtc: z.string().nullable(),
  rejudged: z.object({ total: count, falseRejects: count, confirmed: count, escapes: count }),
});
export type ReviewSummary = z.infer<typeof reviewSummarySchema>;

/** A stored picture judged by another recipe version. No part is recorded, nothing of the record changes. */
const reinspectionSchema = z.object({
  partId: id,
  /** False: only a JPEG of the part was kept, so that scores differ a little from those of the moment. */
  lossless: z.boolean(),
  /** False: the file on disk is not the one that was recorded. */
  intact: z.boolean(),
  productId: z.string(),
  productName: z.string(),
  version: z.number().int(),
  verdict: verdictSchema,
  reason: reasonCodeSchema,
  detail: z.string().nullable(),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  tools: z.array(toolResultSchema),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** 8-bit grey PNG, 128 = threshold; kept in memory for a while only. Null: there is none. */
  mapUrl: z.string().nullable(),
  latency: latencySchema.omit({ total: true, record: true }),
  engineFingerprint: z.string().nullable(),
  /** What the record says. */
  original: z.object({
    verdict: verdictSchema,
    score: z.number().nullable(),
    threshold: z.number().nullable(),
    recipeVersion: z.number().int().nullable(),
  }),
});
export type Reinspection = z.infer<typeof reinspectionSchema>;

export const reviewContract = {
  queue: call('review')
    .route({
      method: 'GET',
      path: '/review/queue',
      summary: 'Production parts that wait for a person: fail, review, and errors with a picture, not re-judged yet; by keyset',
    })
    .input(
      z.object({
        order: reviewOrderSchema.default('newest'),
        cursor: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(500).default(50),
      }),
    )
    .output(z.object({ parts: z.array(partSummarySchema), nextCursor: z.string().nullable() })),
  summary: call('review')
    .route({ method: 'GET', path: '/review/summary', summary: 'How many parts wait, and what people made of the others' })
    .output(reviewSummarySchema),
  /** Only for a person who is signed in: a key is FORBIDDEN. BAD_REQUEST where the reason contradicts the verdicts. */
  rejudge: call('operate')
    .route({
      method: 'POST',
      path: '/parts/{id}/rejudgement',
      summary: 'What a signed-in person says of a part, kept beside its verdict, never over it',
    })
    .input(
      z.object({
        id,
        verdict: rejudgedVerdictSchema,
        reason: rejudgementReasonSchema,
        comment: z.string().trim().max(500).optional(),
      }),
    )
    .output(partReportSchema),
  good: call('review')
    .route({
      method: 'GET',
      path: '/parts/{id}/good',
      summary: 'The last good part of the same product, to hold against this one',
    })
    .input(z.object({ id }))
    .output(z.object({ part: partReportSchema.nullable() })),
  /** NOT_FOUND where the full picture is not kept (any more); BUSY while others wait. */
  reinspect: call('review')
    .route({
      method: 'POST',
      path: '/parts/{id}/reinspect',
      summary: 'Judge the stored picture by another recipe version; the record stays as it is',
    })
    .input(z.object({ id, productId: z.string().max(64).optional(), version: z.number().int().min(1).optional() }))
    .output(reinspectionSchema),
};
