import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PasslineError } from '#shared/contract/errors.ts';
import type { ToolKind } from '#shared/domain/recipe.ts';
import { type CallOptions, type Engine, EngineError, type EngineProgress, isEngineGone } from '../engine/index.ts';
import type { Records } from '../records/types.ts';
import type { TeachRequest, TeachResult } from '../vision/types.ts';
import type { BackboneStore } from './backbone-store.ts';
import { basisOf, kindsToTeach, picturesToTeach, referenceOf, type StoredDraft } from './draft-document.ts';
import type { DraftLooking } from './draft-looking.ts';
import { teachingSeed } from './draft-recipe.ts';
import type { DraftPlace, DraftStore } from './draft-store.ts';
import { JobFailure, type JobRun, type TeachingJobs } from './teaching-jobs.ts';

/** What the engine asks for, too. */
const leastGoodPictures = 5;
const teachTimeoutMs = 60 * 60_000;
/** So many the engine makes of a reference. */
const disturbedCopies = 8;

export interface DraftTeachingDeps {
  readonly store: DraftStore;
  readonly jobs: TeachingJobs;
  readonly looking: DraftLooking;
  readonly bench: Engine;
  /** See `createDraftLooking`. */
  readonly thread: <T>(work: () => Promise<T>) => Promise<T>;
  readonly records: Pick<Records, 'audit'>;
  readonly backbones: Pick<BackboneStore, 'files'>;
}

/** Makes a model of a draft in the background. The one before stays until the new one is there. */
export function createDraftTeaching({ store, jobs, looking, bench, thread, records, backbones }: DraftTeachingDeps) {
  const stored = (id: string): StoredDraft => {
    const draft = store.get(id);
    if (draft === null) throw new PasslineError('NOT_FOUND');
    return draft;
  };

  async function teach(run: JobRun, id: string, actor: string): Promise<void> {
    run.plan(stepsOf(stored(id)));
    await looking.look(id, run);
    const draft = stored(id);
    const place = store.place(id);
    if (place === null) throw new PasslineError('NOT_FOUND');
    await store.requireRoom();
    const call = await callFor(draft, place, backbones);
    const options = {
      ...{ timeoutMs: teachTimeoutMs, signal: run.signal },
      onProgress: ({ step, done, total }: EngineProgress) => run.note(step, done, total),
    };
    const result = await thread(() => call(bench, options)).catch((error: unknown) => {
      throw refusalOf(error, draft.method) ?? error;
    });
    const { card, sha256: modelSha256 } = result;
    const scores = new Map(result.scores.map(({ path, score }) => [basename(path), score]));
    const { teaching, threshold } = card;
    const taught = {
      ...{
        modelSha256,
        method: draft.method,
        taughtAtUtc: new Date().toISOString(),
        taughtBy: actor,
        basis: basisOf(draft),
        regions: draft.regions,
      },
      ...{ threshold: threshold.value, line: null, falseRejectRate: threshold.falseRejectRate },
      ...{ good: teaching.good, bad: teaching.bad, seconds: teaching.seconds, card: { ...card } },
    };
    await store.change(id, (now) => ({
      ...now,
      taught,
      pictures: now.pictures.map((picture) => ({ ...picture, score: scores.get(picture.id) ?? null })),
    }));
    if (draft.taught !== null && draft.taught.modelSha256 !== modelSha256)
      await rm(join(place.models, `${draft.taught.modelSha256}.model`), { force: true });
    await records.audit({
      actor,
      action: 'teaching.taught',
      subject: id,
      detail: { name: draft.name, modelSha256, good: teaching.good, bad: teaching.bad, dataset: teaching.datasetSha256 },
    });
  }

  return {
    /** BUSY while the draft has another job or too many wait; TOO_FEW_GOOD and NO_REFERENCE become the job's failure. */
    async start(id: string, actor: string): Promise<void> {
      stored(id);
      await jobs.start(id, 'teach', (run) => teach(run, id, actor));
    },
  };
}

type Call = (bench: Engine, options: CallOptions) => Promise<TeachResult>;

/** How the engine is asked to teach it. Throws a JobFailure for what it cannot do with the pictures of the draft. */
async function callFor(
  draft: StoredDraft,
  { pictures, models: outFolder }: DraftPlace,
  backbones: Pick<BackboneStore, 'files'>,
): Promise<Call> {
  const taken = requestOf(draft, pictures);
  switch (draft.method) {
    case 'anomaly': {
      if (taken.good.length < leastGoodPictures)
        throw new JobFailure('TOO_FEW_GOOD', `${taken.good.length} good pictures, at least ${leastGoodPictures} are needed.`);
      const request = { ...taken, ...(await lookingOf(draft, backbones)) };
      return (bench, options) => bench.call('teach', { request, outFolder }, options);
    }
    case 'reference': {
      const chosen = referenceOf(draft);
      if (chosen === null) throw new JobFailure('NO_REFERENCE', 'No picture is chosen to compare with.');
      const reference = join(pictures, chosen.id);
      return (bench, options) => bench.call('teachReference', { request: { ...taken, reference }, outFolder }, options);
    }
  }
}

/** What the pictures are to blame for; null: they are not. Of a reference every such reason is about its one picture. */
function refusalOf(error: unknown, method: ToolKind): JobFailure | null {
  if (!(error instanceof EngineError) || isEngineGone(error) || error.reason === 'INTERNAL') return null;
  if (method === 'reference') return new JobFailure('REFERENCE_UNSUITABLE', error.detail, { cause: error });
  if (error.reason === 'BACKBONE_REJECTED') return new JobFailure('BACKBONE_MISSING', error.detail, { cause: error });
  if (error.reason === 'PICTURE_UNSUPPORTED') return new JobFailure('TOO_FEW_GOOD', error.detail, { cause: error });
  return null;
}

function requestOf(draft: StoredDraft, folder: string): TeachRequest {
  const paths = (label: 'good' | 'bad') => picturesToTeach(draft, label).map(({ id }) => join(folder, id));
  const { name, falseRejectRate, regions } = draft;
  const kinds = Object.fromEntries(kindsToTeach(draft).map(([id, kind]) => [join(folder, id), kind]));
  return {
    ...{ name, good: paths('good'), bad: paths('bad'), falseRejectRate, seed: teachingSeed },
    ...(Object.keys(kinds).length === 0 ? {} : { kinds }),
    ...(regions.length === 0 ? {} : { regions }),
  };
}

/** What looks at the pictures. It may have been removed since it was chosen. */
async function lookingOf(
  { profile, backbone }: StoredDraft,
  backbones: Pick<BackboneStore, 'files'>,
): Promise<Pick<TeachRequest, 'profile' | 'backbone'>> {
  if (backbone === null) return { profile };
  const files = await backbones.files(backbone);
  if (files === null) throw new JobFailure('BACKBONE_MISSING', `There is no backbone ${backbone} any more.`);
  return { backbone: files };
}

/** `look`: pictures that came just before; mostly there are none. */
function stepsOf(draft: StoredDraft): { step: string; units: number }[] {
  const [good, bad] = [picturesToTeach(draft, 'good').length, picturesToTeach(draft, 'bad').length];
  const waiting = draft.pictures.filter(({ looked }) => !looked).length;
  const look = waiting === 0 ? [] : [{ step: 'look', units: waiting }];
  const test = { step: 'self-test', units: 1 };
  switch (draft.method) {
    case 'anomaly':
      return [
        ...look,
        ...['decode', 'features', 'validate', 'select'].map((step) => ({ step, units: good })),
        // every bad picture is judged then
        { step: 'compile', units: 1 + bad },
        test,
      ];
    case 'reference':
      return [
        ...look,
        { step: 'copies', units: disturbedCopies },
        ...(good === 0 ? [] : [{ step: 'compare', units: good }]),
        ...(bad === 0 ? [] : [{ step: 'compare-bad', units: bad }]),
        test,
      ];
  }
}
