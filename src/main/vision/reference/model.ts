import { VisionError } from '../errors.ts';
import type { Judged } from '../judge.ts';
import type { ModelEntries } from '../model-file.ts';
import { openPixelOperations } from '../pixels/opencv.ts';
import { prepareCrop } from '../preprocess.ts';
import { replaySelfTest } from '../self-test.ts';
import type { AnomalyMap, Image, Measurement, Model } from '../types.ts';
import { parseReferenceArtifact, type ReferenceDescription } from './artifact.ts';
import { type Comparer, type Comparison, createComparer } from './compare.ts';
import { describeRegion } from './describe-region.ts';
import { nameRegion, type ReferenceKinds } from './kinds.ts';
import { regionDefect } from './region-defect.ts';
import { type DifferentRegion, differentRegions } from './regions.ts';
import { referenceResemblances } from './resemblances.ts';

export { isReferenceModel } from './artifact.ts';

/** Each cell of the map holds the highest difference of so many pixels squared. */
const mapCellPx = 4;
/** A wrong part differs all over: a list of everything helps nobody. */
const mostDefects = 500;
/** And the kinds of all would be of none that is known, and take their time. */
const mostNamed = 50;
const nothing = new Float32Array();

export interface ReferenceModel extends Model {
  /** Measures as the line does, and tells how each listed defect is described (see `describeRegion`), by its index. */
  look(
    image: Image,
    options: MeasureOptions,
  ): { readonly measured: Measurement; readonly describe: (defect: number) => Float32Array };
}

interface MeasureOptions {
  readonly threshold: number;
  readonly minDefectAreaPx: number;
}

/** Opens a model that compares with its reference picture. Throws VisionError MODEL_REJECTED, or what parsing throws. */
export async function openReferenceModel(entries: ModelEntries): Promise<ReferenceModel> {
  const { sha256, reference, description, kinds, selfTest, card } = await parseReferenceArtifact(entries);
  const { comparison, score, regions = [] } = description;
  const judge = referenceJudge(createComparer(reference, comparison, await openPixelOperations(), regions), score);
  await replaySelfTest((crop) => judge(crop), selfTest, description.size);
  const look = (image: Image, options: MeasureOptions) => measure(judge, description, kinds, image, options);
  return {
    kind: 'reference',
    sha256,
    card,
    regions,
    // A refused picture is a rejected promise, not an exception of the call.
    async measure(image, options) {
      return look(image, options).measured;
    },
    look,
    close: () => Promise.resolve(),
  };
}

export interface ReferenceJudged extends Judged {
  readonly comparison: Comparison;
}

/**
 * The one way from a prepared picture to a score: teaching, self-test and the line all come through here. Throws
 * PART_NOT_FOUND where there is nothing to compare.
 */
export function referenceJudge(
  comparer: Comparer,
  { scale, offset }: ReferenceDescription['score'],
): (crop: Image) => ReferenceJudged {
  return (crop) => {
    const comparison = comparer.compare(crop);
    const cells = highestOf(comparison);
    for (let i = 0; i < cells.data.length; i++) cells.data[i] = (cells.data[i] as number) * scale + offset;
    const score = cells.data.reduce((highest, value) => Math.max(highest, value), Number.NEGATIVE_INFINITY);
    if (!Number.isFinite(score)) throw new VisionError('SCORE_INVALID', 'the comparison gave no number');
    return { score, cells, spoken: [], peaks: nothing, alike: nothing, kinds: nothing, comparison };
  };
}

function measure(
  judge: (crop: Image) => ReferenceJudged,
  { size, aspect, score: { scale, offset } }: ReferenceDescription,
  kinds: ReferenceKinds | null,
  image: Image,
  options: MeasureOptions,
): ReturnType<ReferenceModel['look']> {
  const start = performance.now();
  const crop = prepareCrop(image, { input: size, aspect });
  const prepared = performance.now();
  const { score, cells, comparison } = judge(crop);
  const compared = performance.now();
  const regions = score >= options.threshold ? differentRegions(comparison, leastFor(options.threshold, scale, offset)) : [];
  const found = regions.map((region) => ({ region, defect: regionDefect(region, image, size, { scale, offset }) }));
  const large = found.filter(({ defect }) => defect.area_px >= options.minDefectAreaPx);
  const listed = (large.length > 0 ? large : found.slice(0, 1)).slice(0, mostDefects);
  const describe = (region: DifferentRegion) => describeRegion(comparison, region);
  const defects = listed.map(({ defect, region }, k) => {
    if (kinds === null) return defect;
    return { ...defect, ...(k < mostNamed ? nameRegion(kinds, describe(region)) : { kind: null }) };
  });
  const resemblances = referenceResemblances(defects, image, size, comparison.place);
  const latencyMs = { prepare: prepared - start, infer: compared - prepared, defects: performance.now() - compared };
  return {
    measured: { score, scorers: [], resemblances, map: cells, defects, crop, latencyMs },
    describe: (defect) => describe((listed[defect] as (typeof listed)[number]).region),
  };
}

/** The smallest difference whose score, rounded as the map's is, reaches the threshold; none is below what can be seen at all. */
function leastFor(threshold: number, scale: number, offset: number): number {
  const least = (threshold - offset) / scale;
  return Math.max(1e-6, least - 1e-6 * Math.max(1, Math.abs(least)));
}

function highestOf({ width, height, certain }: Comparison): AnomalyMap {
  const [columns, rows] = [Math.ceil(width / mapCellPx), Math.ceil(height / mapCellPx)];
  const data = new Float32Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / mapCellPx) * columns;
    for (let x = 0; x < width; x++) {
      const value = certain[y * width + x] as number;
      const cell = row + Math.floor(x / mapCellPx);
      if (value > (data[cell] as number)) data[cell] = value;
    }
  }
  return { width: columns, height: rows, data };
}
