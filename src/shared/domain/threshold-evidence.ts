import { wilsonInterval } from './metrics.ts';

/** A rate that was counted, with its 95 % interval (Wilson). Shares 0..1. */
export interface MeasuredRate {
  readonly wrong: number;
  readonly of: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** What known parts say of a line on the score scale; null: there are none of that kind, so nothing was measured. */
export interface ThresholdEvidence {
  /** Good parts that would be rejected. */
  readonly falseRejects: MeasuredRate | null;
  /** Bad parts that would not be. */
  readonly escapes: MeasuredRate | null;
}

/** Counts both kinds of mistakes at a threshold: the first score that is rejected. */
export function evidenceAt(good: readonly number[], bad: readonly number[], threshold: number): ThresholdEvidence {
  return {
    falseRejects: measuredRate(good.filter((score) => score >= threshold).length, good.length),
    escapes: measuredRate(bad.filter((score) => score < threshold).length, bad.length),
  };
}

function measuredRate(wrong: number, of: number): MeasuredRate | null {
  return of === 0 ? null : { wrong, of, share: wrong / of, ...wilsonInterval(wrong, of) };
}

/** A promise in words people use: "under 5 %", and how many more parts without a mistake would allow it. */
export interface StrongerPromise {
  readonly under: number;
  readonly more: number;
}

/** Rates that people promise each other. */
const promised = [0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001] as const;

/** The next `count` stronger promises than the upper end of the interval allows today, the nearest first. */
export function strongerPromises(rate: MeasuredRate, count: number): StrongerPromise[] {
  return promised
    .filter((under) => under < rate.high)
    .slice(0, count)
    .map((under) => ({ under, more: moreParts(rate.wrong, rate.of, under) }));
}

/**
 * How many further parts without a mistake bring the upper end of the 95 % interval down to `under` (0..1): the smallest m
 * with wilson(wrong, of + m).high ≤ under. The upper end falls with every such part, so it is found by halving.
 */
export function moreParts(wrong: number, of: number, under: number): number {
  const enough = (more: number): boolean => wilsonInterval(wrong, of + more).high <= under;
  if (!(under > 0)) throw new RangeError('no number of parts proves that a mistake never happens');
  if (enough(0)) return 0;
  let high = 1;
  while (!enough(high)) high *= 2;
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
