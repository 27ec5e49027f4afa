import { randomUUIDv7 } from 'node:crypto';
import { join } from 'node:path';
import { PasslineError } from '#shared/contract/errors.ts';
import type { TryResult } from '#shared/contract/teach.ts';
import type { Engine } from '../engine/index.ts';
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
 * Judges a picture by the model that was taught last, in the bench engine and by the same code as the line. Nothing is recorded.
 * Fails with NOT_TAUGHT, NOT_FOUND, BUSY; a picture that cannot be judged is an answer with a failure.
 */
export function createDraftTrying(options: { readonly store: DraftStore; readonly bench: Engine; readonly keep: KeepTry }) {
  const { store, bench, keep } = options;
  const turn = createTurn();
  let waiting = 0;

  const judge = async (id: string, path: string, threshold: number): Promise<TryResult> => {
    const draft = store.get(id);
    const place = store.place(id);
    if (draft === null || place === null) throw new PasslineError('NOT_FOUND');
    if (draft.taught === null) throw new PasslineError('NOT_TAUGHT');
    const { modelSha256 } = draft.taught;
    const recipe = draftRecipe({
      ...{ productId: id, name: draft.name, number: 1, modelSha256, threshold },
      trigger: { mode: 'software' },
      // The line's time limit is not for a picture that nobody on a conveyor waits for.
      judgeTimeoutMs,
    });
    const models = { [modelSha256]: join(place.models, `${modelSha256}.model`) };
    const tryId = randomUUIDv7();
    await bench.call('prepare', { recipe, models }, { timeoutMs: prepareTimeoutMs });
    const judgement = await bench.call(
      'judgePicture',
      { partId: tryId, picture: { path }, recipe },
      { timeoutMs: 2 * judgeTimeoutMs },
    );
    await bench.call('forget', { partId: tryId }, { timeoutMs: judgeTimeoutMs });
    const tool = judgement.tools[0];
    const failed = judgement.failure ?? (tool && !Number.isFinite(tool.score) ? { reason: 'SCORE_INVALID', detail: '' } : null);
    return {
      id: tryId,
      score: failed === null ? (tool?.score ?? null) : null,
      failure: failed === null ? null : { reason: failed.reason, detail: failed.detail || null },
      defects: failed === null ? [...(tool?.defects ?? [])] : [],
      width: judgement.frame?.width ?? null,
      height: judgement.frame?.height ?? null,
      ms: judgement.latency.judge ?? null,
      ...keep(id, tryId, { preview: judgement.preview, map: judgement.map }),
    };
  };

  return async (id: string, path: string, threshold: number): Promise<TryResult> => {
    if (waiting >= mostWaiting) throw new PasslineError('BUSY');
    waiting += 1;
    try {
      return await turn(() => judge(id, path, threshold));
    } finally {
      waiting -= 1;
    }
  };
}
