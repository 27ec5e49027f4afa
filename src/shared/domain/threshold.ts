/** Where a threshold comes from and what it was placed on. */
export interface AutomaticThreshold {
  readonly value: number;
  readonly median: number;
  /** In words, for the model card. */
  readonly method: string;
}

/**
 * The first score that is not accepted, from cross-validated scores of good parts (at least 3), for the share of good parts
 * that may be rejected (0..0.5).
 *
 * It is the upper prediction limit for one further part of a normal population with unknown mean and deviation,
 * mean + t(1 − rate; n − 1) · s · √(1 + 1/n) (Hahn and Meeker, Statistical Intervals, 1991, §4.8): few parts give a wider
 * margin by themselves, where a quantile of 20 scores could not even express 2 %. Single wild scores (a bad part among the
 * good ones) count only to 4 robust deviations from the median, and the limit never lies farther beyond the highest of the
 * remaining scores than that one lies from the median. More of them than the rate allows are no accident but part of what good
 * parts look like: no larger share of the scores lies above the limit.
 *
 * `pessimism`: how many times more often the models of the validation reject a good part than the final one, which saw more
 * pictures. The limit is placed for that many times the rate.
 */
export function automaticThreshold(goodScores: readonly number[], falseRejectRate: number, pessimism = 1): AutomaticThreshold {
  const n = goodScores.length;
  if (n < 3 || goodScores.some((score) => !Number.isFinite(score)))
    throw new RangeError('a threshold needs at least 3 finite scores');
  const rate = Math.min(0.5, Math.max(0.0001, falseRejectRate * pessimism));
  const median = medianOf(goodScores);
  const spread = 1.4826 * medianOf(goodScores.map((score) => Math.abs(score - median)));
  const reach = spread > 0 ? 4 * spread : Number.POSITIVE_INFINITY;
  const kept = goodScores.map((score) => Math.min(median + reach, Math.max(median - reach, score)));
  const mean = kept.reduce((sum, score) => sum + score, 0) / n;
  const deviation = Math.sqrt(kept.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (n - 1));
  const limit = mean + studentQuantile(1 - rate, n - 1) * deviation * Math.sqrt(1 + 1 / n);
  const highest = kept.reduce((max, score) => Math.max(max, score), Number.NEGATIVE_INFINITY);
  // Parts that all score alike still need a threshold above them.
  const least = median + Math.max(1e-6, 0.01 * Math.abs(median));
  const value = Math.max(least, Math.min(limit, highest + (highest - median)), limitOfShare(goodScores, rate, median));
  const asked = pessimism === 1 ? '' : `, ${pessimism} times what was asked for: the validation is that pessimistic`;
  const method = `upper prediction limit (Student's t, ${n} cross-validated good parts, nominal rate ${rate}${asked})`;
  return { value, median, method };
}

/** Just above the highest score that must be accepted: `share` of them, but one at least, may lie beyond. */
function limitOfShare(scores: readonly number[], share: number, median: number): number {
  const beyond = Math.max(1, Math.floor(share * scores.length));
  const highestFirst = scores.toSorted((a, b) => b - a);
  const accepted = highestFirst[beyond] ?? median;
  const next = highestFirst[beyond - 1] ?? accepted;
  // Halfway to the next, where that is near: how far a wild score lies says nothing.
  return Math.min((accepted + next) / 2, accepted + 0.1 * (accepted - median));
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Quantile of Student's t (Abramowitz and Stegun 26.7.5): within 1 % from 4 degrees of freedom up, for 0.5 ≤ p ≤ 0.99. */
export function studentQuantile(p: number, degrees: number): number {
  const z = normalQuantile(p);
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  const g4 = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160;
  return z + g1 / degrees + g2 / degrees ** 2 + g3 / degrees ** 3 + g4 / degrees ** 4;
}

/** Quantile of the standard normal distribution (Acklam's rational approximation), relative error below 1.2e-9; 0 < p < 1. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError('a quantile needs a probability between 0 and 1');
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    const top = poly(
      q,
      [-7.784894002430293e-3, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783],
    );
    const bottom = poly(q, [7.784695709041462e-3, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1]);
    return top / bottom;
  }
  const q = p - 0.5;
  const r = q * q;
  const top = poly(
    r,
    [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239],
  );
  const bottom = poly(r, [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1]);
  return (q * top) / bottom;
}

/** Cumulative distribution of the standard normal (Abramowitz and Stegun 26.2.17), absolute error below 7.5e-8. */
export function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    poly(t, [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153]);
  return x > 0 ? 1 - tail : tail;
}

const poly = (x: number, coefficients: readonly number[]) => coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
