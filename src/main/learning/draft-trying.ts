import { randomUUIDv7 } from 'node:crypto';
import { join } from 'node:path';
import { PasslineError } from '#shared/contract/errors.ts';
import type { TryResult } from '#shared/contract/draft.ts';
import type { Engine, Judgement } from '../engine/index.ts';
import { createTurn } from '../inspection/in-turn.ts';
import { draftRecipe } from './draft-recipe.ts';
import type { DraftStore } from './draft-store.ts';

/** Preview and map of what was tried, kept in memory for a while; answers with where they are served. */
export type KeepTry = (
  draftId: string,
  tryId: string,
  pictures: { readonly preview: Uint8Array | null; readonly map: Uint8Array | null },
) => { readonly pictureUrl: string | null; readonly mapUrl: string | null };

const prepareTimeoutMs = 120_000;
const judgeTimeoutMs = 60_000;
const mostWaiting = 8;

/**
 * Judges a picture by the model of a draft that was taught last, in the bench engine and by the same code as the line. Nothing
 * is recorded. Fails with NOT_TAUGHT, NOT_FOUND, BUSY; a picture that cannot be judged is an answer with a failure.
 */
export type JudgeByDraft = (id: string, path: string, threshold: number) => Promise<Judgement>;

export function createJudgeByDraft(store: DraftStore, bench: Engine): JudgeByDraft {
  const turn = createTurn();
  let waiting = 0;

  const judge = async (id: string, path: string, threshold: number): Promise<Judgement> => {
    const draft = store.get(id);
    const place = store.place(id);
    if (draft === null || place === null) throw new PasslineError('NOT_FOUND');
    if (draft.taught === null) throw new PasslineError('NOT_TAUGHT');
    const { modelSha256, method: kind, regions } = draft.taught;
    const recipe = draftRecipe({
      ...{ productId: id, name: draft.name, number: 1, modelSha256, kind, threshold, regions },
      trigger: { mode: 'software' },
      // The line's time limit is not for a picture that nobody on a conveyor waits for.
      judgeTimeoutMs,
    });
    const models = { [modelSha256]: join(place.models, `${modelSha256}.model`) };
    const partId = randomUUIDv7();
    await bench.call('prepare', { recipe, models }, { timeoutMs: prepareTimeoutMs });
    const picture = { partId, picture: { path }, recipe };
    const judgement = await bench.call('judgePicture', picture, { timeoutMs: 2 * judgeTimeoutMs });
    await bench.call('forget', { partId }, { timeoutMs: judgeTimeoutMs });
    return judgement;
  };

  return async (id, path, threshold) => {
    if (waiting >= mostWaiting) throw new PasslineError('BUSY');
    waiting += 1;
    try {
      return await turn(() => judge(id, path, threshold));
    } finally {
      waiting -= 1;
    }
  };
}

/** As {@link JudgeByDraft}, for people: with preview and map to look at. */
export function createDraftTrying(judge: JudgeByDraft, keep: KeepTry) {
  return async (id: string, path: string, threshold: number): Promise<TryResult> => {
    const { partId, tools, failure, frame, latency, preview, map } = await judge(id, path, threshold);
    const tool = tools[0];
    const invalid = tool !== undefined && !Number.isFinite(tool.score) ? { reason: 'SCORE_INVALID', detail: '' } : null;
    const failed = failure ?? invalid;
    return {
      id: partId,
      score: failed === null ? (tool?.score ?? null) : null,
      failure: failed === null ? null : { reason: failed.reason, detail: failed.detail || null },
      defects: failed === null ? [...(tool?.defects ?? [])] : [],
      width: frame?.width ?? null,
      height: frame?.height ?? null,
      ms: latency.judge ?? null,
      ...keep(id, partId, { preview, map }),
    };
  };
}
