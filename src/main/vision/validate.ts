import { type Backbone, tapOf } from './backbone.ts';
import { type ChosenCloser, chooseCloser } from './closer.ts';
import { compileMaps } from './compile.ts';
import type { Member } from './compile-members.ts';
import { buildMembers, type Candidates, type Sample } from './members.ts';
import { fuseScores, pictureScore, type WeightedScorer } from './method.ts';
import { shuffled, uniform } from './random.ts';
import { openSession } from './session.ts';
import type { TeachProgress } from './types.ts';

export interface Validation {
  /** Mean picture score of each judge. */
  readonly usual: readonly number[];
  /** Weight of each judge's picture score in the sum. */
  readonly weights: readonly number[];
  /** How judges that look closer take part, and why; null where none does. */
  readonly close: ChosenCloser | null;
  /** Scores of the good pictures before they are put on the score scale, each by judges that never saw it. */
  readonly scores: readonly number[];
}

const mostFolds = 3;
/** Keeps a judge that hardly varies on few pictures from outweighing the others. */
const leastRelativeSpread = 0.05;

/** What all steps of teaching need. */
export interface Teaching {
  readonly backbone: Backbone;
  readonly scorers: readonly WeightedScorer[];
  /** Good pictures 0, 1, … first, in order; then their disturbed copies. */
  readonly samples: readonly Sample[];
  /** How many good pictures there are. */
  readonly pictures: number;
  readonly candidates: Candidates;
  readonly seed: number;
  /** Of each inspected cell; null: 1 everywhere. */
  readonly sensitivity: Float32Array | null;
}

/**
 * k-fold cross-validation (3-fold; leave-one-out below 8 pictures) with the judges, maps and picture score of the model
 * itself. The copies of a picture are held out with it and are not scored. The weights make the judges' spreads on good
 * pictures equal, times the weight that the evidence gave each; those that look closer are weighed by `chooseCloser`.
 */
export async function crossValidate(
  teaching: Teaching,
  onProgress: (progress: TeachProgress) => void,
  signal: AbortSignal,
): Promise<Validation> {
  const { backbone, scorers, samples, pictures, candidates, seed, sensitivity } = teaching;
  const folds = pictures < 8 ? pictures : mostFolds;
  const order = shuffled([...Array(pictures).keys()], uniform(seed));
  const foldOf = new Map(order.map((picture, place) => [picture, place % folds]));
  const maps: Float32Array[][] = [];
  let done = 0;
  for (let fold = 0; fold < folds; fold++) {
    const use = (picture: number) => foldOf.get(picture) !== fold;
    const members = await buildMembers(backbone, samples, scorers, candidates, seed, signal, use);
    const held = order.filter((picture) => foldOf.get(picture) === fold);
    await eachMaps(backbone, members, samples, sensitivity, held, (picture, own) => {
      signal.throwIfAborted();
      maps[picture] = own;
      onProgress({ step: 'validate', done: ++done, total: pictures });
    });
  }
  const own = scorers.map((_, k) => maps.map((each) => pictureScore(each[k] as Float32Array)));
  const weights = scorers.map(({ weight }, k) => weight / spreadOf(own[k] ?? []));
  const usual = own.map((scored) => scored.reduce((sum, score) => sum + score, 0) / scored.length);
  const close = chooseCloser(scorers, weights, own, noveltyOf(teaching, maps));
  const used = close?.weights ?? weights;
  return { usual, close, weights: used, scores: maps.map((each) => fuseScores(each, used, close?.closer)) };
}

async function eachMaps(
  backbone: Backbone,
  members: readonly Member[],
  samples: readonly Sample[],
  sensitivity: Float32Array | null,
  held: readonly number[],
  take: (picture: number, maps: Float32Array[]) => void,
): Promise<void> {
  const { tap } = backbone.method.position;
  const cells = (samples[0]?.features[tap]?.length ?? 0) / tapOf(backbone, tap).channels;
  const taps = [...new Set(members.map(({ scorer }) => scorer.tap))];
  const session = await openSession(compileMaps(backbone, members, cells, sensitivity));
  try {
    for (const index of held) {
      const features = samples[index]?.features ?? {};
      const inputs = taps.map((name) => [
        `features_${name}`,
        { data: features[name] as Float32Array, dims: [tapOf(backbone, name).channels, cells] },
      ]);
      const outputs = await session.run(Object.fromEntries(inputs));
      take(
        index,
        members.map((_, k) => Float32Array.from(outputs[`map_${k}`]?.data ?? [])),
      );
    }
  } finally {
    await session.close();
  }
}

/** Of the first judge that looks closer: how far patches lie from its memory, and how far from each other. */
function noveltyOf(
  { backbone, scorers, samples, pictures }: Teaching,
  maps: readonly (readonly Float32Array[])[],
): { readonly distances: number; readonly variance: number } {
  const judge = scorers.findIndex(({ closer, metric }) => closer === true && metric === 'euclidean');
  const scorer = scorers[judge];
  if (scorer === undefined) return { distances: 0, variance: 0 };
  let [squares, cells] = [0, 0];
  for (const own of maps) {
    const map = own[judge] as Float32Array;
    cells += map.length;
    for (const distance of map) squares += distance * distance;
  }
  const { channels } = tapOf(backbone, scorer.tap);
  const variance = channelVariances(
    samples.slice(0, pictures).map(({ features }) => features[scorer.tap] as Float32Array),
    channels,
  );
  return { distances: squares / cells, variance };
}

/** Sum over the channels of features [channels, cells] of how they vary over all cells of all pictures. */
function channelVariances(pictures: readonly Float32Array[], channels: number): number {
  let total = 0;
  for (let c = 0; c < channels; c++) {
    let [sum, squares, n] = [0, 0, 0];
    for (const features of pictures) {
      const cells = features.length / channels;
      for (let at = c * cells; at < (c + 1) * cells; at++) {
        const value = features[at] as number;
        sum += value;
        squares += value * value;
      }
      n += cells;
    }
    total += Math.max(0, squares / n - (sum / n) ** 2);
  }
  return total;
}

function spreadOf(scores: readonly number[]): number {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1));
  return Math.max(1e-6, deviation + leastRelativeSpread * Math.abs(mean));
}
