/**
 * The default method: three memory banks on two layers of the backbone (PatchCore, Roth et al. 2022, without its pretrained
 * neighbourhood re-weighting, which did not help here). Absolute distance finds what is new in strength, distance between
 * directions (`cosine`) what is new in kind whatever the light; their sum judged better on unseen sets than any of them.
 */
export interface Scorer {
  readonly tap: string;
  readonly metric: 'euclidean' | 'cosine';
}
export const methodName = 'memory-bank';
export const scorers: readonly Scorer[] = [
  { tap: 'b16', metric: 'euclidean' },
  { tap: 'b16', metric: 'cosine' },
  { tap: 'c16', metric: 'cosine' },
];
export const tapNames: readonly string[] = [...new Set(scorers.map((scorer) => scorer.tap))];

/** Rows of each bank. 2000 and all patches judged alike; time grows with the rows. */
export const bankRows = 2000;
/** The picture score is the mean of the highest cells minus this share of the map's median: it takes out what lifts the whole map. */
export const topCells = 3;
export const medianShare = 0.5;

/** What the cross-validation places: the weight of each scorer in the map, and the affine to the score scale. */
export interface Calibration {
  readonly weights: readonly number[];
  readonly scale: number;
  readonly offset: number;
}

/** Weighted sum of the distance maps of one picture, before the median is taken out. `maps`: one per scorer, equal lengths. */
export function fuseMaps(maps: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const fused = new Float32Array(maps[0]?.length ?? 0);
  maps.forEach((map, k) => {
    const weight = weights[k] ?? 0;
    for (let i = 0; i < fused.length; i++) fused[i] = (fused[i] as number) + weight * (map[i] as number);
  });
  return fused;
}

/** The picture score of a distance map, not yet on the score scale. The compiled graph computes the same. */
export function pictureScore(map: Float32Array): number {
  const sorted = Float32Array.from(map).sort().reverse();
  const top = sorted.subarray(0, topCells);
  const median = sorted[Math.floor(map.length / 2)] ?? Number.NaN;
  return top.reduce((sum, value) => sum + value, 0) / top.length - medianShare * median;
}
