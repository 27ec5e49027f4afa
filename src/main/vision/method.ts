/**
 * The default method: up to three judges on two layers of the backbone, each blind where another sees.
 *
 * - `r16` and `r16c` are memory banks (PatchCore, Roth et al. 2022, without its pretrained neighbourhood re-weighting, which
 *   did not help here): distance finds what is new in strength, distance between directions what is new in kind whatever the
 *   light.
 * - `g8` is a Gaussian at each place of the picture on a finer layer (PaDiM, Defard et al. 2021): it knows that a bore belongs
 *   here and not there, and finds small defects of parts that sit still. How much it may say follows from the teaching
 *   pictures (see `evidence.ts`); where parts lie anyhow it is left out.
 *
 * Their picture scores are put on one scale by cross-validation and added: on unseen sets the sum judged better than any of
 * them and better than their highest.
 */
export interface Scorer {
  readonly name: string;
  readonly tap: string;
  readonly metric: 'euclidean' | 'cosine' | 'position';
}
/** What is told of a whole picture to a head for known defects: mean or highest value over the cells, of each channel of a layer. */
export interface Pool {
  readonly tap: string;
  readonly over: 'ReduceMean' | 'ReduceMax';
}
/** A judge and how much its normalised score counts. */
export interface WeightedScorer extends Scorer {
  readonly weight: number;
  /** Whether it looks closer than the others, see `Closer`. */
  readonly closer?: boolean | undefined;
}
/**
 * What judges that look closer say, together: only what exceeds `floor` comes to what the others say. A closer look finds
 * small defects, and in good parts it finds what is never twice the same: `floor` is where that ends.
 */
export interface Closer {
  /** Their places among the judges. */
  readonly judges: readonly number[];
  readonly floor: number;
}
export const methodName = 'memory banks';
/** Who may judge by a backbone, and what of it. */
export interface Method {
  readonly banks: readonly WeightedScorer[];
  /** How much it says follows from the teaching pictures. */
  readonly position: Scorer;
  readonly pools: readonly Pool[];
}
export const fastMethod: Method = {
  banks: [
    { name: 'r16', tap: 'b16', metric: 'euclidean', weight: 1 },
    { name: 'r16c', tap: 'b16', metric: 'cosine', weight: 1 },
  ],
  position: { name: 'g8', tap: 'b8', metric: 'position' },
  pools: [
    { tap: 'b16', over: 'ReduceMean' },
    { tap: 'b16', over: 'ReduceMax' },
    { tap: 'c16', over: 'ReduceMean' },
    { tap: 'c16', over: 'ReduceMax' },
    { tap: 'b8', over: 'ReduceMax' },
  ],
};
/**
 * The same judges, and two more that look closer: the network sees the picture at twice the size as well (four times the
 * pixels: four tiles of its usual size, without seams), its features averaged over the same cells. Judges of single places of
 * the larger layer found small things no better and good parts odder.
 */
export const accurateMethod: Method = {
  ...fastMethod,
  banks: [
    ...fastMethod.banks,
    { name: 'd16', tap: 'db16', metric: 'euclidean', weight: 1, closer: true },
    { name: 'd16c', tap: 'db16', metric: 'cosine', weight: 1, closer: true },
  ],
};

/** What teaching looks at, whichever judges take part in the end. */
export function tapsOf({ banks, position }: Method): readonly string[] {
  return [...new Set([position, ...banks].map(({ tap }) => tap))];
}
/** Layers that the pools need. */
export const poolTapsOf = ({ pools }: Method): readonly string[] => [...new Set(pools.map(({ tap }) => tap))];

/** Rows of each bank. 2000 and all patches judged alike; time grows with the rows. */
export const bankRows = 2000;
/**
 * A judge's picture score is the mean of its highest cells minus this share of the map's median: it takes out what lifts the
 * whole map.
 */
export const topCells = 3;
export const medianShare = 0.75;

/** What the cross-validation places: the weight of each judge, and the affine to the score scale. */
export interface Calibration {
  readonly weights: readonly number[];
  /** Mean picture score of each judge on validated good pictures: what it says beyond that, it says of this picture. */
  readonly usual?: readonly number[] | undefined;
  /** Null or absent: no judge looks closer. */
  readonly closer?: Closer | null | undefined;
  readonly scale: number;
  readonly offset: number;
}

/** What one judge says of a picture, by its map; not yet on the score scale. The compiled graph computes the same. */
export function pictureScore(map: Float32Array): number {
  const sorted = Float32Array.from(map).sort().reverse();
  const top = sorted.subarray(0, topCells);
  const median = sorted[Math.floor(map.length / 2)] ?? Number.NaN;
  return top.reduce((sum, value) => sum + value, 0) / top.length - medianShare * median;
}

/** What all judges together say, not yet on the score scale. `maps`: one for each weight. */
export function fuseScores(maps: readonly Float32Array[], weights: readonly number[], closer: Closer | null = null): number {
  const said = maps.map((map, k) => (weights[k] ?? 0) * pictureScore(map));
  const isCloser = (_: number, k: number) => closer?.judges.includes(k) ?? false;
  const usual = sumOf(said.filter((one, k) => !isCloser(one, k)));
  return closer === null ? usual : usual + Math.max(0, sumOf(said.filter(isCloser)) - closer.floor);
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
