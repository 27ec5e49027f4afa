import type { Closer, WeightedScorer } from './method.ts';

/** Between these shares of what good pictures show, the floor rises from their mean to `mostDeviations` above it. */
const unexplained = { from: 0.2, to: 0.4 };
const mostDeviations = 2;

/** How the judges that look closer take part. */
export interface ChosenCloser {
  readonly closer: Closer;
  /** Weights of all judges: those that look closer together vary as much on good pictures as the others do. */
  readonly weights: readonly number[];
  /** Share of what differs in a good picture, seen closely, that the memory of the others does not hold: about 0..1. */
  readonly unexplained: number;
  /** Of what good pictures say, from their mean to the floor. */
  readonly deviations: number;
}

/**
 * Weighs a closer look by cross-validation on good pictures. Where the memory of some holds what others show, whatever
 * exceeds their mean speaks; where the fine structure is never twice the same, only what exceeds all that good pictures show.
 *
 * `scores`: of each judge on each good picture, by those that never saw it. `distances`, `variance`: mean squared distance of
 * patches to the memory, and variance of patches, of a judge that looks closer. Null where none does.
 */
export function chooseCloser(
  scorers: readonly WeightedScorer[],
  weights: readonly number[],
  scores: readonly (readonly number[])[],
  { distances, variance }: { readonly distances: number; readonly variance: number },
): ChosenCloser | null {
  const judges = [...scorers.keys()].filter((k) => scorers[k]?.closer === true);
  if (judges.length === 0) return null;
  const pictures = [...(scores[0] ?? []).keys()];
  const saidBy = (chosen: readonly number[]) =>
    pictures.map((p) => chosen.reduce((sum, k) => sum + (weights[k] ?? 0) * (scores[k]?.[p] ?? 0), 0));
  const usual = momentsOf(saidBy([...scorers.keys()].filter((k) => !judges.includes(k))));
  const close = momentsOf(saidBy(judges));
  const factor = usual.deviation / close.deviation;
  const share = variance > 0 ? distances / variance : 0;
  const t = Math.min(1, Math.max(0, (share - unexplained.from) / (unexplained.to - unexplained.from)));
  const deviations = mostDeviations * t * t * (3 - 2 * t);
  return {
    closer: { judges, floor: factor * (close.mean + deviations * close.deviation) },
    weights: weights.map((weight, k) => (judges.includes(k) ? weight * factor : weight)),
    unexplained: share,
    deviations,
  };
}

function momentsOf(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.max(1e-6, Math.sqrt(squares / (values.length - 1))) };
}
