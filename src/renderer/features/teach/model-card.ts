import { z } from 'zod';

/** What the page tells of a model's card. Cards of other versions may lack any of it. */
const modelCardSchema = z.object({
  method: z.string().optional(),
  input: z.object({ width: z.number(), height: z.number() }).optional(),
  backbone: z.object({ name: z.string(), licence: z.string() }).nullable().optional(),
  threshold: z.object({ method: z.string() }).optional(),
  teaching: z.object({ patches: z.number(), datasetSha256: z.string() }).partial().optional(),
  scoring: z
    .object({
      members: z.array(z.object({ name: z.string(), weight: z.number() })),
      evidence: z.object({ positionVariance: z.number(), spread: z.number() }).optional(),
      turning: z.object({ turned: z.number(), followed: z.number(), upright: z.boolean() }).optional(),
      closer: z.object({ deviations: z.number(), unexplained: z.number() }).optional(),
      copies: z.number().optional(),
      labelled: z.object({ kept: z.boolean(), share: z.number() }).optional(),
    })
    .optional(),
  kinds: z
    .object({
      kinds: z.array(z.object({ name: z.string(), pictures: z.number() })),
      kept: z.boolean(),
      named: z.number(),
      right: z.number().nullable(),
    })
    .optional(),
  limits: z.array(z.string()).optional(),
});
export type ModelCardView = z.infer<typeof modelCardSchema>;

export function readCard(card: Record<string, unknown>): ModelCardView {
  const parsed = modelCardSchema.safeParse(card);
  return parsed.success ? parsed.data : {};
}

export interface Judge {
  readonly name: string;
  /** Of what all judges say together, 0..1. */
  readonly share: number;
}

/** Who judges, the weightiest first. */
export function judgesOf({ scoring }: ModelCardView): Judge[] {
  const members = scoring?.members ?? [];
  const sum = members.reduce((total, { weight }) => total + weight, 0);
  return members
    .filter(({ weight }) => weight > 0)
    .map(({ name, weight }) => ({ name, share: weight / sum }))
    .toSorted((a, b) => b.share - a.share);
}

/** Shown with one digit: less is the mean itself. */
const leastDeviations = 0.05;

export interface CloserView {
  /** Share of the fine structure of good pictures that others of them explain, 0..1. */
  readonly known: number;
  /** How far above the mean of good pictures the closer look begins to count; null: from the mean on. */
  readonly deviations: number | null;
}

/** Null for models that do not look closer. */
export function closerOf({ scoring }: ModelCardView): CloserView | null {
  if (scoring?.closer === undefined) return null;
  const { deviations, unexplained } = scoring.closer;
  return {
    known: Math.min(1, Math.max(0, 1 - unexplained)),
    deviations: deviations < leastDeviations ? null : deviations,
  };
}
