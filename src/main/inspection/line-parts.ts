import { randomUUIDv7 } from 'node:crypto';
import type { Failure } from '#shared/domain/judging.ts';
import type { StoredRecipe } from '#shared/domain/recipe.ts';
import { type Engine, EngineError, type Judgement } from '../engine/index.ts';
import type { NewPart } from '../records/types.ts';
import { composePart, type PartContext } from './compose-part.ts';
import type { LineSetup } from './line-setup.ts';
import type { PartEnd, TriggeredPart } from './run-loop.ts';

/** Beside the limits of the recipe: what a message between processes takes on a busy machine. */
const answerSlackMs = 500;

export interface LinePartsOptions {
  readonly line: Engine;
  readonly setup: LineSetup;
  /** Lot and operator of the parts that are judged now. */
  readonly labels: () => { readonly lot: string | null; readonly supplierLot: string | null; readonly operator: string | null };
  readonly now: () => Date;
  /** Row, then publication, then pictures. */
  readonly finish: (part: NewPart, context: PartContext, judgement: Judgement | null) => Promise<PartEnd>;
  /** A folder has no more files. */
  readonly onEnded: () => void;
}

/** From trigger to recorded verdict, for one part of the line. */
export function createLineParts(options: LinePartsOptions): {
  judge(part: TriggeredPart, stored: StoredRecipe): Promise<PartEnd>;
  refuse(part: TriggeredPart, stored: StoredRecipe, failure: Failure): Promise<PartEnd>;
} {
  const { line, setup } = options;

  const contextOf = (part: TriggeredPart, stored: StoredRecipe): PartContext => ({
    partId: randomUUIDv7(),
    mode: 'production',
    stored,
    ...options.labels(),
    serial: part.serial,
    source: setup.camera().name || null,
    triggerMonoNs: part.triggerMonoNs,
  });

  const finish = (
    context: PartContext,
    answer: { judgement: Judgement | null; failure: Failure | null; lastJudgedSeq: number | null; takenName: string | null },
  ): Promise<PartEnd> => {
    const part = composePart(context, {
      ...answer,
      engineFingerprint: line.info()?.fingerprint ?? null,
      nowUtc: options.now().toISOString(),
      nowMonoNs: process.hrtime.bigint(),
    });
    return options.finish(part, context, answer.judgement);
  };

  const ask = async (context: PartContext): Promise<{ judgement: Judgement | null; failure: Failure | null }> => {
    const { recipe } = context.stored;
    // A watched folder waits for a file, then reads it: each within the time of a frame.
    const waits = setup.source()?.kind === 'folder' ? 2 : 1;
    const timeoutMs = waits * recipe.limits.frameTimeoutMs + recipe.limits.judgeTimeoutMs + answerSlackMs;
    try {
      const { partId, triggerMonoNs } = context;
      return { judgement: await line.call('judgeNext', { partId, recipe, triggerMonoNs }, { timeoutMs }), failure: null };
    } catch (error) {
      const { reason, detail } = error instanceof EngineError ? error : { reason: 'INTERNAL' as const, detail: String(error) };
      return { judgement: null, failure: { reason, detail } };
    }
  };

  return {
    async judge(part, stored) {
      const context = contextOf(part, stored);
      const lastJudgedSeq = setup.lastJudgedSeq();
      const { judgement, failure } = await ask(context);
      const taken = judgement?.frame ?? setup.takenFor(context.partId);
      const name = judgement?.name ?? taken?.name ?? null;
      setup.noteTaken({ name, seq: taken?.seq ?? null });
      const nothing = judgement !== null && judgement.frame === null && name === null;
      if (nothing) {
        const nobodyThere = noPart(setup, part, judgement);
        if (setup.camera().state === 'ended') options.onEnded();
        if (nobodyThere) return { recorded: null, detail: null };
      }
      return finish(context, { judgement, failure, lastJudgedSeq, takenName: name });
    },
    refuse(part, stored, failure) {
      return finish(contextOf(part, stored), { judgement: null, failure, lastJudgedSeq: null, takenName: null });
    },
  };
}

/**
 * Whether the absence of a frame means that there was no part: at the end of a folder, in a watched folder (there the file
 * is the trigger), and every time after the first while a free-running line gets no frames. Then nothing is recorded.
 */
function noPart(setup: LineSetup, part: TriggeredPart, judgement: Judgement): boolean {
  const { source, state } = setup.camera();
  const reason = judgement.failure?.reason ?? 'INTERNAL';
  if (state === 'ended') return !part.triggered;
  if (reason !== 'FRAME_TIMEOUT' && reason !== 'CAMERA_LOST') return false;
  if (part.triggered) return false;
  if (reason === 'FRAME_TIMEOUT' && source?.kind === 'folder' && source.mode === 'watch') return true;
  const alreadyTold = setup.hasNoFrames();
  setup.noteNoFrames(judgement.failure?.detail ?? 'No frame came.');
  return alreadyTold;
}
