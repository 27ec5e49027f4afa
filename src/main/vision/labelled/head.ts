import { normalCdf } from '#shared/domain/threshold.ts';
import { shuffled, uniform } from '../random.ts';
import { fitRidge, type Linear, type Standard, standardise, standardOf, valueOf } from './ridge.ts';

/** A picture as the head sees it. */
export interface Labelled {
  /** See `addPools`. */
  readonly pools: Float32Array;
  /** What the judges taught from good pictures say of it, none of which saw it; any scale. */
  readonly score: number;
}

/** What known defects add to the score: `score · (1 − share) + constant + Σ weights · clipped (pools − mean) / spread`. */
export interface Head extends Standard {
  readonly share: number;
  readonly weights: Float32Array;
  readonly constant: number;
}

/** What was tried with the known defects, and whether it helped. */
export interface HeadEvidence {
  /** Known defects that could be used. */
  readonly defects: number;
  readonly kept: boolean;
  /** How much the head says of the whole, 0..1; tried even where it was not kept. */
  readonly share: number;
  /**
   * Chance that a good part scores below a defect, mean of the defects, each judged by a head that never saw it: without and
   * with the head. Null where there are too few defects to leave one out.
   */
  readonly without: number | null;
  readonly with: number | null;
}

export interface LearnedHead {
  /** Null where it was not kept. */
  readonly head: Head | null;
  readonly evidence: HeadEvidence;
  /** Of the good and the bad pictures in their order, each by judges and a head that never saw it; the scale of `Labelled.score`. */
  readonly goodScores: readonly number[];
  readonly badScores: readonly number[];
}

/** One defect cannot be left out and the head still be taught. */
const leastDefects = 2;
/** With this many defects the head says its full share; with fewer, less in proportion. */
const fullDefects = 5;
const fullShare = 0.3;
const mostGoodFolds = 3;
/** Defects are left out one by one up to this number, then in this many groups. */
const mostBadFolds = 20;

/**
 * A small head from known defects: ridge regression on what the layers say of the whole picture, blended with the score. It is
 * kept only if defects that it never saw then stand out better from the good pictures than without it.
 */
export function learnHead(good: readonly Labelled[], bad: readonly Labelled[], seed: number): LearnedHead {
  const [goodBase, badBase] = [good.map(({ score }) => score), bad.map(({ score }) => score)];
  const share = fullShare * Math.min(1, bad.length / fullDefects);
  const unchanged = { head: null, goodScores: goodBase, badScores: badBase };
  if (bad.length < leastDefects) {
    return { ...unchanged, evidence: { defects: bad.length, kept: false, share, without: null, with: null } };
  }
  const standard = standardOf(good.map(({ pools }) => pools));
  const [goodRows, badRows] = [good, bad].map((side) => side.map(({ pools }) => standardise(standard, pools))) as [
    Float32Array[],
    Float32Array[],
  ];
  const goodValues = leftOut(goodRows, mostGoodFolds, seed, (rest) => fitRidge(rest, badRows));
  const badValues = leftOut(badRows, mostBadFolds, seed, (rest) => fitRidge(goodRows, rest));

  // On the spread that good pictures have in the score.
  const [values, scores] = [normalOf(goodValues), normalOf(goodBase)];
  const scale = (share * scores.deviation) / values.deviation;
  const blend = (score: number, value: number) => (1 - share) * score + scale * (value - values.mean);
  const goodScores = goodBase.map((score, k) => blend(score, goodValues[k] as number));
  const badScores = badBase.map((score, k) => blend(score, badValues[k] as number));
  const [without, blended] = [standingOut(goodBase, badBase), standingOut(goodScores, badScores)];
  const evidence = { defects: bad.length, kept: blended > without, share, without, with: blended };
  if (!evidence.kept) return { ...unchanged, evidence };
  const fitted = fitRidge(goodRows, badRows);
  const head = {
    ...standard,
    share,
    weights: Float32Array.from(fitted.weights, (weight) => weight * scale),
    constant: scale * (fitted.constant - values.mean),
  };
  return { head, evidence, goodScores, badScores };
}

/** For each row what is said of it by those that are not in its group. */
function leftOut(
  rows: readonly Float32Array[],
  mostGroups: number,
  seed: number,
  fit: (rest: readonly Float32Array[]) => Linear,
): number[] {
  const groups = Math.min(mostGroups, rows.length);
  const groupOf = new Map(shuffled([...rows.keys()], uniform(seed)).map((row, place) => [row, place % groups]));
  const said: number[] = [];
  for (let group = 0; group < groups; group++) {
    const fitted = fit(rows.filter((_, k) => groupOf.get(k) !== group));
    for (const [k, row] of rows.entries()) if (groupOf.get(k) === group) said[k] = valueOf(fitted, row);
  }
  return said;
}

/**
 * Chance that the score of a good part (normal, by these) lies below that of a defect, mean over the defects. Smooth, where
 * counting pairs of twenty good and five bad pictures could not tell one model from the other; and a defect that stands out far
 * counts no more than one that just does.
 */
function standingOut(good: readonly number[], bad: readonly number[]): number {
  const { mean, deviation } = normalOf(good);
  return bad.reduce((sum, score) => sum + normalCdf((score - mean) / (deviation * Math.SQRT2)), 0) / bad.length;
}

function normalOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.max(1e-9, Math.sqrt(squares / (values.length - 1))) };
}
