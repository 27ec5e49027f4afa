import { basename, extname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PasslineError } from '#shared/contract/errors.ts';
import { type DraftPicture, draftLimits, type PictureLabel } from '#shared/contract/draft.ts';
import { labelByFolders } from '#shared/domain/folder-labels.ts';
import { EngineError } from '../engine/index.ts';
import type { Records } from '../records/types.ts';
import type { CameraFrames } from './camera-frames.ts';
import { pictureView, type StoredDraft, type StoredPicture } from './draft-document.ts';
import type { DraftLooking } from './draft-looking.ts';
import { FileRefusedError, type PictureFile, takeFile } from './draft-picture-files.ts';
import type { DraftPlace, DraftStore } from './draft-store.ts';
import { pictureFilesUnder, requireFolder } from './folder-files.ts';
import { JobFailure, type JobRun, type TeachingJobs } from './teaching-jobs.ts';

export interface DraftAdding {
  /** `defect`: what kind of defect a bad one shows. */
  addPicture(
    id: string,
    picture: { readonly path: string; readonly name: string },
    label: PictureLabel,
    defect: string | null,
  ): Promise<DraftPicture>;
  addFolder(id: string, path: string, label: PictureLabel, actor: string): Promise<void>;
  /** Fails with NOT_READY where the camera gives no frame. */
  addFrames(id: string, count: number, label: PictureLabel, actor: string): Promise<void>;
  addParts(
    id: string,
    partIds: readonly string[],
    label: PictureLabel,
    actor: string,
  ): Promise<{ added: number; missing: number }>;
}

export interface DraftAddingDeps {
  readonly store: DraftStore;
  readonly jobs: TeachingJobs;
  readonly looking: DraftLooking;
  readonly frames: CameraFrames;
  readonly records: Pick<Records, 'audit' | 'part' | 'picturePath'>;
}

/** Between two frames: time for the next part to come, and for the line. */
const pauseMs = 200;
/** So many are written into the description at once: a crash loses no more than these. */
const batchPictures = 16;

/** Ways by which pictures come into a draft. A file that is in it already is not added again. */
export function createDraftAdding({ store, jobs, looking, frames, records }: DraftAddingDeps): DraftAdding {
  const placeOf = (id: string): DraftPlace => {
    const place = store.place(id);
    if (place === null) throw new PasslineError('NOT_FOUND');
    return place;
  };
  const requireSpace = async (id: string): Promise<void> => {
    if ((store.get(id)?.pictures.length ?? 0) >= draftLimits.pictures) throw full();
    await store.requireRoom();
  };

  const addFiles = async (run: JobRun, id: string, path: string, label: PictureLabel): Promise<number> => {
    const place = placeOf(id);
    const files = await pictureFilesUnder(path, run.skip, run.signal);
    // The folder's own name may say it too, unless somebody chose another label than the usual.
    const above = label === 'good' ? [basename(path)] : [];
    run.plan([
      { step: 'read', units: files.length },
      { step: 'look', units: files.length },
    ]);
    let added = 0;
    let batch: StoredPicture[] = [];
    const flush = async (): Promise<void> => {
      const coming = batch;
      batch = [];
      const before = store.get(id)?.pictures.length ?? 0;
      const { pictures } = await store.change(id, (draft) => withPictures(draft, coming));
      added += pictures.length - before;
    };
    try {
      for (const [k, { path: file, folders, name }] of files.entries()) {
        run.signal.throwIfAborted();
        const sorted = labelByFolders([...above, ...folders]) ?? { label, defect: null };
        if (k % batchPictures === 0) await requireSpace(id);
        const taken = sorted === 'mask' ? null : await takeFile(file, place).catch(unlessRefused);
        const known = store.get(id)?.pictures ?? [];
        if (taken === null || sorted === 'mask' || [...known, ...batch].some((picture) => picture.id === taken.id)) run.skip();
        else batch.push(newPicture(taken, [...folders, name].join('/'), sorted.label, sorted.defect));
        if (batch.length >= batchPictures) await flush();
        run.note('read', k + 1, files.length);
      }
    } finally {
      // Also when cancelled: what was taken in stays.
      if (batch.length > 0) await flush();
    }
    return added;
  };

  const addFramesOf = async (run: JobRun, id: string, count: number, label: PictureLabel): Promise<number> => {
    const place = placeOf(id);
    run.plan([
      { step: 'read', units: count },
      { step: 'look', units: count },
    ]);
    let added = 0;
    for (let k = 0; k < count; k += 1) {
      if (k > 0) await wait(pauseMs, undefined, { signal: run.signal });
      run.signal.throwIfAborted();
      await requireSpace(id);
      const picture = await frames.next(place.incoming, async (path, frame) => {
        const name = frame.name ?? `frame-${frame.capturedAtUtc.replaceAll(/[-:]/g, '').replace('.', '-')}.png`;
        return newPicture(await takeFile(path, place), name, label, null);
      });
      const before = store.get(id)?.pictures.length ?? 0;
      const { pictures } = await store.change(id, (draft) => withPictures(draft, [picture]));
      if (pictures.length > before) added += 1;
      else run.skip();
      run.note('read', k + 1, count);
    }
    return added;
  };

  return {
    async addPicture(id, { path, name }, label, defect) {
      const place = placeOf(id);
      await requireSpace(id);
      const taken = await takeFile(path, place).catch((error: unknown) => {
        throw error instanceof FileRefusedError ? new PasslineError('BAD_REQUEST', error.message, { cause: error }) : error;
      });
      const draft = await store.change(id, (before) =>
        withPictures(before, [newPicture(taken, name, label, label === 'bad' ? defect : null)]),
      );
      looking.wake(id);
      const picture = draft.pictures.find((each) => each.id === taken.id);
      if (picture === undefined) throw new PasslineError('NOT_FOUND');
      return pictureView(picture);
    },
    async addFolder(id, path, label, actor) {
      placeOf(id);
      await requireFolder(path);
      await jobs.start(id, 'add', async (run) => {
        const added = await addFiles(run, id, path, label).catch((error: unknown) => {
          if (error instanceof PasslineError && error.code === 'SOURCE_INVALID')
            throw new JobFailure('SOURCE_INVALID', error.message, { cause: error });
          throw error;
        });
        await records.audit({ actor, action: 'teaching.folder_added', subject: id, detail: { path, added } });
        await looking.look(id, run);
      });
    },
    async addFrames(id, count, label, actor) {
      const place = placeOf(id);
      // At once, not a moment later in the job: without a camera there is nothing to wait for.
      await frames.next(place.incoming, async () => undefined);
      await jobs.start(id, 'add', async (run) => {
        const added = await addFramesOf(run, id, count, label).catch((error: unknown) => {
          if (error instanceof PasslineError && error.cause instanceof EngineError)
            throw new JobFailure('CAMERA_LOST', error.message, { cause: error });
          throw error;
        });
        await records.audit({ actor, action: 'teaching.frames_added', subject: id, detail: { added } });
        await looking.look(id, run);
      });
    },
    async addParts(id, partIds, label, actor) {
      const place = placeOf(id);
      await requireSpace(id);
      const found: StoredPicture[] = [];
      let missing = 0;
      for (const partId of new Set(partIds)) {
        const [part, picture] = await Promise.all([records.part(partId), records.picturePath(partId, 'full')]);
        const there = part !== null && picture !== null ? { number: part.number, path: picture.path } : null;
        const taken = there === null ? null : await takeFile(there.path, place).catch(unlessRefused);
        if (there === null || taken === null) missing += 1;
        else found.push(newPicture(taken, `part-${there.number}${extname(there.path)}`, label, null));
      }
      const before = store.get(id)?.pictures.length ?? 0;
      const draft = await store.change(id, (draft) => relabelled(withPictures(draft, found), found));
      const added = draft.pictures.length - before;
      await records.audit({ actor, action: 'teaching.parts_added', subject: id, detail: { label, added, missing } });
      looking.wake(id);
      return { added, missing };
    },
  };
}

function newPicture(file: PictureFile, name: string, label: PictureLabel, defect: string | null): StoredPicture {
  const unknown = { width: null, height: null, findings: [], score: null, looked: false };
  return { ...file, name: name.slice(-255), label, defect, ...unknown };
}

/** @throws PasslineError LIMIT_REACHED */
function withPictures(draft: StoredDraft, coming: readonly StoredPicture[]): StoredDraft {
  const known = new Set(draft.pictures.map(({ id }) => id));
  const fresh = coming.filter(({ id }) => !known.has(id) && known.add(id));
  if (fresh.length === 0) return draft;
  if (draft.pictures.length + fresh.length > draftLimits.pictures) throw full();
  return { ...draft, pictures: [...draft.pictures, ...fresh] };
}

const full = () => new PasslineError('LIMIT_REACHED', `A draft holds at most ${draftLimits.pictures} pictures.`);

/** A recorded part was chosen on purpose: what is said of it now holds, also where its picture was there before. */
function relabelled(draft: StoredDraft, chosen: readonly StoredPicture[]): StoredDraft {
  const label = new Map(chosen.map((picture) => [picture.id, picture.label]));
  return { ...draft, pictures: draft.pictures.map((each) => ({ ...each, label: label.get(each.id) ?? each.label })) };
}

/** Null for a file that is not taken in. */
function unlessRefused(error: unknown): null {
  if (error instanceof FileRefusedError) return null;
  throw error;
}
