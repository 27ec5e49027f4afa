import { type AutomaticThreshold, automaticThreshold } from '#shared/domain/threshold.ts';
import { compileModel } from './compile.ts';
import { inspectedOf } from './inspected.ts';
import type { Kinds } from './kinds/learn-kinds.ts';
import { type Labelled, type LearnedHead, learnHead } from './labelled/head.ts';
import type { Learned } from './learn.ts';
import type { Calibration } from './method.ts';
import type { Validation } from './validate.ts';

/** The score scale: the middle of the cross-validated good pictures, and the automatic threshold. */
const medianOnScale = 0.25;
export const thresholdOnScale = 0.5;
/**
 * How many times more good parts the validation rejects than the model: its judges saw two thirds of the pictures. Measured
 * on 20 sets of 20 to 40 pictures, where a nominal 5 % rejected 1.3 % and 10 % rejected 2.2 % of real good parts.
 */
const validationPessimism = 2;

/** A band of scores narrower than this is noise: nobody should be sent to look for it. */
const leastBand = 0.005;

export interface Finished {
  readonly graph: Uint8Array;
  readonly calibration: Calibration;
  readonly limit: AutomaticThreshold;
  /** Score from which a person should look, on the score scale; null where none was asked for or it would not be lower. */
  readonly review: number | null;
  /** Scores as in `LearnedHead`: the calibration brings them to the score scale. */
  readonly labelled: LearnedHead;
  /** Null where it names none. */
  readonly kinds: Kinds | null;
}

/** The whole model from what good pictures taught and, where they help, known bad ones. */
export function finishModel(
  learned: Learned,
  bad: readonly Labelled[],
  request: { readonly falseRejectRate: number; readonly reviewRate?: number | undefined; readonly seed: number },
  kinds: Kinds | null = null,
): Finished {
  const { falseRejectRate, reviewRate, seed } = request;
  const { backbone, preprocessing, pictures, validation, members, alike, usual } = learned;
  const good = pictures.map(({ pools }, k) => ({ pools, score: validation.scores[k] as number }));
  const labelled = learnHead(good, bad, seed);
  const limit = automaticThreshold(labelled.goodScores, falseRejectRate, validationPessimism);
  const calibration = calibrate(validation, limit);
  const inspected = inspectedOf(preprocessing);
  const explained = { places: alike.places, kinds: kinds && usual && { kinds, usual } };
  const graph = compileModel(backbone, preprocessing.input, members, calibration, inspected, labelled.head, explained);
  const review = reviewRate === undefined ? null : reviewFrom(labelled.goodScores, reviewRate, calibration);
  return { graph, calibration, limit, review, labelled, kinds };
}

/** Placed as the threshold is, for the share of good parts that may be looked at. */
function reviewFrom(goodScores: readonly number[], rate: number, { scale, offset }: Calibration): number | null {
  const value = automaticThreshold(goodScores, rate, validationPessimism).value * scale + offset;
  return value < thresholdOnScale - leastBand ? value : null;
}

/** The affine that puts the good pictures' median at 0.25 and the automatic threshold at 0.5. */
function calibrate({ weights, usual, close }: Validation, { value, median }: AutomaticThreshold): Calibration {
  const scale = (thresholdOnScale - medianOnScale) / (value - median);
  return { weights, usual, closer: close?.closer, scale, offset: medianOnScale - median * scale };
}
