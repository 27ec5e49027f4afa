import { createHash } from 'node:crypto';
import { cropOf, wholePicture } from '#shared/domain/region.ts';
import { type AutomaticThreshold, automaticThreshold } from '#shared/domain/threshold.ts';
import { writeArtifact } from './artifact.ts';
import { type Backbone, loadBackbone, tapOf } from './backbone.ts';
import { compileModel, gridOf } from './compile.ts';
import { decodePicture } from './decode.ts';
import { VisionError } from './errors.ts';
import { type Evidence, measureEvidence, positionWeight, wantsCopies } from './evidence.ts';
import { extractCopies, extractFeatures, type TaughtPicture } from './features.ts';
import { inspectedOf } from './inspected.ts';
import { judgeCrop } from './judge.ts';
import { buildMembers, chooseScorers, drawPatches } from './members.ts';
import { bankRows, type Calibration, methodName, positionScorer, tapNames } from './method.ts';
import { aspectTolerance, type Preprocessing, prepareCrop } from './preprocess.ts';
import { shuffled, uniform } from './random.ts';
import { inputSizeFor } from './resize.ts';
import { makeSelfTest } from './self-test.ts';
import { openSession, type Session } from './session.ts';
import { type SkippedPicture, skippedBy, surveyPictures } from './survey.ts';
import type { ModelCard, TaughtScore, TeachProgress, TeachRequest, TeachResult } from './types.ts';
import { crossValidate, type Teaching, type Validation } from './validate.ts';

/** Fewer tell nothing of how good parts differ. */
const leastGoodPictures = 5;
/** More hardly widen the bank, which holds a fixed number of patches; a kilobyte of features for each patch until it is chosen. */
const mostGoodPictures = 1_000;
/** The score scale: the middle of the cross-validated good pictures, and the automatic threshold. */
const medianOnScale = 0.25;
const thresholdOnScale = 0.5;
/** Pictures whose scores the self-test keeps. */
const testedPictures = 3;
/**
 * How many times more good parts the validation rejects than the model: its judges saw two thirds of the pictures. Measured
 * on 20 sets of 20 to 40 pictures, where a nominal 5 % rejected 1.3 % and 10 % rejected 2.2 % of real good parts.
 */
const validationPessimism = 2;

export interface TeachOptions {
  readonly onProgress?: (progress: TeachProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Teaches a model from good pictures and writes its artifact into `outFolder`. One path with the line: the same decoding,
 * resizing, features and scores. Cancelling takes effect between pictures and banks and throws the signal's reason.
 * Throws VisionError PICTURE_UNSUPPORTED when fewer than five different good pictures can be used.
 */
export async function teachModel(request: TeachRequest, outFolder: string, options: TeachOptions = {}): Promise<TeachResult> {
  const { onProgress = () => {}, signal = new AbortController().signal } = options;
  const startedAt = performance.now();
  const backbone = await loadBackbone();
  const survey = await surveyPictures(chosenPictures(request), onProgress, signal);
  requireEnough(survey.paths.length, survey.skipped);
  const preprocessing = preprocessingFor(backbone, survey.aspect, request.regions);
  const inspected = inspectedOf(preprocessing);
  const extracted = await extractFeatures(backbone, survey.paths, preprocessing, onProgress, signal);
  const { pictures } = extracted;
  const skipped = [...survey.skipped, ...extracted.skipped];
  requireEnough(pictures.length, skipped);

  const teaching = await prepareTeaching(backbone, pictures, preprocessing, request.seed, onProgress, signal);
  const { scorers, samples, candidates, evidence } = teaching;
  const validation = await crossValidate(teaching, onProgress, signal);
  const limit = automaticThreshold(validation.scores, request.falseRejectRate, validationPessimism);
  const calibration = calibrate(validation, limit);
  onProgress({ step: 'select', done: 0, total: 1 });
  const members = await buildMembers(backbone, samples, scorers, candidates, request.seed, signal);
  onProgress({ step: 'select', done: 1, total: 1 });
  const graph = compileModel(backbone, preprocessing.input, members, calibration, inspected);
  const session = await openSession(graph);
  onProgress({ step: 'compile', done: 1, total: 1 });
  try {
    const selfTest = await makeSelfTest(
      session,
      pictures.slice(0, testedPictures).flatMap(({ crop }) => crop ?? []),
      preprocessing.map,
    );
    const bad = await scoreBad(session, request.bad, preprocessing, signal);
    const scores = [...goodScores(pictures, validation, calibration), ...bad.scores];
    const card: ModelCard = {
      ...cardOf(request, backbone, preprocessing, pictures, bad),
      threshold: {
        value: thresholdOnScale,
        falseRejectRate: request.falseRejectRate,
        method: limit.method,
        goodScores: scoresOf(scores, 'good'),
        badScores: scoresOf(scores, 'bad'),
      },
      scoring: {
        members: scorers.map(({ name, weight }) => ({ name, weight })),
        evidence,
        copies: samples.length - pictures.length,
      },
      teaching: {
        good: pictures.length,
        bad: bad.scores.length,
        datasetSha256: hashOf([...pictures.map((one) => one.fileSha256)].sort()),
        seconds: (performance.now() - startedAt) / 1000,
        patches: samples.length * (inspected?.cells.length ?? preprocessing.map.width * preprocessing.map.height),
      },
    };
    signal.throwIfAborted();
    const { path, sha256 } = await writeArtifact(outFolder, { graph, preprocessing, selfTest, card });
    onProgress({ step: 'self-test', done: 1, total: 1 });
    return { modelPath: path, sha256, card, scores, skipped: [...skipped, ...bad.skipped] };
  } finally {
    await session.close();
  }
}

/** What the pictures tell of how the parts lie, the judges that follow from it, and what these are taught from. */
async function prepareTeaching(
  backbone: Backbone,
  pictures: readonly TaughtPicture[],
  preprocessing: Preprocessing,
  seed: number,
  onProgress: (progress: TeachProgress) => void,
  signal: AbortSignal,
): Promise<Teaching & { readonly evidence: Evidence }> {
  const { tap } = positionScorer;
  const seen = pictures.map(({ features }) => features[tap] as Float32Array);
  const evidence = measureEvidence(seen, tapOf(backbone, tap).channels);
  const copies = wantsCopies(evidence) ? await extractCopies(backbone, pictures, preprocessing, seed, onProgress, signal) : [];
  const samples = [...pictures.map(({ features }, picture) => ({ picture, features })), ...copies];
  const scorers = chooseScorers(positionWeight(evidence));
  const candidates = await drawPatches(backbone, samples, scorers, seed, signal);
  return {
    backbone,
    scorers,
    samples,
    pictures: pictures.length,
    candidates,
    seed,
    evidence,
    sensitivity: inspectedOf(preprocessing)?.sensitivity ?? null,
  };
}

/** All good pictures, or as many as memory is meant for, chosen by the seed and in the order given. */
function chosenPictures({ good, seed }: TeachRequest): readonly string[] {
  if (good.length <= mostGoodPictures) return good;
  const chosen = new Set(shuffled([...good.keys()], uniform(seed)).slice(0, mostGoodPictures));
  return good.filter((_, k) => chosen.has(k));
}

function requireEnough(usable: number, skipped: readonly SkippedPicture[]): void {
  if (usable >= leastGoodPictures) return;
  const first = skipped[0];
  const why = first ? ` (${skipped.length} could not be used, the first: ${first.reason}, ${first.detail})` : '';
  throw new VisionError(
    'PICTURE_UNSUPPORTED',
    `${usable} different good pictures, at least ${leastGoodPictures} are needed${why}`,
  );
}

function preprocessingFor(
  backbone: Backbone,
  aspect: { min: number; median: number; max: number },
  regions: TeachRequest['regions'] = [],
): Preprocessing {
  const crop = cropOf(regions);
  const input = inputSizeFor((aspect.median * crop.width) / crop.height, backbone.input.multipleOf);
  return {
    format: 1,
    resize: 'area',
    input,
    map: gridOf(backbone, tapNames, input),
    aspect: { min: aspect.min / aspectTolerance, max: aspect.max * aspectTolerance },
    ...(crop === wholePicture ? {} : { crop }),
    ...(regions.length === 0 ? {} : { regions: [...regions] }),
  };
}

/** The affine that puts the good pictures' median at 0.25 and the automatic threshold at 0.5. */
function calibrate({ weights }: Validation, { value, median }: AutomaticThreshold): Calibration {
  const scale = (thresholdOnScale - medianOnScale) / (value - median);
  return { weights, scale, offset: medianOnScale - median * scale };
}

/** Scores of the good pictures on the model's scale, each by judges that never saw it: those that the threshold is placed on. */
function goodScores(
  pictures: readonly TaughtPicture[],
  { scores }: Validation,
  { scale, offset }: Calibration,
): readonly TaughtScore[] {
  return pictures.map(({ path }, k) => ({
    path,
    score: (scores[k] as number) * scale + offset,
    kind: 'good',
    crossValidated: true,
  }));
}

const scoresOf = (scores: readonly TaughtScore[], kind: TaughtScore['kind']): readonly number[] =>
  scores
    .filter((one) => one.kind === kind)
    .map(({ score }) => score)
    .sort((a, b) => a - b);

/** Scores of known bad pictures by the finished model: evidence for the card, they place nothing. */
async function scoreBad(
  session: Session,
  paths: readonly string[],
  preprocessing: Preprocessing,
  signal: AbortSignal,
): Promise<{ scores: TaughtScore[]; skipped: SkippedPicture[] }> {
  const scores: TaughtScore[] = [];
  const skipped: SkippedPicture[] = [];
  for (const path of paths) {
    signal.throwIfAborted();
    try {
      const crop = prepareCrop(await decodePicture({ path }), preprocessing);
      const { score } = await judgeCrop(session, crop, preprocessing.map);
      scores.push({ path, score, kind: 'bad', crossValidated: false });
    } catch (error) {
      skipped.push(skippedBy(path, error));
    }
  }
  return { scores, skipped };
}

function cardOf(
  request: TeachRequest,
  backbone: Backbone,
  { input, aspect }: Preprocessing,
  pictures: readonly TaughtPicture[],
  bad: { readonly scores: readonly TaughtScore[] },
): Omit<ModelCard, 'threshold' | 'teaching' | 'scoring'> {
  const limits = [
    `Taught from ${pictures.length} good pictures: what they do not show counts as abnormal.`,
    `Pictures with an aspect ratio from ${aspect.min.toFixed(2)} to ${aspect.max.toFixed(2)} (width / height), seen at ${input.width}×${input.height} px.`,
    'Defects smaller than a few pixels of that size may not be seen.',
  ];
  if (request.good.length > mostGoodPictures)
    limits.push(`${mostGoodPictures} of ${request.good.length} good pictures were used.`);
  if (request.regions?.length) limits.push('Only what lies in the regions of the recipe is judged.');
  if (pictures.length < 20) limits.push('Fewer than 20 good pictures: the threshold carries a wide margin.');
  if (bad.scores.length === 0) limits.push('No known bad pictures: the escape rate is not measured.');
  return {
    method: `${methodName} of ${bankRows} rows (PatchCore) and, where places tell, a Gaussian at each (PaDiM)`,
    name: request.name,
    createdAtUtc: new Date().toISOString(),
    backbone: { name: backbone.name, sha256: backbone.sha256, licence: backbone.licence },
    input,
    limits,
    notices: [backbone.notice],
  };
}

const hashOf = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex');
