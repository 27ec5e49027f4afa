/** Cycle times of the parts that were shown: from the trigger to the published verdict, its row written. Milliseconds. */
export interface Cycle {
  readonly count: number;
  readonly minMs: number | null;
  readonly meanMs: number | null;
  readonly maxMs: number | null;
  readonly lastMs: number | null;
}

export const emptyCycle: Cycle = { count: 0, minMs: null, meanMs: null, maxMs: null, lastMs: null };

/** Adds one part. A time that is not finite or negative is no measurement and changes nothing. */
export function addCycle(cycle: Cycle, ms: number): Cycle {
  if (!Number.isFinite(ms) || ms < 0) return cycle;
  const count = cycle.count + 1;
  const mean = cycle.meanMs ?? 0;
  return {
    count,
    minMs: Math.min(cycle.minMs ?? ms, ms),
    // Running mean (Welford 1962): no sum that loses digits over millions of parts.
    meanMs: mean + (ms - mean) / count,
    maxMs: Math.max(cycle.maxMs ?? ms, ms),
    lastMs: ms,
  };
}
