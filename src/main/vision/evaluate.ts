import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import * as metrics from '#shared/domain/metrics.ts';
import { regionsSchema } from '#shared/domain/region.ts';
import { judgeScore } from '#shared/domain/verdict.ts';
import { type Backbone, openBackbone } from './backbone.ts';
import { chooseBackbone, choiceShape } from './backbones/choose.ts';
import { decodePicture } from './decode.ts';
import { VisionError } from './errors.ts';
import { mapToPixels } from './map-pixels.ts';
import { loadModel } from './model.ts';
import { teachModel } from './teach.ts';
import { readTestSet, type TestPicture } from './test-set.ts';
import type { AnomalyMap, Image, Model } from './types.ts';

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
  readonly image_auroc: number;
  readonly pixel_auroc: number | null;
  readonly aupro: number | null;
  readonly threshold: number;
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  readonly escape_rate: number;
  readonly false_reject_rate: number;
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
  readonly seen: { readonly map: AnomalyMap; readonly width: number; readonly height: number } | null;
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
      return { ...figures(root, model, run), ...(await pixelFigures(run.tested)), ...timing(run), ...counts(test) };
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
      const image = await decodePicture({ path: picture.path }).catch(refused);
      if (k === 0 && image) {
        for (let i = 0; i < warmUps; i++)
          await Promise.all([model.measure(image, { threshold, minDefectAreaPx: 0 }).catch(refused), backbone.run()]);
      }
      const start = performance.now();
      const measured = image && (await model.measure(image, { threshold, minDefectAreaPx: 0 }).catch(refused));
      const score = measured?.score ?? Number.POSITIVE_INFINITY;
      judgeScore(score, { threshold, reviewThreshold: null });
      if (measured) run.judgedMs.push(performance.now() - start);
      const between = performance.now();
      await backbone.run();
      run.backboneMs.push(performance.now() - between);
      run.tested.push({
        picture,
        score,
        seen: image && measured && { map: measured.map, width: image.width, height: image.height },
      });
      onProgress({ step: 'judge', done: k + 1, total: test.length });
    }
  } finally {
    await backbone.close();
  }
  return run;
}

/** A refused picture is an error verdict; any other failure is ours and goes on up. */
function refused(error: unknown): null {
  if (error instanceof VisionError) return null;
  throw error;
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
    image_auroc: metrics.auroc(good, bad),
    threshold,
    f1: rates.f1,
    precision: rates.precision,
    recall: rates.recall,
    escape_rate: rates.escapeRate,
    false_reject_rate: rates.falseRejectRate,
  };
}

/** Over all judged pictures; a bad picture without a mask tells nothing of its pixels and is left out. */
async function pixelFigures(tested: readonly Tested[]): Promise<{ pixel_auroc: number | null; aupro: number | null }> {
  const usable = tested.flatMap(({ picture, seen }) =>
    seen && (!picture.bad || picture.maskPath) ? [{ picture, ...seen }] : [],
  );
  if (!usable.some(({ picture }) => picture.maskPath)) return { pixel_auroc: null, aupro: null };
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { map } of usable) {
    for (const value of map.data) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const histogram = metrics.pixelHistogram(low, high);
  for (const { picture, map, width, height } of usable) {
    const mask = picture.maskPath === null ? null : maskOf(await decodePicture({ path: picture.maskPath }), width, height);
    metrics.addPixels(histogram, mapToPixels(map, width, height), mask && metrics.labelRegions(mask, width));
  }
  return { pixel_auroc: metrics.pixelAuroc(histogram), aupro: metrics.aupro(histogram) };
}

/** 1 where the mask is bright, at the size of the picture (nearest pixel where they differ). */
function maskOf(mask: Image, width: number, height: number): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * mask.height) / height) * mask.width;
    for (let x = 0; x < width; x++) {
      out[y * width + x] = (mask.data[(row + Math.floor(((x + 0.5) * mask.width) / width)) * 3] as number) > 127 ? 1 : 0;
    }
  }
  return out;
}

function timing({ judgedMs, backboneMs }: Run) {
  const at = (p: number) => metrics.percentile(judgedMs, p);
  return { latency_ms: { p50: at(0.5), p95: at(0.95), p99: at(0.99) }, backbone_ms_p50: metrics.percentile(backboneMs, 0.5) };
}

function counts(test: readonly TestPicture[]) {
  const bad = test.filter((picture) => picture.bad).length;
  return { test_good: test.length - bad, test_bad: bad };
}
