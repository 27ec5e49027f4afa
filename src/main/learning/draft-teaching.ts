import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PasslineError } from '#shared/contract/errors.ts';
import { type Engine, EngineError, type EngineProgress } from '../engine/index.ts';
import type { Records } from '../records/types.ts';
import type { TeachRequest } from '../vision/types.ts';
import type { BackboneStore } from './backbone-store.ts';
import { basisOf, kindsToTeach, picturesToTeach, type StoredDraft } from './draft-document.ts';
import type { DraftLooking } from './draft-looking.ts';
import { teachingSeed } from './draft-recipe.ts';
import type { DraftStore } from './draft-store.ts';
import { JobFailure, type JobRun, type TeachingJobs } from './teaching-jobs.ts';

/** What the engine asks for, too. */
const leastGoodPictures = 5;
const teachTimeoutMs = 60 * 60_000;

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
    const request = { ...requestOf(draft, place.pictures), ...(await lookingOf(draft, backbones)) };
    const options = {
      ...{ timeoutMs: teachTimeoutMs, signal: run.signal },
      onProgress: ({ step, done, total }: EngineProgress) => run.note(step, done, total),
    };
    const result = await thread(() => bench.call('teach', { request, outFolder: place.models }, options)).catch(
      (error: unknown) => {
        if (error instanceof EngineError && error.reason === 'PICTURE_UNSUPPORTED')
          throw new JobFailure('TOO_FEW_GOOD', error.detail, { cause: error });
        if (error instanceof EngineError && error.reason === 'BACKBONE_REJECTED')
          throw new JobFailure('BACKBONE_MISSING', error.detail, { cause: error });
        throw error;
      },
    );
    const { card, sha256: modelSha256 } = result;
    const scores = new Map(result.scores.map(({ path, score }) => [basename(path), score]));
    const { teaching, threshold } = card;
    const taught = {
      ...{ modelSha256, taughtAtUtc: new Date().toISOString(), basis: basisOf(draft), regions: draft.regions },
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
    /** BUSY while the draft has another job or too many wait; TOO_FEW_GOOD becomes the job's failure. */
    async start(id: string, actor: string): Promise<void> {
      stored(id);
      await jobs.start(id, 'teach', (run) => teach(run, id, actor));
    },
  };
}

function requestOf(draft: StoredDraft, folder: string): TeachRequest {
  const paths = (label: 'good' | 'bad') => picturesToTeach(draft, label).map(({ id }) => join(folder, id));
  const { name, falseRejectRate, regions } = draft;
  const kinds = Object.fromEntries(kindsToTeach(draft).map(([id, kind]) => [join(folder, id), kind]));
  const request = {
    ...{ name, good: paths('good'), bad: paths('bad'), falseRejectRate, seed: teachingSeed },
    ...(Object.keys(kinds).length === 0 ? {} : { kinds }),
    ...(regions.length === 0 ? {} : { regions }),
  };
  if (request.good.length < leastGoodPictures)
    throw new JobFailure('TOO_FEW_GOOD', `${request.good.length} good pictures, at least ${leastGoodPictures} are needed.`);
  return request;
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
function stepsOf({ pictures }: StoredDraft): { step: string; units: number }[] {
  const labelled = (label: 'good' | 'bad') => pictures.filter((picture) => picture.label === label).length;
  const waiting = pictures.filter(({ looked }) => !looked).length;
  return [
    ...(waiting === 0 ? [] : [{ step: 'look', units: waiting }]),
    ...['decode', 'features', 'validate', 'select'].map((step) => ({ step, units: labelled('good') })),
    // every bad picture is judged then
    { step: 'compile', units: 1 + labelled('bad') },
    { step: 'self-test', units: 1 },
  ];
}
