import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import * as metrics from '#shared/domain/metrics.ts';
import { regionsSchema } from '#shared/domain/region.ts';
import { choiceShape } from './backbones/choose.ts';
import { type Disturbance, disturb, mostGain, mostShift, mostTurnDeg } from './copies.ts';
import { decodePicture } from './decode.ts';
import { VisionError } from './errors.ts';
import { countErrors, type Refused } from './evaluate-errors.ts';
import type { EvaluateContext } from './evaluate.ts';
import { loadModel } from './model.ts';
import { uniform } from './random.ts';
import { teachModel } from './teach.ts';
import { readTestSet, type TestPicture } from './test-set.ts';
import type { Image, Model } from './types.ts';

const optionsSchema = z.object({
  disturb: z.literal(true),
  /** How many times all test pictures are disturbed anew. */
  seeds: z.number().int().min(1).max(100).default(5),
  falseRejectRate: z.number().min(0).max(0.5).default(0.05),
  seed: z.number().int().min(0).default(1),
  regions: regionsSchema.optional(),
  ...choiceShape,
});

const kinds = ['turned', 'shifted', 'lit'] as const;
type Kind = (typeof kinds)[number];

/** AUROC of pictures disturbed in one way, mean of the draws. */
interface Disturbed {
  /** By up to ±10° (about the middle), ±5 % of the side in both directions, or ±15 % of the light, evenly drawn. */
  readonly image_auroc: number;
  readonly lost: number;
  /** Each picture by the whole of it, in a direction that is drawn. */
  readonly image_auroc_at_limit: number;
  readonly lost_at_limit: number;
}
export interface DisturbedEvaluation extends Record<Kind, Disturbed> {
  readonly dataset: string;
  readonly draws: number;
  readonly teach_images: number;
  readonly test_good: number;
  readonly test_bad: number;
  readonly image_auroc: number;
  /** As of `evaluateSet`; `copies`: of pictures that were judged themselves. */
  readonly errors: Readonly<Record<string, number>>;
}

/**
 * What a model loses where tomorrow's parts lie or are lit a little differently: taught as always, it judges disturbed copies of
 * the test pictures. Throws VisionError as `evaluateSet`.
 */
export async function evaluateDisturbed(
  folder: string,
  options: Readonly<Record<string, unknown>>,
  { onProgress = () => {}, signal = new AbortController().signal }: EvaluateContext = {},
): Promise<DisturbedEvaluation & Record<string, unknown>> {
  const { disturb: _asked, seeds, ...chosen } = optionsSchema.parse(options);
  const { root, good, test } = await readTestSet(folder);
  const outFolder = await mkdtemp(join(tmpdir(), 'passline-evaluate-'));
  try {
    const request = { ...chosen, name: basename(root), good, bad: [] };
    const taught = await teachModel(request, outFolder, { onProgress, signal });
    const model = await loadModel(taught.modelPath);
    try {
      const ways = kinds.flatMap((kind) => [false, true].map((atLimit) => ({ kind, atLimit })));
      const scores = await judgeCopies(model, test, ways, seeds, onProgress, signal);
      const aurocOf = (own: readonly number[]) => {
        const of = (bad: boolean) => own.filter((_, k) => test[k]?.bad === bad);
        return metrics.auroc(of(false), of(true));
      };
      const plain = aurocOf(scores.plain);
      const mean = (draws: readonly number[][]) => draws.reduce((sum, draw) => sum + aurocOf(draw), 0) / draws.length;
      const disturbed = kinds.map((kind, k) => {
        const [within, atLimit] = [mean(scores.disturbed[2 * k] ?? []), mean(scores.disturbed[2 * k + 1] ?? [])];
        const figures: Disturbed = {
          image_auroc: within,
          lost: plain - within,
          image_auroc_at_limit: atLimit,
          lost_at_limit: plain - atLimit,
        };
        return [kind, figures] as const;
      });
      const bad = test.filter((picture) => picture.bad).length;
      return {
        dataset: basename(root),
        draws: seeds,
        teach_images: taught.card.teaching.good,
        test_good: test.length - bad,
        test_bad: bad,
        image_auroc: plain,
        errors: { ...countErrors(scores.refused), copies: scores.copiesRefused },
        ...(Object.fromEntries(disturbed) as Record<Kind, Disturbed>),
      };
    } finally {
      await model.close();
    }
  } finally {
    await rm(outFolder, { recursive: true, force: true });
  }
}

interface Way {
  readonly kind: Kind;
  readonly atLimit: boolean;
}

/** Scores by picture: of the pictures themselves, and for each way and each draw. A picture that cannot be judged counts as bad. */
async function judgeCopies(
  model: Model,
  test: readonly TestPicture[],
  ways: readonly Way[],
  draws: number,
  onProgress: NonNullable<EvaluateContext['onProgress']>,
  signal: AbortSignal,
): Promise<{ plain: number[]; disturbed: number[][][]; refused: Refused[]; copiesRefused: number }> {
  const randoms = ways.map((_, w) => Array.from({ length: draws }, (__, draw) => uniform(1000 * (w + 1) + draw + 1)));
  const plain: number[] = [];
  const disturbed = ways.map(() => Array.from({ length: draws }, (): number[] => []));
  const options = { threshold: model.card.threshold.value, minDefectAreaPx: Number.POSITIVE_INFINITY };
  const refused: Refused[] = [];
  let copiesRefused = 0;
  const score = (image: Image) => model.measure(image, options).then((measured) => measured.score);
  for (const [k, { path, bad }] of test.entries()) {
    const image = await decodePicture({ path }).catch(orRefused);
    const own = image instanceof VisionError ? image : await score(image).catch(orRefused);
    if (own instanceof VisionError) refused.push({ bad, reason: own.code });
    plain.push(own instanceof VisionError ? Number.POSITIVE_INFINITY : own);
    for (const [w, way] of ways.entries()) {
      for (const [draw, random] of (randoms[w] ?? []).entries()) {
        signal.throwIfAborted();
        const copy = image instanceof VisionError ? null : disturb(image, drawn(way, image, random));
        const seen = copy && (await score(copy).catch(orRefused));
        if (seen instanceof VisionError) copiesRefused++;
        disturbed[w]?.[draw]?.push(typeof seen === 'number' ? seen : Number.POSITIVE_INFINITY);
      }
    }
    onProgress({ step: 'judge', done: k + 1, total: test.length });
  }
  return { plain, disturbed, refused, copiesRefused };
}

function drawn({ kind, atLimit }: Way, { width, height }: Image, random: () => number): Disturbance {
  const between = (most: number) => (atLimit ? (random() < 0.5 ? -most : most) : (2 * random() - 1) * most);
  const none = { angle: 0, shiftX: 0, shiftY: 0, gain: 1 };
  switch (kind) {
    case 'turned':
      return { ...none, angle: (between(mostTurnDeg) * Math.PI) / 180 };
    case 'shifted':
      return { ...none, shiftX: between(mostShift) * width, shiftY: between(mostShift) * height };
    case 'lit':
      return { ...none, gain: 1 + between(mostGain) };
  }
}

function orRefused(error: unknown): VisionError {
  if (error instanceof VisionError) return error;
  throw error;
}
