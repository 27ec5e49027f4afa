import type { Logger } from 'pino';
import type { Verdict } from '#shared/domain/verdict.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import type { Engine } from '../engine/index.ts';
import { RecordsError } from '../records/index.ts';
import type { NewPart, Records } from '../records/types.ts';

export interface PictureQueue {
  /** Has the pictures of a committed part written, and their hashes added to its record. Never waits, never fails. */
  keep(engine: Engine, part: NewPart, recipe: Recipe): void;
  pending(): number;
  /** Resolves when nothing is pending any more, or after `ms`. */
  drained(ms: number): Promise<void>;
}

/** Writing waits behind at most 31 other parts in the engine. Long: a slow disk must not have the engine killed. */
const keepTimeoutMs = 300_000;
const retryEveryMs = 1_000;
const tries = 30;

export function createPictureQueue(options: {
  readonly records: Records;
  readonly log: Logger;
  readonly folder: string;
  readonly onChange: () => void;
}): PictureQueue {
  const { records, log, folder } = options;
  let pending = 0;

  /** The records may be away for a moment; what still cannot be added then stays `pending` and is marked lost at the next start. */
  const insist = async (partId: string, write: () => Promise<void>): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      try {
        await write();
        return;
      } catch (error) {
        const code = error instanceof RecordsError ? error.code : null;
        if (code === 'CLOSED') return;
        if (attempt === tries || code === 'INVALID' || code === 'NOT_FOUND') {
          log.error({ partId, attempt, err: error }, 'what became of the pictures could not be recorded');
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, retryEveryMs).unref());
      }
    }
  };

  const keepPart = async (engine: Engine, part: NewPart, recipe: Recipe): Promise<void> => {
    const { id: partId, pictures: kinds } = part;
    const request = { partId, kinds, jpegQuality: recipe.pictures.jpegQuality, folder, lossless: isLossless(part.verdict) };
    const stored = await engine.call('keep', request, { timeoutMs: keepTimeoutMs }).catch((error: unknown) => {
      log.warn({ partId, err: error }, 'the pictures of a part are lost');
      return [];
    });
    if (stored.length > 0) await insist(partId, () => records.attachPictures(partId, stored));
    const lost = kinds.filter((kind) => !stored.some((picture) => picture.kind === kind));
    if (lost.length > 0) await insist(partId, () => records.losePictures(partId, lost));
  };

  return {
    keep(engine, part, recipe) {
      if (part.pictures.length === 0) {
        // A bench that rests has nothing to forget, and must not be started for it.
        if (engine.health().state !== 'ready') return;
        void engine.call('forget', { partId: part.id }, { timeoutMs: keepTimeoutMs }).catch(() => {
          // An engine that is gone has forgotten.
        });
        return;
      }
      pending += 1;
      void keepPart(engine, part, recipe).finally(() => {
        pending -= 1;
        options.onChange();
      });
    },
    pending: () => pending,
    async drained(ms) {
      const until = performance.now() + ms;
      while (pending > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}

/** Whatever was not accepted is kept so that it can be judged again, byte for byte. */
function isLossless(verdict: Verdict): boolean {
  return verdict !== 'pass';
}
