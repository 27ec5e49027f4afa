import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { PasslineError } from '#shared/contract/errors.ts';
import type { Product } from '#shared/contract/products.ts';
import type { ChosenLine, Draft, OpenedDraft, PictureLabel, TryResult } from '#shared/contract/draft.ts';
import type { StoredBackbone } from '#shared/contract/teach.ts';
import type { Recipe, ToolKind } from '#shared/domain/recipe.ts';
import type { Region } from '#shared/domain/region.ts';
import type { Engine } from '../engine/index.ts';
import type { Profile } from '#shared/domain/profile.ts';
import { createTurn } from '../inspection/in-turn.ts';
import { uuidv7 } from '../records/index.ts';
import type { Records } from '../records/types.ts';
import type { BackboneStore } from './backbone-store.ts';
import { createCameraFrames } from './camera-frames.ts';
import { createDraftAdding, type DraftAdding } from './draft-adding.ts';
import { draftView, isReadable, openedView, referenceOf, type StoredDraft } from './draft-document.ts';
import { createDraftLooking } from './draft-looking.ts';
import { createDraftSaving, type Publish, type SaveRequest } from './draft-saving.ts';
import { openDraftStore } from './draft-store.ts';
import { createDraftTeaching } from './draft-teaching.ts';
import { createDraftTrying, createJudgeByDraft, type KeepTry } from './draft-trying.ts';
import { createTeachingJobs } from './teaching-jobs.ts';

export interface NewDraft {
  readonly name: string;
  readonly productId: string | null;
  /** Absent: that of the product, `anomaly` for a new one. */
  readonly method?: ToolKind | undefined;
}

/** What is changed of a draft; absent: left as it is. */
export interface DraftChange {
  readonly name?: string | undefined;
  readonly productId?: string | null | undefined;
  readonly method?: ToolKind | undefined;
  readonly reference?: string | null | undefined;
  readonly regions?: readonly Region[] | undefined;
  readonly falseRejectRate?: number | undefined;
  readonly profile?: Profile | undefined;
  readonly backbone?: string | null | undefined;
  readonly line?: { readonly modelSha256: string; readonly chosen: ChosenLine | null } | undefined;
}

export interface PictureSorting {
  readonly pictureIds: readonly string[];
  readonly label: PictureLabel;
  /** Absent: left as it is. */
  readonly defect?: string | null | undefined;
}

/** Teaching on screen: drafts, their pictures and what is made of them. All errors are PasslineError. */
export interface Drafts extends Omit<DraftAdding, 'addFolder' | 'addFrames'> {
  /** Networks that were added to the station. */
  backbones(): Promise<StoredBackbone[]>;
  list(): Draft[];
  get(id: string): OpenedDraft;
  create(draft: NewDraft, actor: string): Promise<OpenedDraft>;
  change(id: string, change: DraftChange, actor: string): Promise<OpenedDraft>;
  remove(id: string, actor: string): Promise<void>;
  addFolder(id: string, path: string, label: PictureLabel, actor: string): Promise<Draft>;
  addFrames(id: string, count: number, label: PictureLabel, actor: string): Promise<Draft>;
  label(id: string, sorting: PictureSorting): Promise<OpenedDraft>;
  removePictures(id: string, pictureIds: readonly string[], actor: string): Promise<OpenedDraft>;
  teach(id: string, actor: string): Promise<Draft>;
  cancel(id: string): Promise<Draft>;
  /** A picture from outside, judged by what was taught last. */
  tryPicture(id: string, path: string, threshold: number): Promise<TryResult>;
  /** The next frame of the line's camera. */
  tryLive(id: string, threshold: number): Promise<TryResult>;
  tryStored(id: string, pictureId: string, threshold: number): Promise<TryResult>;
  save(id: string, request: SaveRequest, actor: string): Promise<Product>;
  /**
   * Where a picture lies, its thumbnail once there is one, and where browsers do not show its format one that they do; null:
   * nowhere, or nothing that may be shown.
   */
  picture(
    id: string,
    pictureId: string,
  ): { readonly path: string; readonly mime: string; readonly thumb: string; readonly view: string } | null;
  close(): Promise<void>;
}

export interface DraftsDeps {
  readonly folder: string;
  readonly line: Engine;
  readonly bench: Engine;
  readonly records: Pick<Records, 'audit' | 'golden' | 'recipe' | 'part' | 'picturePath'>;
  readonly keepTry: KeepTry;
  readonly publish: Publish;
  readonly select: (productId: string, actor: string) => Promise<Product>;
  readonly backbones: BackboneStore;
  readonly log: Logger;
}

export async function openDrafts({
  folder,
  line,
  bench,
  records,
  keepTry,
  publish,
  select,
  backbones,
  log,
}: DraftsDeps): Promise<Drafts> {
  const store = await openDraftStore(folder, log);
  const jobs = createTeachingJobs({ log, keep: (id, job) => store.change(id, (draft) => ({ ...draft, job })) });
  const thread = createTurn();
  const looking = createDraftLooking({ store, bench, thread, log });
  const frames = createCameraFrames(line);
  const adding = createDraftAdding({ store, jobs, looking, frames, records });
  const teaching = createDraftTeaching({ store, jobs, looking, bench, thread, records, backbones });
  const judge = createJudgeByDraft(store, bench);
  const tryBy = createDraftTrying(judge, keepTry);
  const save = createDraftSaving({ store, records, judge, publish, select });
  // What came just before the last stop.
  for (const { id, pictures } of store.all()) if (pictures.some(({ looked }) => !looked)) looking.wake(id);

  const stored = (id: string): StoredDraft => {
    const draft = store.get(id);
    if (draft === null) throw new PasslineError('NOT_FOUND');
    return draft;
  };
  const view = (id: string): Draft => draftView(stored(id), jobs.live(id));
  const opened = (id: string): OpenedDraft => openedView(stored(id), jobs.live(id));
  const productOf = async (productId: string | null | undefined): Promise<Recipe | null> => {
    if (typeof productId !== 'string') return null;
    const product = await records.recipe(productId);
    if (product === null) throw new PasslineError('NOT_FOUND', 'There is no such product.');
    return product.recipe;
  };

  const requireBackbone = async (name: string | null | undefined): Promise<void> => {
    if (typeof name === 'string' && (await backbones.files(name)) === null)
      throw new PasslineError('NOT_FOUND', 'There is no such backbone.');
  };

  return {
    backbones: backbones.list,
    list: () =>
      store
        .all()
        .toSorted((a, b) => (a.changedAtUtc < b.changedAtUtc ? 1 : -1))
        .map((draft) => draftView(draft, jobs.live(draft.id))),
    get: opened,
    async create({ name, productId, method }, actor) {
      const product = await productOf(productId);
      await store.requireRoom();
      const at = new Date().toISOString();
      const id = uuidv7();
      await store.create({
        ...{ method: method ?? product?.views[0]?.tools[0]?.kind ?? 'anomaly', reference: null },
        ...{ format: 1, id, name, productId, regions: [], falseRejectRate: 0.05, pictures: [] },
        ...{ profile: 'fast', backbone: null },
        ...{ createdAtUtc: at, createdBy: actor, changedAtUtc: at, job: null, taught: null, savedAs: null },
      });
      await records.audit({ actor, action: 'teaching.begun', subject: id, detail: { name, productId } });
      return opened(id);
    },
    async change(id, { name, productId, method, reference, regions, falseRejectRate, profile, backbone, line }, actor) {
      stored(id);
      await requireBackbone(backbone);
      await productOf(productId);
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(productId === undefined ? {} : { productId }),
        ...(method === undefined ? {} : { method }),
        ...(reference === undefined ? {} : { reference }),
        ...(regions === undefined ? {} : { regions: [...regions] }),
        ...(falseRejectRate === undefined ? {} : { falseRejectRate }),
        ...(profile === undefined ? {} : { profile }),
        ...(backbone === undefined ? {} : { backbone }),
      };
      await store.change(id, (draft) => withLine(withReference({ ...draft, ...change }, reference), line));
      // A line that is tried here and there is nobody's decision yet: what is saved is recorded with its threshold.
      const changed = Object.keys(change);
      if (changed.length > 0) await records.audit({ actor, action: 'teaching.changed', subject: id, detail: { changed } });
      return opened(id);
    },
    async remove(id, actor) {
      const { name } = stored(id);
      await jobs.cancel(id);
      if (!(await store.remove(id))) throw new PasslineError('NOT_FOUND');
      await records.audit({ actor, action: 'teaching.removed', subject: id, detail: { name } });
    },
    addPicture: adding.addPicture,
    addParts: adding.addParts,
    async addFolder(id, path, label, actor) {
      await adding.addFolder(id, path, label, actor);
      return view(id);
    },
    async addFrames(id, count, label, actor) {
      await adding.addFrames(id, count, label, actor);
      return view(id);
    },
    async label(id, { pictureIds, label, defect }) {
      const chosen = new Set(pictureIds);
      const sort = (draft: StoredDraft): StoredDraft['pictures'] =>
        draft.pictures.map((picture) => {
          // What cannot be read cannot teach, whatever is said of it; what is compared with stays that until another is chosen.
          if (!chosen.has(picture.id) || !isReadable(picture) || picture.id === draft.reference) return picture;
          return { ...picture, label, defect: label === 'bad' ? (defect === undefined ? picture.defect : defect || null) : null };
        });
      await store.change(id, (draft) => ({ ...draft, pictures: sort(draft) }));
      return opened(id);
    },
    async removePictures(id, pictureIds, actor) {
      const place = store.place(id);
      if (place === null) throw new PasslineError('NOT_FOUND');
      const gone = new Set(pictureIds);
      const removed = stored(id).pictures.filter((picture) => gone.has(picture.id));
      await store.change(id, (draft) => ({ ...draft, pictures: draft.pictures.filter((picture) => !gone.has(picture.id)) }));
      for (const picture of removed) {
        await rm(join(place.pictures, picture.id), { force: true });
        for (const ending of ['.jpg', '.json', '-view.jpg']) await rm(join(place.thumbs, picture.id + ending), { force: true });
      }
      await records.audit({ actor, action: 'teaching.pictures_removed', subject: id, detail: { pictures: removed.length } });
      if (removed.length > 0) await looking.compare(id);
      return opened(id);
    },
    async teach(id, actor) {
      await teaching.start(id, actor);
      return view(id);
    },
    async cancel(id) {
      stored(id);
      await jobs.cancel(id);
      return view(id);
    },
    tryPicture: tryBy,
    async tryLive(id, threshold) {
      const place = store.place(id);
      if (place === null) throw new PasslineError('NOT_FOUND');
      if (stored(id).taught === null) throw new PasslineError('NOT_TAUGHT');
      return frames.next(place.incoming, (path) => tryBy(id, path, threshold));
    },
    async tryStored(id, pictureId, threshold) {
      const place = store.place(id);
      if (place === null || !stored(id).pictures.some((picture) => picture.id === pictureId))
        throw new PasslineError('NOT_FOUND');
      return tryBy(id, join(place.pictures, pictureId), threshold);
    },
    async save(id, request, actor) {
      if (jobs.live(id)?.kind === 'teach') throw new PasslineError('BUSY', 'It is being taught.');
      return save(id, request, actor);
    },
    picture(id, pictureId) {
      const place = store.place(id);
      const picture = store.get(id)?.pictures.find((each) => each.id === pictureId);
      if (place === null || picture === undefined || picture.mime === null) return null;
      const beside = (ending: string): string => join(place.thumbs, picture.id + ending);
      return {
        ...{ path: join(place.pictures, picture.id), mime: picture.mime },
        ...{ thumb: beside('.jpg'), view: beside('-view.jpg') },
      };
    },
    async close() {
      await Promise.all([jobs.close(), looking.close()]);
    },
  };
}

/** `chosen`: what is asked for now, undefined for nothing. */
function withReference(draft: StoredDraft, chosen: string | null | undefined): StoredDraft {
  if (draft.method !== 'reference') {
    if (typeof chosen === 'string') throw new PasslineError('BAD_REQUEST', 'reference: of the method `reference` only.');
    return { ...draft, reference: null };
  }
  if (typeof chosen !== 'string') return draft;
  if (referenceOf(draft) === null) throw new PasslineError('BAD_REQUEST', 'reference: no picture of the draft that can be read.');
  const pictures = draft.pictures.map((picture) =>
    picture.id === chosen ? { ...picture, label: 'good' as const, defect: null } : picture,
  );
  return { ...draft, pictures };
}

function withLine(draft: StoredDraft, line: DraftChange['line']): StoredDraft {
  if (line === undefined) return draft;
  if (draft.taught === null) throw new PasslineError('NOT_TAUGHT');
  if (draft.taught.modelSha256 !== line.modelSha256)
    throw new PasslineError('VERSION_OUTDATED', 'Another model was taught meanwhile.');
  return { ...draft, taught: { ...draft.taught, line: line.chosen } };
}
