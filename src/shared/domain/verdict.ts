import { z } from 'zod';

/** What the station says of a part. Only a fresh frame that went through every step may be a `pass`. */
export const verdictSchema = z.enum(['pass', 'review', 'fail', 'error']);
export type Verdict = z.infer<typeof verdictSchema>;

const severity: Record<Verdict, number> = { pass: 0, review: 1, fail: 2, error: 3 };

/**
 * The verdict of a whole from the verdicts of its pieces (tools of a view, views of a part): the worst one.
 * Nothing judged is an `error`: an empty list must never pass a part.
 */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return 'error';
  return verdicts.reduce((worst, next) => (severity[next] > severity[worst] ? next : worst));
}

/**
 * Judges one score. Equal to the threshold is a fail: the threshold is the first score that is not accepted.
 * A score or threshold that is not finite is an `error`, never a pass.
 */
export function judgeScore(
  score: number,
  limits: { readonly threshold: number; readonly reviewThreshold: number | null },
): Verdict {
  if (!Number.isFinite(score) || !Number.isFinite(limits.threshold)) return 'error';
  if (score >= limits.threshold) return 'fail';
  if (limits.reviewThreshold !== null) {
    if (!Number.isFinite(limits.reviewThreshold)) return 'error';
    if (score >= limits.reviewThreshold) return 'review';
  }
  return 'pass';
}
