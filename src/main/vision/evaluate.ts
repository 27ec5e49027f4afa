import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import * as metrics from '#shared/domain/metrics.ts';
import type { ReasonCode } from '#shared/domain/reason.ts';
import { regionsSchema } from '#shared/domain/region.ts';
import { judgeScore } from '#shared/domain/verdict.ts';
import { type Backbone, openBackbone } from './backbone.ts';
import { chooseBackbone, choiceShape } from './backbones/choose.ts';
import { decodePicture } from './decode.ts';
import { VisionError } from './errors.ts';
import { countErrors, type Refused } from './evaluate-errors.ts';
import { pixelFigures, type SeenPixels } from './mask-figures.ts';
import { loadModel } from './model.ts';
import { teachModel } from './teach.ts';
import { readTestSet, type TestPicture } from './test-set.ts';
import type { Image, Model } from './types.ts';

const optionsSchema = z.object({
  falseRejectRate: z.number().min(0).max(0.5).default(0.05),
  seed: z.number().int().min(0).default(1),
  regions: regionsSchema.optional(),
  ...choiceShape,
  upright: z.enum(['learnt', 'never', 'always']).default('learnt'),
});

export interface EvaluateContext {
  readonly onProgress?: (progress: { readonly step: string; readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
}

/** What is said of a method on one set. Rates 0..1; pixel figures null where the set has no masks. */
export interface Evaluation {
  readonly dataset: string;
  readonly method: string;
  /** Whether parts are brought upright before they are judged. */
  readonly upright: boolean;
  readonly model_sha256: string;
  readonly teach_images: number;
  readonly teach_s: number;
  /** Null where there are no good or no bad pictures, as is the rate of those that there are none of. */
  readonly image_auroc: number | null;
  readonly pixel_auroc: number | null;
  readonly aupro: number | null;
  readonly threshold: number;
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  readonly escape_rate: number | null;
  readonly false_reject_rate: number | null;
  /**
   * Pictures that got no score, which counts as rejected: how many of the good and of the bad, and how many for each reason.
   * `masks`: how many masks cannot be read; their pictures are left out of the pixel figures.
   */
  readonly errors: Readonly<Record<string, number>>;
  /** From the decoded picture to the verdict. */
  readonly latency_ms: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** One run of the backbone alone, same size and session options, in turn with the judgements. */
  readonly backbone_ms_p50: number;
  readonly test_good: number;
  readonly test_bad: number;
}

interface Tested {
  readonly picture: TestPicture;
  /** Infinity where the picture could not be judged: an error verdict is no pass either. */
  readonly score: number;
  /** Why there is no score; null where there is one. */
  readonly error: ReasonCode | null;
  readonly seen: SeenPixels | null;
}

/**
 * Teaches on `train/good` of a set in the MVTec layout and judges its `test` pictures, by the same code as teaching and the
 * line. Nothing is placed by test pictures. Throws VisionError as teaching does, and FILE_NOT_A_PICTURE where the folder has
 * no such layout.
 */
export async function evaluateSet(
  folder: string,
  options: Readonly<Record<string, unknown>> = {},
  { onProgress = () => {}, signal = new AbortController().signal }: EvaluateContext = {},
): Promise<Evaluation & Record<string, unknown>> {
  const chosen = optionsSchema.parse(options);
  const { root, good, test } = await readTestSet(folder);
  const outFolder = await mkdtemp(join(tmpdir(), 'passline-evaluate-'));
  try {
    const request = { ...chosen, name: basename(root), good, bad: [] };
    const taught = await teachModel(request, outFolder, { onProgress, signal });
    const model = await loadModel(taught.modelPath);
    try {
      const run = await judgeAll(model, await chooseBackbone(chosen), test, onProgress, signal);
      const { masks, ...pixels } = await pixelFigures(
        run.tested.flatMap(({ picture, seen }) => (seen === null ? [] : { ...picture, ...seen })),
      );
      const errors = { ...countErrors(refusedOf(run)), masks };
      return { ...figures(root, model, run), ...pixels, errors, ...timing(run), ...counts(test) };
    } finally {
      await model.close();
    }
  } finally {
    await rm(outFolder, { recursive: true, force: true });
  }
}

interface Run {
  readonly tested: readonly Tested[];
  readonly judgedMs: readonly number[];
  readonly backboneMs: readonly number[];
}

const warmUps = 3;

async function judgeAll(
  model: Model,
  network: Backbone,
  test: readonly TestPicture[],
  onProgress: NonNullable<EvaluateContext['onProgress']>,
  signal: AbortSignal,
): Promise<Run> {
  const backbone = await openBackbone(network, model.card.input.width, model.card.input.height);
  const run = { tested: [] as Tested[], judgedMs: [] as number[], backboneMs: [] as number[] };
  const threshold = model.card.threshold.value;
  try {
    for (const [k, picture] of test.entries()) {
      signal.throwIfAborted();
      const judge = (image: Image) => orRefused(model.measure(image, { threshold, minDefectAreaPx: 0 }));
      const image = await orRefused(decodePicture({ path: picture.path }));
      if (k === 0 && !(image instanceof VisionError)) {
        for (let i = 0; i < warmUps; i++) await Promise.all([judge(image), backbone.run()]);
      }
      const start = performance.now();
      const measured = image instanceof VisionError ? image : await judge(image);
      const score = measured instanceof VisionError ? Number.POSITIVE_INFINITY : measured.score;
      judgeScore(score, { threshold, reviewThreshold: null });
      const judgedMs = performance.now() - start;
      const between = performance.now();
      await backbone.run();
      run.backboneMs.push(performance.now() - between);
      if (image instanceof VisionError || measured instanceof VisionError) {
        run.tested.push({ picture, score, error: (measured as VisionError).code, seen: null });
      } else {
        run.judgedMs.push(judgedMs);
        run.tested.push({ picture, score, error: null, seen: { map: measured.map, width: image.width, height: image.height } });
      }
      onProgress({ step: 'judge', done: k + 1, total: test.length });
    }
  } finally {
    await backbone.close();
  }
  return run;
}

/** A refused picture is an error verdict; any other failure is ours and goes on up. */
function orRefused<T>(judging: Promise<T>): Promise<T | VisionError> {
  return judging.catch((error: unknown) => {
    if (error instanceof VisionError) return error;
    throw error;
  });
}

function figures(root: string, model: Model, { tested }: Run) {
  const good = tested.filter(({ picture }) => !picture.bad).map(({ score }) => score);
  const bad = tested.filter(({ picture }) => picture.bad).map(({ score }) => score);
  const threshold = model.card.threshold.value;
  const rates = metrics.ratesAt(good, bad, threshold);
  return {
    dataset: basename(root),
    method: model.card.method,
    upright: model.card.scoring?.turning?.upright ?? false,
    model_sha256: model.sha256,
    teach_images: model.card.teaching.good,
    teach_s: model.card.teaching.seconds,
    image_auroc: good.length > 0 && bad.length > 0 ? metrics.auroc(good, bad) : null,
    threshold,
    f1: rates.f1,
    precision: rates.precision,
    recall: rates.recall,
    escape_rate: bad.length > 0 ? rates.escapeRate : null,
    false_reject_rate: good.length > 0 ? rates.falseRejectRate : null,
  };
}

const refusedOf = ({ tested }: Run): Refused[] =>
  tested.flatMap(({ picture, error }) => (error === null ? [] : { bad: picture.bad, reason: error }));

function timing({ judgedMs, backboneMs }: Run) {
  const at = (p: number) => metrics.percentile(judgedMs, p);
  return { latency_ms: { p50: at(0.5), p95: at(0.95), p99: at(0.99) }, backbone_ms_p50: metrics.percentile(backboneMs, 0.5) };
}

function counts(test: readonly TestPicture[]) {
  const bad = test.filter((picture) => picture.bad).length;
  return { test_good: test.length - bad, test_bad: bad };
}
