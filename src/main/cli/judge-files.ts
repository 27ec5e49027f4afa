import type { Defect } from '#shared/domain/inspection.ts';
import { decisiveTool, type Failure, judgePart } from '#shared/domain/judging.ts';
import type { ReasonCode } from '#shared/domain/reason.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import type { Verdict } from '#shared/domain/verdict.ts';
import { EngineError, isEngineGone, type Judgement } from '../engine/index.ts';
import { uuidv7 } from '../records/uuid.ts';
import type { Bench } from './bench.ts';

/** One line of `inspect --json`. */
export interface FileVerdict {
  readonly path: string;
  readonly verdict: Verdict;
  /** Null: not judged. */
  readonly score: number | null;
  readonly threshold: number;
  readonly reason: ReasonCode;
  readonly ms: number;
  readonly defects: readonly Defect[];
  /** For the engineer, with an error. */
  readonly detail: string | null;
}

/** Longer than any limit inside the engine: this one only strikes when the engine itself is stuck. */
const judgeTimeoutMs = 90_000;
const prepareTimeoutMs = 120_000;
const preparations = 3;

/**
 * Judges files one after the other by a recipe. Exactly one answer for each: a file over which the engine dies or hangs is an
 * error, and the engine that comes back gets its model again before the next one.
 */
export function fileJudge({ engine, signal }: Bench, product: Recipe, models: Readonly<Record<string, string>>) {
  // No part waits for this verdict: a busy computer is slow here, it is not at fault.
  const recipe: Recipe = { ...product, limits: { ...product.limits, judgeTimeoutMs: 30_000 } };
  let prepared: number | null = null;

  async function prepare(): Promise<void> {
    for (
      let attempt = 1;
      prepared === null || engine.health().generation !== prepared || engine.health().pid === null;
      attempt += 1
    ) {
      try {
        await engine.call('prepare', { recipe, models: { ...models } }, { timeoutMs: prepareTimeoutMs, signal });
        prepared = engine.health().generation;
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (!isEngineGone(error) || attempt >= preparations) throw error;
      }
    }
  }

  async function ask(partId: string, path: string): Promise<Judgement | Failure> {
    try {
      return await engine.call('judgePicture', { partId, picture: { path }, recipe }, { timeoutMs: judgeTimeoutMs, signal });
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof EngineError) return { reason: error.reason, detail: error.detail };
      throw error;
    }
  }

  return {
    /** Loads the model; fails with EngineError if it cannot be loaded. */
    prepare,
    /** `afterwards` runs while the engine still has the picture, with the id under which it has it. */
    async judge(path: string, afterwards: (partId: string, verdict: FileVerdict) => Promise<void>): Promise<FileVerdict> {
      await prepare();
      const partId = uuidv7();
      const startMs = performance.now();
      const answer = await ask(partId, path);
      const ms = Math.round((performance.now() - startMs) * 10) / 10;
      const verdict = verdictOf(path, recipe, answer, ms);
      if (engine.health().generation === prepared) {
        await afterwards(partId, verdict);
        await engine.call('forget', { partId }, { timeoutMs: judgeTimeoutMs }).catch(() => null);
      }
      return verdict;
    },
  };
}

function verdictOf(path: string, recipe: Recipe, answer: Judgement | Failure, ms: number): FileVerdict {
  const failed = 'reason' in answer;
  const judged = judgePart(recipe, {
    picture: { kind: 'upload' },
    measured: failed ? [] : answer.tools,
    failure: failed ? answer : answer.failure,
  });
  const tool = decisiveTool(judged.tools);
  return {
    path,
    verdict: judged.verdict,
    score: tool?.score ?? null,
    threshold: tool?.threshold ?? Number.NaN,
    reason: judged.reason,
    ms,
    defects: tool?.defects ?? [],
    detail: judged.detail,
  };
}
