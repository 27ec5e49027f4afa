import { VisionError } from '../errors.ts';
import type { Judged } from '../judge.ts';
import type { ModelEntries } from '../model-file.ts';
import { openPixelOperations } from '../pixels/opencv.ts';
import { prepareCrop } from '../preprocess.ts';
import { replaySelfTest } from '../self-test.ts';
import type { AnomalyMap, Image, Measurement, Model } from '../types.ts';
import { parseReferenceArtifact, type ReferenceDescription } from './artifact.ts';
import { type Comparer, type Comparison, createComparer } from './compare.ts';
import { type DifferentRegion, differentRegions } from './regions.ts';

export { isReferenceModel } from './artifact.ts';

/** Each cell of the map holds the highest difference of so many pixels squared. */
const mapCellPx = 4;
/** A wrong part differs all over: a list of everything helps nobody. */
const mostDefects = 500;
const nothing = new Float32Array();

/** Opens a model that compares with its reference picture. Throws VisionError MODEL_REJECTED, or what parsing throws. */
export async function openReferenceModel(entries: ModelEntries): Promise<Model> {
  const { sha256, reference, description, selfTest, card } = await parseReferenceArtifact(entries);
  const { comparison, score, regions = [] } = description;
  const judge = referenceJudge(createComparer(reference, comparison, await openPixelOperations(), regions), score);
  await replaySelfTest((crop) => judge(crop), selfTest, description.size);
  return {
    kind: 'reference',
    sha256,
    card,
    regions,
    // A refused picture is a rejected promise, not an exception of the call.
    async measure(image, options) {
      return measure(judge, description, image, options);
    },
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
  image: Image,
  options: { readonly threshold: number; readonly minDefectAreaPx: number },
): Measurement {
  const start = performance.now();
  const crop = prepareCrop(image, { input: size, aspect });
  const prepared = performance.now();
  const { score, cells, comparison } = judge(crop);
  const compared = performance.now();
  const regions = score >= options.threshold ? differentRegions(comparison, leastFor(options.threshold, scale, offset)) : [];
  const defects = regions.map((region) => defectOf(region, image, size, scale, offset));
  const listed = defects.filter((defect) => defect.area_px >= options.minDefectAreaPx);
  const latencyMs = { prepare: prepared - start, infer: compared - prepared, defects: performance.now() - compared };
  return {
    score,
    scorers: [],
    resemblances: [],
    map: cells,
    defects: (listed.length > 0 ? listed : defects.slice(0, 1)).slice(0, mostDefects),
    crop,
    latencyMs,
  };
}

/** The smallest difference whose score, rounded as the map's is, reaches the threshold; none is below what can be seen at all. */
function leastFor(threshold: number, scale: number, offset: number): number {
  const least = (threshold - offset) / scale;
  return Math.max(1e-6, least - 1e-6 * Math.max(1, Math.abs(least)));
}

function defectOf(
  { left, top, right, bottom, pixels, highest }: DifferentRegion,
  picture: { readonly width: number; readonly height: number },
  size: { readonly width: number; readonly height: number },
  scale: number,
  offset: number,
): Measurement['defects'][number] {
  const [scaleX, scaleY] = [picture.width / size.width, picture.height / size.height];
  const [x, y] = [Math.floor(left * scaleX), Math.floor(top * scaleY)];
  return {
    x,
    y,
    width: Math.max(1, Math.min(picture.width, Math.ceil((right + 1) * scaleX)) - x),
    height: Math.max(1, Math.min(picture.height, Math.ceil((bottom + 1) * scaleY)) - y),
    score: highest * scale + offset,
    area_px: Math.round(pixels * scaleX * scaleY),
  };
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
