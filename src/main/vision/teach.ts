import { createHash } from 'node:crypto';
import { writeArtifact } from './artifact.ts';
import { zoomOf } from './backbone.ts';
import type { TaughtPicture } from './features.ts';
import { type Finished, finishModel, thresholdOnScale } from './finish.ts';
import { inspectedOf } from './inspected.ts';
import { judgeCrop } from './judge.ts';
import { lookAtPictures, type SeenPicture } from './labelled/bad-pictures.ts';
import { type KindEvidence, learnKinds } from './kinds/learn-kinds.ts';
import { namedKinds } from './kinds/name-defects.ts';
import type { HeadEvidence } from './labelled/head.ts';
import { type Learned, learnGood } from './learn.ts';
import { bankRows, methodName } from './method.ts';
import type { Preprocessing } from './preprocess.ts';
import { makeSelfTest } from './self-test.ts';
import { withPlaces } from './upright/places-test.ts';
import { openSession } from './session.ts';
import type { SkippedPicture } from './survey.ts';
import { encodeTaught } from './taught-pictures.ts';
import type { ModelCard, TaughtScore, TeachProgress, TeachRequest, TeachResult } from './types.ts';

/** Pictures whose scores the self-test keeps. */
const testedPictures = 3;

export interface TeachOptions {
  readonly onProgress?: (progress: TeachProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Teaches a model from good pictures and, where they help, bad ones, and writes its artifact into `outFolder`. One path with the line: the same decoding,
 * resizing, features and scores. Cancelling takes effect between pictures and banks and throws the signal's reason.
 * Throws VisionError PICTURE_UNSUPPORTED when fewer than five different good pictures can be used.
 */
export async function teachModel(request: TeachRequest, outFolder: string, options: TeachOptions = {}): Promise<TeachResult> {
  const { onProgress = () => {}, signal = new AbortController().signal } = options;
  const startedAt = performance.now();
  const learned = await learnGood({ ...request, pooled: request.bad.length > 0 }, onProgress, signal);
  const { preprocessing, bring, pictures, teaching } = learned;
  const { finished, bad, skippedBad, kinds } = await finishWithBad(learned, request, onProgress, signal);
  const session = await openSession(finished.graph);
  onProgress({ step: 'compile', done: 1, total: 1 });
  try {
    const judged = await makeSelfTest(
      (crop) => judgeCrop(session, crop, preprocessing.map),
      pictures.slice(0, testedPictures).flatMap(({ crop }) => crop ?? []),
    );
    const selfTest = bring === null ? judged : await withPlaces(judged, bring);
    const scores = taughtScores(pictures, bad, finished);
    const card: ModelCard = {
      ...cardOf(request, learned, finished.labelled.evidence),
      threshold: {
        value: thresholdOnScale,
        falseRejectRate: request.falseRejectRate,
        method: finished.limit.method,
        review: request.reviewRate === undefined ? undefined : { value: finished.review, rate: request.reviewRate },
        goodScores: scoresOf(scores, 'good'),
        badScores: scoresOf(scores, 'bad'),
      },
      carried: learned.alike.carried.map((number) => pictures[number]?.fileSha256 ?? ''),
      scoring: {
        members: teaching.scorers.map(({ name, weight }) => ({ name, weight })),
        evidence: learned.evidence,
        turning: learned.turning,
        closer: closerOf(learned),
        copies: teaching.samples.length - pictures.length,
        labelled: bad.length > 0 ? finished.labelled.evidence : undefined,
      },
      kinds,
      teaching: {
        good: pictures.length,
        bad: bad.length,
        datasetSha256: hashOf([...pictures.map((one) => one.fileSha256)].sort()),
        seconds: (performance.now() - startedAt) / 1000,
        patches: teaching.samples.length * inspectedCells(preprocessing),
      },
    };
    const carried = await encodeTaught(pictures, learned.alike, preprocessing);
    signal.throwIfAborted();
    const golden = bring?.golden ?? null;
    const named = finished.kinds && namedKinds(finished.kinds);
    const parts = { graph: finished.graph, preprocessing, golden, selfTest, taught: carried, kinds: named, card };
    const { path, sha256 } = await writeArtifact(outFolder, parts);
    onProgress({ step: 'self-test', done: 1, total: 1 });
    return { modelPath: path, sha256, card, scores, skipped: [...learned.skipped, ...skippedBad] };
  } finally {
    await session.close();
  }
}

function closerOf({ validation: { close } }: Learned): NonNullable<ModelCard['scoring']>['closer'] {
  return close === null ? undefined : { unexplained: close.unexplained, deviations: close.deviations };
}

const inspectedCells = (preprocessing: Preprocessing) =>
  inspectedOf(preprocessing)?.cells.length ?? preprocessing.map.width * preprocessing.map.height;

/** The finished model: from good pictures alone, or with a head from the bad ones where that helps. */
async function finishWithBad(
  learned: Learned,
  request: TeachRequest,
  onProgress: (progress: TeachProgress) => void,
  signal: AbortSignal,
): Promise<{
  finished: Finished;
  bad: readonly SeenPicture[];
  skippedBad: readonly SkippedPicture[];
  kinds: KindEvidence | undefined;
}> {
  const plain = finishModel(learned, [], request);
  if (request.bad.length === 0) return { finished: plain, bad: [], skippedBad: [], kinds: undefined };
  const total = request.bad.length + 1;
  const onLooked = (done: number) => onProgress({ step: 'compile', done, total });
  const { seen, skipped } = await lookAtPictures(request.bad, learned, plain, onLooked, signal);
  const said = seen.flatMap(({ path, description }) => {
    const kind = request.kinds?.[path];
    return kind === undefined ? [] : [{ description, kind }];
  });
  const { kinds, evidence } = learnKinds(said, request.seed);
  const finished = finishModel(learned, seen, request, kinds);
  return { finished, bad: seen, skippedBad: skipped, kinds: said.length > 0 ? evidence : undefined };
}

/**
 * On the model's scale. Good pictures: each by judges that never saw it, which is what the threshold is placed on. Bad ones: by
 * the finished model, or where that learnt from them, by one that did without this one.
 */
function taughtScores(
  good: readonly TaughtPicture[],
  bad: readonly SeenPicture[],
  { calibration: { scale, offset }, labelled }: Finished,
): readonly TaughtScore[] {
  const onScale = (score: number | undefined) => (score ?? Number.NaN) * scale + offset;
  return [
    ...good.map(({ path }, k) => ({
      path,
      score: onScale(labelled.goodScores[k]),
      kind: 'good' as const,
      crossValidated: true,
    })),
    ...bad.map(({ path }, k) => ({
      path,
      score: onScale(labelled.badScores[k]),
      kind: 'bad' as const,
      crossValidated: labelled.head !== null,
    })),
  ];
}

const scoresOf = (scores: readonly TaughtScore[], kind: TaughtScore['kind']): readonly number[] =>
  scores
    .filter((one) => one.kind === kind)
    .map(({ score }) => score)
    .sort((a, b) => a - b);

function cardOf(
  request: TeachRequest,
  { backbone, preprocessing: { input, aspect, upright }, pictures, leftOut }: Learned,
  { defects, kept }: HeadEvidence,
): Omit<ModelCard, 'threshold' | 'teaching' | 'scoring'> {
  const limits = [
    `Taught from ${pictures.length} good pictures: what they do not show counts as abnormal.`,
    `Pictures with an aspect ratio from ${aspect.min.toFixed(2)} to ${aspect.max.toFixed(2)} (width / height), seen at ${input.width}×${input.height} px.`,
    'Defects smaller than a few pixels of that size may not be seen.',
  ];
  if (leftOut > 0) limits.push(`${leftOut} good pictures were left out: the memory is meant for ${pictures.length}.`);
  if (upright !== undefined) limits.push('Parts are brought upright first: only what lies around them is judged.');
  if (upright?.shapes?.same === 'pixels') limits.push('Pictures have to show parts at the scale of those that were taught.');
  if (request.regions?.length) limits.push('Only what lies in the regions of the recipe is judged.');
  if (pictures.length < 20) limits.push('Fewer than 20 good pictures: the threshold carries a wide margin.');
  if (defects === 0) limits.push('No known bad pictures: the escape rate is not measured.');
  if (kept) limits.push(`Known bad pictures took part (${defects}): defects of other kinds are judged less by their example.`);
  const seen = zoomOf(backbone) === 1 ? '' : ', of the picture at two sizes';
  const judges = `${methodName} of ${bankRows} rows (PatchCore)${seen} and, where places tell, a Gaussian at each (PaDiM)`;
  return {
    method: kept ? `${judges}, with a ridge head from known defects` : judges,
    name: request.name,
    createdAtUtc: new Date().toISOString(),
    backbone: { name: backbone.name, sha256: backbone.sha256, licence: backbone.licence },
    input,
    limits,
    notices: [backbone.notice].filter((notice) => notice !== ''),
  };
}

const hashOf = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex');
