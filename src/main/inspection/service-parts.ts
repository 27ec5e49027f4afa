import { randomUUIDv7 } from 'node:crypto';
import { PasslineError } from '#shared/contract/errors.ts';
import type { Failure } from '#shared/domain/judging.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import { type Engine, EngineError, type Judgement, type ModelPaths } from '../engine/index.ts';
import type { NewPart } from '../records/types.ts';
import { composePart, type PartContext } from './compose-part.ts';
import { createTurn } from './in-turn.ts';
import type { PartEnd } from './run-loop.ts';
import type { PictureRequest } from './types.ts';

const prepareTimeoutMs = 120_000;
/** Decoding the largest accepted picture, and judging it, on a slow machine at low priority. */
const judgeTimeoutMs = 60_000;
const mostWaiting = 8;

/**
 * Pictures from outside, one after the other, in the bench engine: a hostile or huge one can neither slow nor endanger the
 * line. A picture that cannot be judged is a part with an error verdict, as on the line.
 */
export function createServiceParts(options: {
  readonly bench: Engine;
  readonly modelPaths: (recipe: Recipe) => ModelPaths;
  readonly now: () => Date;
  readonly finish: (part: NewPart, context: PartContext, judgement: Judgement | null) => Promise<PartEnd>;
}): (request: PictureRequest) => Promise<{ partId: string; number: number }> {
  const { bench } = options;
  const turn = createTurn();
  let waiting = 0;

  const ask = async ({ partId, stored }: PartContext, picture: PictureRequest['picture']): Promise<Judgement> => {
    const { recipe } = stored;
    // Every time: models that are loaded cost nothing, and the process may be another one than for the last picture.
    await bench.call('prepare', { recipe, models: options.modelPaths(recipe) }, { timeoutMs: prepareTimeoutMs });
    // The line's time limit is not for a picture that nobody on a conveyor waits for.
    const patient = { ...recipe, limits: { ...recipe.limits, judgeTimeoutMs } };
    return bench.call('judgePicture', { partId, picture, recipe: patient }, { timeoutMs: 2 * judgeTimeoutMs });
  };

  const inspect = async (request: PictureRequest, triggerMonoNs: bigint): Promise<{ partId: string; number: number }> => {
    const context: PartContext = {
      partId: randomUUIDv7(),
      mode: 'service',
      stored: request.recipe,
      lot: request.lot,
      supplierLot: null,
      serial: request.serial,
      operator: request.operator,
      source: request.fileName,
      triggerMonoNs,
    };
    let judgement: Judgement | null = null;
    let failure: Failure | null = null;
    try {
      judgement = await ask(context, request.picture);
    } catch (error) {
      const { reason, detail } = error instanceof EngineError ? error : { reason: 'INTERNAL' as const, detail: String(error) };
      failure = { reason, detail };
    }
    const part = composePart(context, {
      judgement,
      failure,
      lastJudgedSeq: null,
      takenName: null,
      engineFingerprint: bench.info()?.fingerprint ?? null,
      nowUtc: options.now().toISOString(),
      nowMonoNs: process.hrtime.bigint(),
    });
    const { recorded, detail } = await options.finish(part, context, judgement);
    if (!recorded) throw new PasslineError('NOT_READY', detail);
    return recorded;
  };

  return async (request) => {
    if (waiting >= mostWaiting) throw new PasslineError('BUSY');
    waiting += 1;
    const triggerMonoNs = process.hrtime.bigint();
    try {
      return await turn(() => inspect(request, triggerMonoNs));
    } finally {
      waiting -= 1;
    }
  };
}
