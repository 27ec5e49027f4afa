import { createHash } from 'node:crypto';
import { automaticThreshold, medianOf } from '#shared/domain/threshold.ts';
import { decodePicture } from '../decode.ts';
import { VisionError } from '../errors.ts';
import { openPixelOperations } from '../pixels/opencv.ts';
import type { PixelOperations } from '../pixels/operations.ts';
import { prepareCrop } from '../preprocess.ts';
import { uniform } from '../random.ts';
import { resizeArea } from '../resize.ts';
import { makeSelfTest } from '../self-test.ts';
import { type SkippedPicture, skippedBy } from '../survey.ts';
import type { Image, ModelCard, TaughtScore, TeachProgress, TeachReferenceRequest, TeachResult } from '../types.ts';
import { type ReferenceDescription, writeReferenceArtifact } from './artifact.ts';
import { createComparer } from './compare.ts';
import { disturbedReference } from './disturb.ts';
import { learnReferenceKinds, type NamedRegion } from './kinds.ts';
import { namedRegions } from './named-regions.ts';
import { referenceJudge, type ReferenceJudged } from './model.ts';
import { defaultComparison } from './parameters.ts';

export const methodName = 'reference comparison';

/** Larger pictures are reduced: edges that are sharp to the pixel are found no better, and the time grows with the pixels. */
const mostSidePx = 1280;
const mostPixels = 1024 * 1024;
/** Smaller ones show too little to be laid over each other. */
const leastSidePx = 64;
/** Pictures may be so much wider or narrower than the reference; what is left of it the alignment takes out. */
const aspectTolerance = 1.04;
const copies = 8;
const testedCopies = 1;
/** Small, so that the picture is still found: a tenth of its side. */
const spoiltShare = 0.1;
/** From so many good pictures on the threshold is theirs alone. */
const fewestGood = 5;
/**
 * The lowest threshold, as a difference. Copies of one picture differ by less than two parts do, so that theirs is taken for
 * what the comparison itself cannot tell, and not for how parts vary.
 */
const leastOfCopies = 1;
const leastOfGood = 0.5;
const medianOnScale = 0.25;
const thresholdOnScale = 0.5;
/** A band of scores narrower than this is noise: nobody should be sent to look for it. */
const leastBand = 0.005;

export interface TeachContext {
  readonly onProgress?: (progress: TeachProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Makes a model that compares pictures with one reference, and writes its artifact into `outFolder`. The threshold comes from
 * good pictures where at least five can be used, else from disturbed copies of the reference. Throws VisionError: what
 * decoding the reference throws, PICTURE_TOO_SMALL, and PICTURE_UNSUPPORTED where the reference shows nothing that could be
 * found again or the regions leave nothing of it.
 */
export async function teachReference(
  request: TeachReferenceRequest,
  outFolder: string,
  { onProgress = () => {}, signal = new AbortController().signal }: TeachContext = {},
): Promise<TeachResult> {
  const startedAt = performance.now();
  const { regions = [] } = request;
  const { reference, aspect } = await readReference(request.reference);
  const description = {
    format: 2,
    resize: 'area',
    size: { width: reference.width, height: reference.height },
    aspect: { min: aspect / aspectTolerance, max: aspect * aspectTolerance },
    comparison: defaultComparison,
    ...(regions.length === 0 ? {} : { regions: [...regions] }),
  } as const;
  const pixels = await openPixelOperations();
  const comparer = createComparer(reference, defaultComparison, pixels, regions);
  const difference = referenceJudge(comparer, { scale: 1, offset: 0 });
  const disturbed = disturbedCopies(reference, request.seed, difference, pixels, onProgress, signal);
  const good = await differencesOf(request.good, description, difference, 'compare', onProgress, signal);
  const limit = placeThreshold(good.found, disturbed.scores, request.falseRejectRate);
  const score = scoreScale(limit);
  const finished: ReferenceDescription = { ...description, score };
  const selfTest = await makeSelfTest(referenceJudge(comparer, score), disturbed.images.slice(0, testedCopies), spoiltShare);
  const named: NamedRegion[] = [];
  const bad = await differencesOf(
    request.bad,
    description,
    difference,
    'compare-bad',
    onProgress,
    signal,
    async (path, image, seen) => {
      named.push(...(await namedRegions(path, image, seen.comparison, limit.value, request)));
    },
  );
  const { kinds, evidence } = learnReferenceKinds(named, request.seed);
  const scored = (kind: TaughtScore['kind'], found: readonly Found[]) =>
    found.map(
      ({ path, value }): TaughtScore => ({ path, score: value * score.scale + score.offset, kind, crossValidated: false }),
    );
  const scores = [...scored('good', good.found), ...scored('bad', bad.found)];
  const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b);
  const card: ModelCard = {
    method: methodName,
    name: request.name,
    createdAtUtc: new Date().toISOString(),
    backbone: null,
    input: description.size,
    teaching: {
      good: good.found.length,
      bad: bad.found.length,
      datasetSha256: createHash('sha256').update(reference.data).digest('hex'),
      seconds: (performance.now() - startedAt) / 1000,
      patches: 0,
    },
    threshold: {
      value: thresholdOnScale,
      falseRejectRate: request.falseRejectRate,
      method: limit.method,
      review: reviewOf(request.reviewRate, good.found, score),
      goodScores: ascending(limit.from.map((value) => value * score.scale + score.offset)),
      badScores: ascending(scores.filter(({ kind }) => kind === 'bad').map((one) => one.score)),
    },
    kinds: named.length > 0 ? evidence : undefined,
    limits: [
      'Everything that the reference does not show is a defect, every time it is printed, placed or lit differently too.',
      `Up to ${defaultComparison.tolerancePx} pixels at ${reference.width} × ${reference.height} edges may lie elsewhere; parts may be turned by up to ${defaultComparison.mostTurnDeg}° and shifted by a tenth of the picture.`,
      'A narrow strip along the border is not compared.',
      ...(regions.length === 0 ? [] : ['Only what lies in the regions of the recipe is judged; they go along with the part.']),
    ],
    notices: ['OpenCV, Apache-2.0'],
  };
  signal.throwIfAborted();
  const { path, sha256 } = await writeReferenceArtifact(outFolder, { reference, description: finished, kinds, selfTest, card });
  onProgress({ step: 'self-test', done: 1, total: 1 });
  return { modelPath: path, sha256, card, scores, skipped: [...good.skipped, ...bad.skipped] };
}

async function readReference(path: string): Promise<{ readonly reference: Image; readonly aspect: number }> {
  const picture = await decodePicture({ path });
  const { width, height } = picture;
  const factor = Math.min(1, mostSidePx / Math.max(width, height), Math.sqrt(mostPixels / (width * height)));
  const reference = resizeArea(picture, Math.round(width * factor), Math.round(height * factor));
  if (Math.min(reference.width, reference.height) < leastSidePx) {
    throw new VisionError('PICTURE_TOO_SMALL', `a reference needs ${leastSidePx} pixels a side`);
  }
  return { reference, aspect: width / height };
}

/** Copies of the reference and how much each differs from it. */
function disturbedCopies(
  reference: Image,
  seed: number,
  difference: (crop: Image) => ReferenceJudged,
  pixels: PixelOperations,
  onProgress: (progress: TeachProgress) => void,
  signal: AbortSignal,
): { readonly images: readonly Image[]; readonly scores: readonly number[] } {
  const random = uniform(seed);
  const images: Image[] = [];
  const scores: number[] = [];
  for (let k = 0; k < copies; k++) {
    signal.throwIfAborted();
    const copy = disturbedReference(reference, random, pixels);
    try {
      scores.push(difference(copy).score);
    } catch (error) {
      if (!(error instanceof VisionError) || error.code !== 'PART_NOT_FOUND') throw error;
      const detail = `the reference is not found in a copy of itself: ${error.detail}`;
      throw new VisionError('PICTURE_UNSUPPORTED', detail, { cause: error });
    }
    images.push(copy);
    onProgress({ step: 'copies', done: k + 1, total: copies });
  }
  return { images, scores };
}

interface Found {
  readonly path: string;
  readonly value: number;
}

async function differencesOf(
  paths: readonly string[],
  { size, aspect }: Pick<ReferenceDescription, 'size' | 'aspect'>,
  difference: (crop: Image) => ReferenceJudged,
  step: 'compare' | 'compare-bad',
  onProgress: (progress: TeachProgress) => void,
  signal: AbortSignal,
  onSeen: (path: string, image: Image, seen: ReferenceJudged) => Promise<void> = async () => {},
): Promise<{ readonly found: readonly Found[]; readonly skipped: readonly SkippedPicture[] }> {
  const found: Found[] = [];
  const skipped: SkippedPicture[] = [];
  const judgePicture = async (path: string) => {
    const image = await decodePicture({ path });
    return { image, seen: difference(prepareCrop(image, { input: size, aspect })) };
  };
  for (const [k, path] of paths.entries()) {
    signal.throwIfAborted();
    const judged = await judgePicture(path).catch((error: unknown) => {
      skipped.push(skippedBy(path, error));
      return null;
    });
    if (judged !== null) {
      found.push({ path, value: judged.seen.score });
      await onSeen(path, judged.image, judged.seen);
    }
    onProgress({ step, done: k + 1, total: paths.length });
  }
  return { found, skipped };
}

interface PlacedThreshold {
  /** As differences. */
  readonly value: number;
  readonly median: number;
  /** What it was placed on. */
  readonly from: readonly number[];
  readonly method: string;
}

function placeThreshold(good: readonly Found[], copied: readonly number[], falseRejectRate: number): PlacedThreshold {
  const own = good.map(({ value }) => value);
  const enough = own.length >= fewestGood;
  const from = enough ? own : [...own, ...copied];
  const least = enough ? leastOfGood : leastOfCopies;
  const { value, method } = automaticThreshold(from, falseRejectRate);
  const source = enough ? `${own.length} good pictures` : `${copied.length} disturbed copies of the reference`;
  return {
    value: Math.max(value, least),
    median: medianOf(from),
    from,
    method: value >= least ? `${method}; from ${source}` : `difference ${least}: ${source} lie below it`,
  };
}

/**
 * Placed on good pictures as the threshold is, for the share of good parts that may be looked at; null where they are too few
 * to say that or it would not be lower. Undefined: none was asked for.
 */
function reviewOf(
  rate: number | undefined,
  good: readonly Found[],
  { scale, offset }: ReferenceDescription['score'],
): ModelCard['threshold']['review'] {
  if (rate === undefined) return undefined;
  if (good.length < fewestGood) return { value: null, rate };
  const value = placeThreshold(good, [], rate).value * scale + offset;
  return { value: value < thresholdOnScale - leastBand ? value : null, rate };
}

/** From a difference to the score scale of all models. */
function scoreScale({ value, median }: PlacedThreshold): ReferenceDescription['score'] {
  const scale = (thresholdOnScale - medianOnScale) / (value - median);
  return { scale, offset: medianOnScale - median * scale };
}
