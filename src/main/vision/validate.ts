import type { Backbone } from './backbone.ts';
import { compileDistances, type MemoryBank } from './compile.ts';
import type { TaughtPicture } from './features.ts';
import { buildBanks, type Candidates } from './memory-bank.ts';
import { fuseMaps, pictureScore, scorers, tapNames } from './method.ts';
import { shuffled, uniform } from './random.ts';
import { openSession } from './session.ts';
import type { TeachProgress } from './types.ts';
import { tapOf } from './backbone.ts';

export interface Validation {
  /** Weight of each scorer in the fused map. */
  readonly weights: readonly number[];
  /** Scores of the good pictures before they are put on the score scale, each by banks that never saw it. */
  readonly scores: readonly number[];
}

const mostFolds = 5;
/** Keeps a scorer that hardly varies on few pictures from outweighing the others. */
const leastRelativeSpread = 0.05;

/**
 * k-fold cross-validation (5-fold; leave-one-out below 8 pictures) with the banks, distances and picture score of the model
 * itself. The weights make the scorers' spreads on good pictures equal.
 */
export async function crossValidate(
  backbone: Backbone,
  pictures: readonly TaughtPicture[],
  candidates: Candidates,
  seed: number,
  onProgress: (progress: TeachProgress) => void,
  signal: AbortSignal,
): Promise<Validation> {
  const folds = pictures.length < 8 ? pictures.length : mostFolds;
  const order = shuffled([...pictures.keys()], uniform(seed));
  const foldOf = new Map(order.map((picture, place) => [picture, place % folds]));
  const maps: Float32Array[][] = [];
  let done = 0;
  for (let fold = 0; fold < folds; fold++) {
    const banks = await buildBanks(candidates, seed, signal, (picture) => foldOf.get(picture) !== fold);
    const held = order.filter((picture) => foldOf.get(picture) === fold);
    await eachDistanceMaps(backbone, banks, pictures, held, (picture, distances) => {
      signal.throwIfAborted();
      maps[picture] = distances;
      onProgress({ step: 'validate', done: ++done, total: pictures.length });
    });
  }
  const weights = scorers.map((_, k) => 1 / spreadOf(maps.map((own) => pictureScore(own[k] as Float32Array))));
  return { weights, scores: maps.map((own) => pictureScore(fuseMaps(own, weights))) };
}

async function eachDistanceMaps(
  backbone: Backbone,
  banks: readonly MemoryBank[],
  pictures: readonly TaughtPicture[],
  held: readonly number[],
  take: (picture: number, maps: Float32Array[]) => void,
): Promise<void> {
  const patches = (pictures[0]?.features[tapNames[0] ?? '']?.length ?? 0) / tapOf(backbone, tapNames[0] ?? '').channels;
  const session = await openSession(compileDistances(backbone, banks, patches));
  try {
    for (const index of held) {
      const features = pictures[index]?.features ?? {};
      const inputs = Object.fromEntries(
        tapNames.map((tap) => [
          `features_${tap}`,
          { data: features[tap] as Float32Array, dims: [tapOf(backbone, tap).channels, patches] },
        ]),
      );
      const outputs = await session.run(inputs);
      take(
        index,
        banks.map((_, k) => Float32Array.from(outputs[`distances_${k}`]?.data ?? [])),
      );
    }
  } finally {
    await session.close();
  }
}

function spreadOf(scores: readonly number[]): number {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1));
  return Math.max(1e-6, deviation + leastRelativeSpread * Math.abs(mean));
}
