import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, parse, resolve } from 'node:path';
import * as metrics from '#shared/domain/metrics.ts';
import { decodePicture } from '../decode.ts';
import { VisionError } from '../errors.ts';
import { countErrors, type Refused } from '../evaluate-errors.ts';
import type { EvaluateContext } from '../evaluate.ts';
import { type TestPicture, testPictures } from '../test-set.ts';
import { type HeldOut, type KindFigures, kindFigures } from '../kinds/held-out.ts';
import { readEntries } from '../model-file.ts';
import { openPixelOperations } from '../pixels/opencv.ts';
import { uniform } from '../random.ts';
import type { Image, Model, ReferenceSetOptions } from '../types.ts';
import { boxAround, boxesFor, boxOf, fileFor, matchBoxes } from './boxes.ts';
import { disturbedReference } from './disturb.ts';
import { learnReferenceKinds, nameRegion, type NamedRegion } from './kinds.ts';
import { openReferenceModel, type ReferenceModel } from './model.ts';
import { methodName, teachReference } from './teach.ts';

const falseRejectRate = 0.05;
const seed = 1;
/** Further disturbed copies of each reference, none of which took part in placing its threshold. */
const freshCopies = 2;
const options = { threshold: 0.5, minDefectAreaPx: 0 };

/** What is said of the comparison on one set. Rates 0..1; null: nothing to say it of. */
export interface ReferenceEvaluation extends Partial<KindFigures> {
  readonly dataset: string;
  readonly method: string;
  /** References that were taught, one for each compared picture, and the seconds that it took. */
  readonly references: number;
  readonly teach_s: number;
  /** Test pictures without a reference of their name: they were not judged. */
  readonly without_reference: number;
  readonly image_auroc: number | null;
  readonly threshold: number;
  readonly f1: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly escape_rate: number | null;
  readonly false_reject_rate: number | null;
  /** Of defects: found where the centre of a detected box lies in an annotated one, one to one. */
  readonly defect_f1: number | null;
  readonly defect_precision: number | null;
  readonly defect_recall: number | null;
  readonly defects_annotated: number;
  readonly defects_detected: number;
  /** Turned, shifted, noisy, brighter copies of the references that were judged, and how many of them did not pass. */
  readonly copies: number;
  readonly copies_rejected: number;
  /** From the decoded picture to the verdict. */
  readonly latency_ms: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly test_good: number;
  readonly test_bad: number;
  /** As of `evaluateSet`. */
  readonly errors: Readonly<Record<string, number>>;
}

interface Tally {
  readonly good: number[];
  readonly bad: number[];
  readonly judgedMs: number[];
  readonly refused: Refused[];
  teachS: number;
  annotated: number;
  detected: number;
  matched: number;
  hasBoxes: boolean;
  copies: number;
  copiesRejected: number;
  /** Of each picture the defects that were found and whose type the boxes say. */
  readonly named: NamedRegion[][];
}

/**
 * Compares each test picture of a set with the reference of the same name (`references/<kind>/<name>.*` or
 * `references/<name>.*`), by the code that teaches and judges a product, and its defects with the annotated boxes
 * (`boxes/<kind>/<name>.txt`, lines `x1 y1 x2 y2 type`). With `kinds` what each picture's defects are called by what the types
 * of all the others teach. Throws VisionError FILE_NOT_A_PICTURE where nothing can be compared.
 */
export async function evaluateReferences(
  folder: string,
  { references, boxes, kinds = false }: ReferenceSetOptions,
  { onProgress = () => {}, signal = new AbortController().signal }: EvaluateContext = {},
): Promise<ReferenceEvaluation & Record<string, unknown>> {
  const root = resolve(folder);
  const test = await testPictures(root);
  const pairs: { picture: TestPicture; reference: string }[] = [];
  for (const picture of test) {
    const reference = await fileFor(references, picture.path);
    if (reference !== null) pairs.push({ picture, reference });
  }
  if (pairs.length === 0) throw new VisionError('FILE_NOT_A_PICTURE', 'no test picture has a reference of its name');
  const tally: Tally = {
    ...{ good: [], bad: [], judgedMs: [], refused: [], teachS: 0, hasBoxes: false },
    ...{ annotated: 0, detected: 0, matched: 0, copies: 0, copiesRejected: 0, named: [] },
  };
  const outFolder = await mkdtemp(join(tmpdir(), 'passline-evaluate-'));
  try {
    for (const [k, { picture, reference }] of pairs.entries()) {
      signal.throwIfAborted();
      const request = { name: parse(reference).name, reference, good: [], bad: [], falseRejectRate, seed };
      const taught = await teachReference(request, outFolder, { signal });
      tally.teachS += taught.card.teaching.seconds;
      const model = await openReferenceModel(await readEntries(taught.modelPath));
      await judgePicture(model, picture, boxes, tally);
      await judgeCopies(model, reference, k, tally);
      await model.close();
      await rm(taught.modelPath, { force: true });
      onProgress({ step: 'judge', done: k + 1, total: pairs.length });
    }
  } finally {
    await rm(outFolder, { recursive: true, force: true });
  }
  return {
    ...figures(basename(root), tally, { references: pairs.length, without: test.length - pairs.length }),
    ...(kinds ? kindFigures(namedHeldOut(tally.named)) : {}),
  };
}

async function judgePicture(
  model: ReferenceModel,
  { path, bad }: TestPicture,
  boxes: string | null,
  tally: Tally,
): Promise<void> {
  const image = await decodePicture({ path }).catch(orRefused);
  const start = performance.now();
  const outcome = image instanceof VisionError ? image : lookAt(model, image);
  if (outcome instanceof VisionError) tally.refused.push({ bad, reason: outcome.code });
  const looked = outcome instanceof VisionError ? null : outcome;
  const measured = looked?.measured;
  if (measured) tally.judgedMs.push(performance.now() - start);
  // An error verdict is no pass either.
  (bad ? tally.bad : tally.good).push(measured?.score ?? Number.POSITIVE_INFINITY);
  const drawn = boxes === null ? null : await boxesFor(boxes, path);
  const annotated = drawn ?? (bad ? null : []);
  if (annotated === null) return;
  tally.hasBoxes ||= drawn !== null;
  const detected = (measured?.defects ?? []).map(boxOf);
  tally.annotated += annotated.length;
  tally.detected += detected.length;
  tally.matched += matchBoxes(detected, annotated);
  const named = detected.flatMap((box, k) => {
    const kind = boxAround(box, annotated)?.kind ?? null;
    return kind === null || !looked ? [] : [{ kind, description: looked.describe(k) }];
  });
  tally.named.push(named);
}

/** A refused picture is an error verdict. */
function lookAt(model: ReferenceModel, image: Image): ReturnType<ReferenceModel['look']> | VisionError {
  try {
    return model.look(image, options);
  } catch (error) {
    return orRefused(error);
  }
}

/** Each picture's defects named by what the other pictures teach. */
function namedHeldOut(pictures: readonly (readonly NamedRegion[])[]): HeldOut[] {
  return pictures.flatMap((own, k) => {
    if (own.length === 0) return [];
    const { kinds } = learnReferenceKinds(pictures.toSpliced(k, 1).flat(), seed);
    return own.map(({ kind, description }) => ({ kind, named: kinds && nameRegion(kinds, description).kind }));
  });
}

async function judgeCopies(model: Model, reference: string, index: number, tally: Tally): Promise<void> {
  const image = await decodePicture({ path: reference });
  const random = uniform(1_000 + index);
  const pixels = await openPixelOperations();
  for (let k = 0; k < freshCopies; k++) {
    const measured = await model.measure(disturbedReference(image, random, pixels), options).catch(orRefused);
    tally.copies++;
    if (measured instanceof VisionError || measured.score >= options.threshold) tally.copiesRejected++;
  }
}

function figures(
  dataset: string,
  tally: Tally,
  counts: { references: number; without: number },
): ReferenceEvaluation & Record<string, unknown> {
  const { good, bad, judgedMs, matched, annotated, detected, hasBoxes } = tally;
  const rates = metrics.ratesAt(good, bad, options.threshold);
  const both = good.length > 0 && bad.length > 0;
  const share = (part: number, whole: number) => (hasBoxes && whole > 0 ? part / whole : null);
  const at = (p: number) => metrics.percentile(judgedMs, p);
  return {
    dataset,
    method: methodName,
    references: counts.references,
    teach_s: tally.teachS,
    without_reference: counts.without,
    image_auroc: both ? metrics.auroc(good, bad) : null,
    threshold: options.threshold,
    f1: both ? rates.f1 : null,
    precision: both ? rates.precision : null,
    recall: bad.length > 0 ? rates.recall : null,
    escape_rate: bad.length > 0 ? rates.escapeRate : null,
    false_reject_rate: good.length > 0 ? rates.falseRejectRate : null,
    defect_f1: share(2 * matched, annotated + detected),
    defect_precision: share(matched, detected),
    defect_recall: share(matched, annotated),
    defects_annotated: annotated,
    defects_detected: detected,
    copies: tally.copies,
    copies_rejected: tally.copiesRejected,
    latency_ms: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    test_good: good.length,
    test_bad: bad.length,
    errors: countErrors(tally.refused),
  };
}

/** A refused picture is an error verdict; any other failure is ours and goes on up. */
function orRefused(error: unknown): VisionError {
  if (error instanceof VisionError) return error;
  throw error;
}
