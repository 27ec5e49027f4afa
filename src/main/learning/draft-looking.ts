import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { PictureFinding } from '#shared/contract/draft.ts';
import { type PictureFacts, type PictureFlag, type PictureQuality, pictureFactsSchema } from '#shared/domain/picture-quality.ts';
import { type Engine, type EngineProgress, isEngineGone } from '../engine/index.ts';
import { isReadable, type StoredDraft, type StoredPicture, unreadable } from './draft-document.ts';
import type { DraftPlace, DraftStore } from './draft-store.ts';
import { writeWhole } from './package.ts';
import type { JobRun } from './teaching-jobs.ts';

export interface DraftLooking {
  /** Looks at what was not looked at yet, as the step `look` of a job. */
  look(id: string, run: JobRun): Promise<void>;
  /** The same a moment later, for pictures that came one by one. */
  wake(id: string): void;
  /** What is odd depends on the other pictures: compares again after some were taken out. */
  compare(id: string): Promise<void>;
  close(): Promise<void>;
}

const batchPictures = 24;
/** Of a batch: 64 MB a picture on a busy machine. */
const checkTimeoutMs = 300_000;
/** Pictures that come one by one mostly come one after the other: they are compared together. */
const settleMs = 250;

type Looked = { readonly id: string; readonly facts: PictureFacts | null; readonly failure: string | null };

/** Size, thumbnail and oddities of the pictures of a draft: measured and compared in the bench engine. */
export function createDraftLooking(options: {
  readonly store: DraftStore;
  readonly bench: Engine;
  /** One after the other: the engine has one thread for this, and what waits there too long would count as hung. */
  readonly thread: <T>(work: () => Promise<T>) => Promise<T>;
  readonly log: Logger;
}): DraftLooking {
  const { store, bench, thread, log } = options;
  const closing = new AbortController();
  const awake = new Set<string>();
  let turn: Promise<void> = Promise.resolve();

  const check = async (
    place: DraftPlace,
    ids: readonly string[],
    signal: AbortSignal,
    onDone: (done: number) => void = () => {},
  ): Promise<Looked[]> => {
    const pictures = ids.map((id) => ({
      path: join(place.pictures, id),
      thumbPath: join(place.thumbs, `${id}.jpg`),
      viewPath: join(place.thumbs, `${id}-view.jpg`),
    }));
    try {
      const onProgress = ({ done }: EngineProgress) => onDone(done);
      const call = { timeoutMs: checkTimeoutMs, signal, onProgress };
      const answer = await thread(() => bench.call('checkPictures', { pictures }, call));
      return answer.pictures.map(({ facts, failure }, k) => ({ id: ids[k] ?? '', facts, failure: failure?.detail ?? null }));
    } catch (error) {
      if (!isEngineGone(error) || signal.aborted) throw error;
      const [only, ...others] = ids;
      if (only === undefined) return [];
      // One of them brought the engine down: it is found by looking at each alone, and is no picture to teach from.
      if (others.length === 0) return [{ id: only, facts: null, failure: 'The engine did not survive this file.' }];
      const alone: Looked[] = [];
      for (const id of ids) alone.push(...(await check(place, [id], signal)));
      return alone;
    }
  };

  async function lookAt(id: string, signal: AbortSignal, onProgress: (done: number, total: number) => void): Promise<void> {
    const place = store.place(id);
    if (place === null) return;
    const waiting = (store.get(id)?.pictures ?? []).filter(({ looked }) => !looked).map((picture) => picture.id);
    for (let from = 0; from < waiting.length; from += batchPictures) {
      signal.throwIfAborted();
      const batch = waiting.slice(from, from + batchPictures);
      const looked = await check(place, batch, signal, (done) => onProgress(from + done, waiting.length));
      for (const { id: picture, facts } of looked) {
        if (facts !== null) await writeWhole(factsPath(place, picture), Buffer.from(JSON.stringify(facts)), 0o600);
      }
      await store.change(id, (draft) => withLooks(draft, looked));
      // Nothing that is no picture is kept, nor ever served.
      for (const { id: picture, facts } of looked) if (facts === null) await rm(join(place.pictures, picture), { force: true });
    }
    if (waiting.length > 0) await compare(id);
  }

  async function compare(id: string): Promise<void> {
    const place = store.place(id);
    const draft = store.get(id);
    if (place === null || draft === null) return;
    const facts: PictureFacts[] = [];
    for (const picture of draft.pictures.filter(isReadable)) {
      const known = await readFacts(factsPath(place, picture.id));
      if (known !== null) facts.push(known);
    }
    const { qualities } = await thread(() =>
      bench.call('comparePictures', { facts }, { timeoutMs: checkTimeoutMs, signal: closing.signal }),
    );
    const findings = findingsOf(facts, qualities);
    await store.change(id, (before) => ({
      ...before,
      pictures: before.pictures.map((picture) => {
        const found = findings.get(picture.id);
        return found === undefined ? picture : { ...picture, findings: found };
      }),
    }));
  }

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const next = turn.then(work);
    turn = next.catch(() => undefined);
    return next;
  };

  return {
    look: (id, run) =>
      inTurn(() => lookAt(id, AbortSignal.any([run.signal, closing.signal]), (done, total) => run.note('look', done, total))),
    wake(id) {
      if (awake.has(id) || closing.signal.aborted) return;
      awake.add(id);
      void inTurn(async () => {
        await new Promise((resolve) => setTimeout(resolve, settleMs).unref());
        awake.delete(id);
        if (!closing.signal.aborted) await lookAt(id, closing.signal, () => {});
      }).catch((error: unknown) => {
        if (!closing.signal.aborted) log.warn({ err: error, draft: id }, 'new pictures could not be looked at');
      });
    },
    compare: (id) => inTurn(() => compare(id)),
    async close() {
      closing.abort();
      await turn;
    },
  };
}

const factsPath = (place: DraftPlace, id: string): string => join(place.thumbs, `${id}.json`);

async function readFacts(path: string): Promise<PictureFacts | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return pictureFactsSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function withLooks(draft: StoredDraft, looked: readonly Looked[]): StoredDraft {
  const byId = new Map(looked.map((look) => [look.id, look]));
  const pictures = draft.pictures.map((picture): StoredPicture => {
    const look = byId.get(picture.id);
    if (look === undefined) return picture;
    if (look.facts !== null) return { ...picture, looked: true, width: look.facts.width, height: look.facts.height };
    return unreadable(picture, look.failure);
  });
  return { ...draft, pictures };
}

const kindOf: Readonly<Record<PictureFlag, PictureFinding['kind']>> = {
  duplicate: 'near_duplicate',
  blurred: 'blurred',
  dark: 'too_dark',
  bright: 'too_bright',
  clipped: 'too_bright',
  aspect: 'other_shape',
};

/** What stands out, by picture. The first of several that look alike is not odd: the others are. */
function findingsOf(facts: readonly PictureFacts[], qualities: readonly PictureQuality[]): Map<string, PictureFinding[]> {
  const firstOf = new Map<number, string>();
  const findings = new Map<string, PictureFinding[]>();
  for (const [k, { flags, group, relativeSharpness, relativeBrightness }] of qualities.entries()) {
    const picture = facts[k];
    if (picture === undefined) continue;
    if (group !== null && !firstOf.has(group)) firstOf.set(group, picture.sha256);
    const detailOf: Readonly<Record<PictureFlag, string>> = {
      duplicate: 'It shows the same part in nearly the same way.',
      blurred: `Its sharpness is ${relativeSharpness.toFixed(2)} of what is usual among these pictures.`,
      dark: `Its brightness is ${relativeBrightness.toFixed(2)} of what is usual among these pictures.`,
      bright: `Its brightness is ${relativeBrightness.toFixed(2)} of what is usual among these pictures.`,
      clipped: `${Math.round(picture.whiteShare * 100)} % of its pixels are burnt out.`,
      aspect: `It is ${picture.width}×${picture.height} px: another shape than the others.`,
    };
    const found = new Map<PictureFinding['kind'], PictureFinding>();
    for (const flag of flags) {
      const of = flag === 'duplicate' && group !== null ? (firstOf.get(group) ?? null) : null;
      if (!found.has(kindOf[flag])) found.set(kindOf[flag], { kind: kindOf[flag], of, detail: detailOf[flag] });
    }
    findings.set(picture.sha256, [...found.values()]);
  }
  return findings;
}
