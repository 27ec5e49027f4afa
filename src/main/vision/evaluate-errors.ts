import type { ReasonCode } from '#shared/domain/reason.ts';

/** A test picture that got no score. */
export interface Refused {
  readonly bad: boolean;
  readonly reason: ReasonCode;
}

/** How many good and bad pictures got no score, and how often each reason was given. */
export function countErrors(refused: readonly Refused[]): Record<string, number> {
  const bad = refused.filter((one) => one.bad).length;
  const counts: Record<string, number> = { good: refused.length - bad, bad };
  for (const { reason } of refused) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
