import { cropOf, wholePicture } from '#shared/domain/region.ts';
import { type Alike, alikeOf } from './alike.ts';
import { type Backbone, inputFor, tapOf } from './backbone.ts';
import { type BackboneChoice, chooseBackbone } from './backbones/choose.ts';
import { gridOf } from './compile-backbone.ts';
import type { Member } from './compile-members.ts';
import { VisionError } from './errors.ts';
import { type Evidence, measureEvidence, positionWeight, wantsCopies } from './evidence.ts';
import { extractCopies, extractFeatures, mostPictures, type TaughtPicture } from './features.ts';
import { inspectedOf } from './inspected.ts';
import { type Usual, usualOf } from './kinds/describe.ts';
import { buildMembers, chooseScorers, drawPatches } from './members.ts';
import { tapsOf } from './method.ts';
import { openPreparation, type Prepare } from './prepare.ts';
import { aspectTolerance, type Preprocessing } from './preprocess.ts';
import { shuffled, uniform } from './random.ts';
import { type SkippedPicture, surveyPictures } from './survey.ts';
import type { TeachProgress, TeachRequest } from './types.ts';
import { type Bring, type LearntUpright, learnUpright, notLooked, type UprightChoice } from './upright/learn-upright.ts';
import { crossValidate, type Teaching, type Validation } from './validate.ts';

/** Fewer tell nothing of how good parts differ. */
const leastGoodPictures = 5;
/** More hardly widen the bank, which holds a fixed number of patches; a kilobyte of features for each patch until it is chosen. */
const mostGoodPictures = 1_000;

/** All that good pictures teach, before any known defect is looked at. */
export interface Learned {
  readonly backbone: Backbone;
  readonly preprocessing: Preprocessing;
  readonly prepare: Prepare;
  readonly turning: LearntUpright['evidence'];
  /** Where parts are brought upright. */
  readonly bring: Bring | null;
  readonly pictures: readonly TaughtPicture[];
  readonly skipped: readonly SkippedPicture[];
  /** Good pictures that were not looked at: more than the memory is meant for. */
  readonly leftOut: number;
  readonly teaching: Teaching;
  readonly evidence: Evidence;
  readonly validation: Validation;
  readonly members: readonly Member[];
  readonly alike: Alike;
  /** Null where no bad pictures follow. */
  readonly usual: Usual | null;
}

export interface LearnRequest extends BackboneChoice {
  readonly good: readonly string[];
  readonly seed: number;
  readonly regions?: TeachRequest['regions'];
  /** Whether parts are brought upright; absent: as the evidence says. */
  readonly upright?: UprightChoice | undefined;
  /** Whether a head for known defects may follow: it sees more of each picture. */
  readonly pooled: boolean;
}

/** Throws VisionError PICTURE_UNSUPPORTED when fewer than five different good pictures can be used. */
export async function learnGood(
  request: LearnRequest,
  onProgress: (progress: TeachProgress) => void,
  signal: AbortSignal,
): Promise<Learned> {
  const backbone = await chooseBackbone(request);
  const survey = await surveyPictures(chosenPictures(request.good, mostGoodPictures, request.seed), onProgress, signal);
  requireEnough(survey.paths.length, survey.skipped);
  // Regions are places of the picture: where there are any, parts are judged as they lie.
  const turning = request.regions?.length
    ? notLooked
    : await learnUpright(survey.paths, survey.usual, backbone, request.upright ?? 'learnt', request.seed, signal);
  const preprocessing = preprocessingFor(backbone, survey.aspect, request.regions ?? [], turning);
  const prepare = await openPreparation(preprocessing, turning.bring?.golden ?? null);
  const paths = chosenPictures(survey.paths, mostPictures(backbone, preprocessing), request.seed);
  const extracted = await extractFeatures(backbone, paths, preprocessing, prepare, request.pooled, onProgress, signal);
  const { pictures } = extracted;
  const skipped = [...survey.skipped, ...extracted.skipped];
  requireEnough(pictures.length, skipped);

  const { evidence, ...teaching } = await prepareTeaching(backbone, pictures, preprocessing, request.seed, onProgress, signal);
  const validation = await crossValidate(teaching, onProgress, signal);
  onProgress({ step: 'select', done: 0, total: 1 });
  const { scorers, samples, candidates } = teaching;
  const members = await buildMembers(backbone, samples, scorers, candidates, request.seed, signal);
  onProgress({ step: 'select', done: 1, total: 1 });
  return {
    backbone,
    preprocessing,
    prepare,
    turning: turning.evidence,
    bring: turning.bring,
    pictures,
    skipped,
    leftOut: request.good.length - survey.skipped.length - paths.length,
    teaching,
    evidence,
    validation,
    members,
    alike: alikeOf(members, samples, preprocessing),
    usual: request.pooled ? usualIn(pictures, backbone, preprocessing) : null,
  };
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
  const { tap } = backbone.method.position;
  const seen = pictures.map(({ features }) => features[tap] as Float32Array);
  const evidence = measureEvidence(seen, tapOf(backbone, tap).channels);
  const copies = wantsCopies(evidence) ? await extractCopies(backbone, pictures, preprocessing, seed, onProgress, signal) : [];
  const samples = [...pictures.map(({ features }, picture) => ({ picture, features })), ...copies];
  const scorers = chooseScorers(backbone.method, positionWeight(evidence));
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

/** By the layers that are judged by, as the network usually sees the picture. */
function usualIn(pictures: readonly TaughtPicture[], backbone: Backbone, preprocessing: Preprocessing): Usual {
  const taps = tapsOf(backbone.method).map((name) => tapOf(backbone, name));
  return usualOf(
    pictures.map(({ features }) => features),
    taps.filter(({ zoom }) => zoom === 1),
    inspectedOf(preprocessing)?.cells ?? null,
  );
}

/** All good pictures, or as many as memory is meant for, chosen by the seed and in the order given. */
function chosenPictures(good: readonly string[], most: number, seed: number): readonly string[] {
  if (good.length <= most) return good;
  const chosen = new Set(shuffled([...good.keys()], uniform(seed)).slice(0, most));
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
  regions: NonNullable<TeachRequest['regions']>,
  { bring, presence }: LearntUpright,
): Preprocessing {
  const crop = cropOf(regions);
  const input = bring?.input ?? inputFor(backbone, (aspect.median * crop.width) / crop.height);
  return {
    format: 1,
    resize: 'area',
    input,
    map: gridOf(backbone, tapsOf(backbone.method), input),
    aspect: { min: aspect.min / aspectTolerance, max: aspect.max * aspectTolerance },
    ...(crop === wholePicture ? {} : { crop }),
    ...(regions.length === 0 ? {} : { regions: [...regions] }),
    ...(bring === null ? {} : { upright: bring.upright }),
    ...(presence === null ? {} : { presence }),
  };
}
