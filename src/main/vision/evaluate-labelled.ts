import { basename } from 'node:path';
import { z } from 'zod';
import * as metrics from '#shared/domain/metrics.ts';
import { regionsSchema } from '#shared/domain/region.ts';
import { choiceShape } from './backbones/choose.ts';
import { countErrors } from './evaluate-errors.ts';
import type { EvaluateContext } from './evaluate.ts';
import { type Finished, finishModel, thresholdOnScale } from './finish.ts';
import { judgeCrop } from './judge.ts';
import { lookAtPictures, type SeenPicture } from './labelled/bad-pictures.ts';
import { type Learned, learnGood } from './learn.ts';
import { shuffled, uniform } from './random.ts';
import { openSession } from './session.ts';
import { readTestSet } from './test-set.ts';
import { VisionError } from './errors.ts';

const optionsSchema = z.object({
  /** How many bad test pictures are known at teaching and leave the test. */
  labelled: z.number().int().min(1).max(1_000),
  /** How many times others are drawn. */
  seeds: z.number().int().min(1).max(1_000).default(10),
  falseRejectRate: z.number().min(0).max(0.5).default(0.05),
  seed: z.number().int().min(0).default(1),
  regions: regionsSchema.optional(),
  ...choiceShape,
});

/** On the pictures that are left: without and with the known bad ones. Rates 0..1 at the automatic threshold of each model. */
interface Compared {
  readonly image_auroc: readonly [number, number];
  readonly false_reject_rate: readonly [number, number];
  readonly escape_rate: readonly [number, number];
}
export interface LabelledEvaluation {
  readonly dataset: string;
  readonly labelled: number;
  readonly teach_images: number;
  readonly test_good: number;
  /** After the labelled ones have left. */
  readonly test_bad: number;
  readonly image_auroc_without: number;
  readonly image_auroc_with: number;
  readonly mean_gain: number;
  /** Of one draw; a fall is negative. */
  readonly worst_gain: number;
  readonly false_reject_rate_without: number;
  readonly false_reject_rate_with: number;
  readonly escape_rate_without: number;
  readonly escape_rate_with: number;
  /** Pictures that got no score: they left the test, and are not counted in it. */
  readonly errors: Readonly<Record<string, number>>;
  /** Draws in which the head was kept. */
  readonly kept: number;
  readonly seeds: readonly {
    readonly seed: number;
    readonly kept: boolean;
    readonly labelled: readonly string[];
    readonly image_auroc: { readonly without: number; readonly with: number };
  }[];
}

/**
 * What a few known bad pictures are worth: some of the bad test pictures, drawn anew for each seed, are taught and leave the
 * test; the model without and the model with them judge the rest. Good pictures are learnt once, test pictures looked at once:
 * for each draw only the head is taught, and the finished graph judges. Throws VisionError as `evaluateSet`, and where there are
 * not more bad pictures than are to be labelled.
 */
export async function evaluateLabelled(
  folder: string,
  options: Readonly<Record<string, unknown>>,
  { onProgress = () => {}, signal = new AbortController().signal }: EvaluateContext = {},
): Promise<LabelledEvaluation & Record<string, unknown>> {
  const { labelled, seeds, ...request } = optionsSchema.parse(options);
  const { root, good, test } = await readTestSet(folder);
  requireBadLeft(test.filter(({ bad }) => bad).length, labelled);
  const learned = await learnGood({ ...request, good, pooled: true }, onProgress, signal);
  const plain = finishModel(learned, [], request);
  const onLooked = (done: number) => onProgress({ step: 'judge', done, total: test.length });
  const paths = test.map(({ path }) => path);
  const { seen, skipped } = await lookAtPictures(paths, learned, plain, onLooked, signal);
  const isBad = new Map(test.map(({ path, bad }) => [path, bad]));
  const [testGood, testBad] = [false, true].map((bad) => seen.filter(({ path }) => isBad.get(path) === bad)) as [
    SeenPicture[],
    SeenPicture[],
  ];
  requireBadLeft(testBad.length, labelled);

  const draws: LabelledEvaluation['seeds'][number][] = [];
  const all: Compared[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    signal.throwIfAborted();
    const drawn = new Set(shuffled(testBad, uniform(seed)).slice(0, labelled));
    const known = testBad.filter((one) => drawn.has(one));
    const rest = testBad.filter((one) => !drawn.has(one));
    const finished = finishModel(learned, known, request);
    const compared = await compare(learned, plain, finished, testGood, rest);
    const [without, withHead] = compared.image_auroc;
    const { kept } = finished.labelled.evidence;
    const names = known.map(({ path }) => basename(path));
    draws.push({ seed, kept, labelled: names, image_auroc: { without, with: withHead } });
    all.push(compared);
    onProgress({ step: 'labelled', done: seed, total: seeds });
  }
  const mean = (of: (compared: Compared) => number) => all.reduce((sum, compared) => sum + of(compared), 0) / all.length;
  const gains = draws.map(({ image_auroc }) => image_auroc.with - image_auroc.without);
  return {
    dataset: basename(root),
    labelled,
    teach_images: learned.pictures.length,
    test_good: testGood.length,
    test_bad: testBad.length - labelled,
    image_auroc_without: mean(({ image_auroc }) => image_auroc[0]),
    image_auroc_with: mean(({ image_auroc }) => image_auroc[1]),
    mean_gain: gains.reduce((sum, gain) => sum + gain, 0) / gains.length,
    worst_gain: Math.min(...gains),
    false_reject_rate_without: mean(({ false_reject_rate }) => false_reject_rate[0]),
    false_reject_rate_with: mean(({ false_reject_rate }) => false_reject_rate[1]),
    escape_rate_without: mean(({ escape_rate }) => escape_rate[0]),
    escape_rate_with: mean(({ escape_rate }) => escape_rate[1]),
    kept: draws.filter(({ kept }) => kept).length,
    skipped: skipped.length,
    errors: countErrors(skipped.map(({ path, reason }) => ({ bad: isBad.get(path) === true, reason }))),
    seeds: draws,
  };
}

function requireBadLeft(bad: number, labelled: number): void {
  if (bad > labelled) return;
  throw new VisionError('PICTURE_UNSUPPORTED', `${bad} bad test pictures, and ${labelled} of them are to be known`);
}

async function compare(
  learned: Learned,
  plain: Finished,
  finished: Finished,
  good: readonly SeenPicture[],
  bad: readonly SeenPicture[],
): Promise<Compared> {
  const onPlainScale = ({ score }: SeenPicture) => score * plain.calibration.scale + plain.calibration.offset;
  const without = { good: good.map(onPlainScale), bad: bad.map(onPlainScale) };
  const scores = finished.labelled.head === null ? without : await judge(learned, finished, good, bad);
  const rates = [without, scores].map((side) => metrics.ratesAt(side.good, side.bad, thresholdOnScale));
  const pair = (of: (rates: metrics.Rates) => number) => rates.map(of) as [number, number];
  return {
    image_auroc: [metrics.auroc(without.good, without.bad), metrics.auroc(scores.good, scores.bad)],
    false_reject_rate: pair((one) => one.falseRejectRate),
    escape_rate: pair((one) => one.escapeRate),
  };
}

/** By the finished graph, as on the line. */
async function judge(
  { preprocessing }: Learned,
  { graph }: Finished,
  good: readonly SeenPicture[],
  bad: readonly SeenPicture[],
): Promise<{ good: number[]; bad: number[] }> {
  const session = await openSession(graph);
  const scoresOf = async (pictures: readonly SeenPicture[]) => {
    const scores: number[] = [];
    for (const { crop } of pictures) scores.push((await judgeCrop(session, crop, preprocessing.map)).score);
    return scores;
  };
  try {
    return { good: await scoresOf(good), bad: await scoresOf(bad) };
  } finally {
    await session.close();
  }
}
