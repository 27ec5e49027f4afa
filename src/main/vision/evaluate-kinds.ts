import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { regionsSchema } from '#shared/domain/region.ts';
import { choiceShape } from './backbones/choose.ts';
import { findDefects, upsampleMap } from './defects.ts';
import { VisionError } from './errors.ts';
import { countErrors } from './evaluate-errors.ts';
import type { EvaluateContext } from './evaluate.ts';
import { finishModel, thresholdOnScale } from './finish.ts';
import { judgeCrop } from './judge.ts';
import { type HeldOut, type KindFigures, kindFigures } from './kinds/held-out.ts';
import { learnKinds } from './kinds/learn-kinds.ts';
import { namedKinds, nameDefects } from './kinds/name-defects.ts';
import { lookAtPictures, type SeenPicture } from './labelled/bad-pictures.ts';
import { type Learned, learnGood, type LearnRequest } from './learn.ts';
import { shuffled, uniform } from './random.ts';
import { openSession } from './session.ts';
import { readTestSet } from './test-set.ts';

const mostFolds = 5;

const optionsSchema = z.object({
  falseRejectRate: z.number().min(0).max(0.5).default(0.05),
  seed: z.number().int().min(0).default(1),
  regions: regionsSchema.optional(),
  ...choiceShape,
});

export interface KindsEvaluation extends KindFigures {
  readonly dataset: string;
  readonly teach_images: number;
  readonly test_bad: number;
  /** Of these the ones that pass: what is not found has no kind. */
  readonly kinds_not_found: number;
  readonly folds: number;
  /** Pictures that got no score: they left the test, and are not counted in it. */
  readonly errors: Readonly<Record<string, number>>;
}

/**
 * How well kinds of defects are named on pictures that took no part: the bad test pictures, in folders called like their kind,
 * are parted into five; each fifth is judged by a model that the good pictures and the other four taught. Of a picture its
 * highest defect counts. Throws VisionError as `evaluateSet`, and PICTURE_UNSUPPORTED where there are not two kinds.
 */
export async function evaluateKinds(
  folder: string,
  options: Readonly<Record<string, unknown>>,
  { onProgress = () => {}, signal = new AbortController().signal }: EvaluateContext = {},
): Promise<KindsEvaluation & Record<string, unknown>> {
  const request = optionsSchema.parse(options);
  const { root, good, test } = await readTestSet(folder);
  const bad = test.filter((one) => one.bad).map(({ path }) => path);
  if (new Set(bad.map(kindOf)).size < 2)
    throw new VisionError('PICTURE_UNSUPPORTED', 'fewer than two folders of bad test pictures, each called like its kind');
  const learned = await learnGood({ ...request, good, pooled: true }, onProgress, signal);
  const plain = finishModel(learned, [], request);
  const onLooked = (done: number) => onProgress({ step: 'judge', done, total: bad.length });
  const { seen, skipped } = await lookAtPictures(bad, learned, plain, onLooked, signal);
  const folds = Math.min(mostFolds, seen.length);
  const order = shuffled(seen, uniform(request.seed));
  const named: HeldOut[] = [];
  for (let fold = 0; fold < folds; fold++) {
    signal.throwIfAborted();
    const mine = (one: SeenPicture) => order.indexOf(one) % folds === fold;
    const known = seen.filter((one) => !mine(one));
    named.push(...(await nameByOthers(learned, known, seen.filter(mine), request)));
    onProgress({ step: 'kinds', done: fold + 1, total: folds });
  }
  return {
    dataset: basename(root),
    teach_images: learned.pictures.length,
    test_bad: seen.length,
    kinds_not_found: seen.length - named.length,
    folds,
    skipped: skipped.length,
    errors: countErrors(skipped.map(({ reason }) => ({ bad: true, reason }))),
    ...kindFigures(named),
  };
}

const kindOf = (path: string): string => basename(dirname(path));

/** By the finished graph, as on the line; without those that pass. */
async function nameByOthers(
  learned: Learned,
  known: readonly SeenPicture[],
  heldOut: readonly SeenPicture[],
  request: Pick<LearnRequest, 'seed'> & { readonly falseRejectRate: number },
): Promise<HeldOut[]> {
  const { kinds } = learnKinds(
    known.map(({ path, description }) => ({ kind: kindOf(path), description })),
    request.seed,
  );
  const { graph } = finishModel(learned, known, request, kinds);
  const named: HeldOut[] = [];
  const session = await openSession(graph);
  try {
    for (const { path, crop } of heldOut) {
      const judged = await judgeCrop(session, crop, learned.preprocessing.map);
      if (judged.score < thresholdOnScale) continue;
      const found = findDefects(upsampleMap(judged.cells), crop, { threshold: thresholdOnScale, minDefectAreaPx: 0 });
      const whole = [crop.width, 0, 0, 0, crop.height, 0] as const;
      const told = kinds === null ? [] : nameDefects(namedKinds(kinds), judged, found.slice(0, 1), whole, thresholdOnScale);
      named.push({ kind: kindOf(path), named: told[0]?.kind ?? null });
    }
  } finally {
    await session.close();
  }
  return named;
}
