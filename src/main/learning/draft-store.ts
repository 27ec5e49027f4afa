import { mkdir, open, readdir, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { PasslineError } from '#shared/contract/errors.ts';
import { draftLimits } from '#shared/contract/draft.ts';
import { isReadable, type StoredDraft, type StoredPicture, storedDraftSchema, unreadable } from './draft-document.ts';
import { writeWhole } from './package.ts';

/** Where the files of a draft lie. */
export interface DraftPlace {
  /** Pictures as they came, each named by its hash. */
  readonly pictures: string;
  /** 320 px JPEG, `<hash>.jpg`. */
  readonly thumbs: string;
  readonly models: string;
  /** Files that are still being written: emptied at every start. */
  readonly incoming: string;
}

/** Drafts on disk, a folder each. What is handed out is never changed afterwards. */
export interface DraftStore {
  all(): StoredDraft[];
  get(id: string): StoredDraft | null;
  /** LIMIT_REACHED where there are as many drafts as are kept. */
  create(draft: StoredDraft): Promise<void>;
  /**
   * Resolves once the changed draft is on disk. Changes that come together are written together, in their order; one that
   * throws fails alone. NOT_FOUND for a draft that is not there (any more).
   */
  change(id: string, change: (draft: StoredDraft) => StoredDraft): Promise<StoredDraft>;
  /** False where there is none. */
  remove(id: string): Promise<boolean>;
  /** Null for anything but the id of a draft that is there: no name from outside becomes a path. */
  place(id: string): DraftPlace | null;
  /** Fails with NOT_READY where so little room is left that the records may need it. */
  requireRoom(): Promise<void>;
}

const description = 'draft.json';
/** Room that is left to the records: pictures for teaching must never be what fills the disk. */
const leastFreeBytes = 1e9;
const isId = (name: string): boolean => /^[0-9a-f-]{36}$/.test(name);

interface Change {
  readonly apply: (draft: StoredDraft) => StoredDraft;
  readonly resolve: (draft: StoredDraft) => void;
  readonly reject: (error: unknown) => void;
}

interface Entry {
  draft: StoredDraft;
  waiting: Change[];
  writing: Promise<void> | null;
}

/**
 * Reads every draft of the folder. What a crash left behind is cleared away: folders without a description, and files that
 * no description names. A job that was not over when the station ended is `failed`, INTERRUPTED.
 */
export async function openDraftStore(folder: string, log: Logger): Promise<DraftStore> {
  const entries = new Map<string, Entry>();
  const placeOf = (id: string): DraftPlace => {
    const at = (name: string) => join(folder, id, name);
    return { pictures: at('pictures'), thumbs: at('thumbs'), models: at('models'), incoming: at('incoming') };
  };
  const write = (draft: StoredDraft) =>
    writeWhole(join(folder, draft.id, description), Buffer.from(JSON.stringify(draft)), 0o600);
  const prepare = async (id: string): Promise<void> => {
    for (const path of Object.values(placeOf(id))) await mkdir(path, { recursive: true, mode: 0o700 });
  };

  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const id of (await readdir(folder)).filter(isId)) {
    const kept = await readDraft(join(folder, id, description), id);
    if (kept === 'absent') await rm(join(folder, id), { recursive: true, force: true });
    else if (kept === 'damaged') log.error({ draft: id }, 'the description of a draft is damaged: its folder is left alone');
    else {
      await prepare(id);
      const draft = await recovered(kept, placeOf(id));
      if (draft !== kept) await write(draft);
      entries.set(id, { draft, waiting: [], writing: null });
    }
  }

  const entryOf = (id: string): Entry => {
    const entry = entries.get(id);
    if (entry === undefined) throw new PasslineError('NOT_FOUND');
    return entry;
  };

  async function writeWaiting(id: string, entry: Entry): Promise<void> {
    while (entry.waiting.length > 0) {
      const batch = entry.waiting;
      entry.waiting = [];
      let draft = entry.draft;
      const applied = batch.filter(({ apply, reject }) => {
        try {
          draft = apply(draft);
          return true;
        } catch (error) {
          reject(error);
          return false;
        }
      });
      try {
        if (entries.get(id) !== entry) throw new PasslineError('NOT_FOUND');
        if (draft !== entry.draft) {
          draft = { ...draft, changedAtUtc: new Date().toISOString() };
          await write(draft);
          entry.draft = draft;
        }
        for (const { resolve } of applied) resolve(draft);
      } catch (error) {
        for (const { reject } of applied) reject(error);
      }
    }
    entry.writing = null;
  }

  return {
    all: () => [...entries.values()].map(({ draft }) => draft),
    get: (id) => entries.get(id)?.draft ?? null,
    async create(draft) {
      if (entries.size >= draftLimits.drafts) throw new PasslineError('LIMIT_REACHED');
      // Counted before anything is awaited: of two that come together only one is the last.
      entries.set(draft.id, { draft, waiting: [], writing: null });
      try {
        await prepare(draft.id);
        await write(draft);
        await syncFolder(folder);
      } catch (error) {
        entries.delete(draft.id);
        throw error;
      }
    },
    async change(id, apply) {
      const entry = entryOf(id);
      return new Promise((resolve, reject) => {
        entry.waiting.push({ apply, resolve, reject });
        // Not at once: it must not be over before it is noted that it runs.
        entry.writing ??= Promise.resolve().then(() => writeWaiting(id, entry));
      });
    },
    async remove(id) {
      const entry = entries.get(id);
      if (entry === undefined) return false;
      entries.delete(id);
      await entry.writing;
      // The description first: what is left of the folder after a crash is cleared away at the next start.
      await rm(join(folder, id, description), { force: true });
      await rm(join(folder, id), { recursive: true, force: true });
      return true;
    },
    place: (id) => (entries.has(id) ? placeOf(id) : null),
    async requireRoom() {
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < leastFreeBytes) throw new PasslineError('NOT_READY', 'The disk is almost full.');
    },
  };
}

async function readDraft(path: string, id: string): Promise<StoredDraft | 'absent' | 'damaged'> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return 'absent';
  try {
    const draft = storedDraftSchema.parse(JSON.parse(text));
    return draft.id === id ? draft : 'damaged';
  } catch {
    return 'damaged';
  }
}

/** The draft as it can go on; the same object where nothing had to be said of it. */
async function recovered(draft: StoredDraft, place: DraftPlace): Promise<StoredDraft> {
  await rm(place.incoming, { recursive: true, force: true });
  await mkdir(place.incoming, { mode: 0o700 });
  const named = new Set(draft.pictures.map(({ id }) => id));
  await keepOnly(place.pictures, (name) => named.has(name));
  await keepOnly(place.thumbs, (name) => named.has(name.replace(/(?:-view)?\.(?:jpg|json)$/, '')));
  await keepOnly(place.models, (name) => name === `${draft.taught?.modelSha256}.model`);
  return withoutInterrupted(await withoutGone(draft, place));
}

/** Files go where a backup was made while they came, or by the hand of somebody. */
async function withoutGone(draft: StoredDraft, place: DraftPlace): Promise<StoredDraft> {
  const there = new Set([...(await readdir(place.pictures)), ...(await readdir(place.models))]);
  const isGone = (picture: StoredPicture) => isReadable(picture) && !there.has(picture.id);
  const modelGone = draft.taught !== null && !there.has(`${draft.taught.modelSha256}.model`);
  if (!modelGone && !draft.pictures.some(isGone)) return draft;
  const pictures = draft.pictures.map((picture) => (isGone(picture) ? unreadable(picture, 'Its file is gone.') : picture));
  return { ...draft, pictures, taught: modelGone ? null : draft.taught };
}

function withoutInterrupted(draft: StoredDraft): StoredDraft {
  const { job } = draft;
  if (job === null || (job.state !== 'waiting' && job.state !== 'running')) return draft;
  const failure = { code: 'INTERRUPTED' as const, detail: null };
  return { ...draft, job: { ...job, state: 'failed', secondsLeft: null, failure } };
}

async function keepOnly(folder: string, isNamed: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder)) if (!isNamed(name)) await rm(join(folder, name), { recursive: true, force: true });
}

/** Makes what was renamed in a folder last. Windows cannot open a folder for this; NTFS journals the rename itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
