import { z } from 'zod';
import type { Verdict } from './verdict.ts';

/** Production parts since a moment. `total` is the sum of the four others: a test and `passline verify` hold it to that. */
export const countersSchema = z.object({
  total: z.number().int(),
  ok: z.number().int(),
  review: z.number().int(),
  ng: z.number().int(),
  error: z.number().int(),
});
export type Counters = z.infer<typeof countersSchema>;

export const emptyCounters: Counters = { total: 0, ok: 0, review: 0, ng: 0, error: 0 };

const columnOf = { pass: 'ok', review: 'review', fail: 'ng', error: 'error' } as const satisfies Record<Verdict, keyof Counters>;

export function countVerdict(counters: Counters, verdict: Verdict): Counters {
  const column = columnOf[verdict];
  return { ...counters, total: counters.total + 1, [column]: counters[column] + 1 };
}

export function addCounters(a: Counters, b: Counters): Counters {
  return {
    total: a.total + b.total,
    ok: a.ok + b.ok,
    review: a.review + b.review,
    ng: a.ng + b.ng,
    error: a.error + b.error,
  };
}

/** Share of accepted parts among all parts (errors are not accepted), 0..1; null before the first part. */
export function yieldOf(counters: Counters): number | null {
  return counters.total === 0 ? null : counters.ok / counters.total;
}
