import type { ReasonCode } from '#shared/domain/reason.ts';

/**
 * A call that got no answer from the engine, or a refusal. `ENGINE_LOST`: the process died or is being restarted;
 * `ENGINE_TIMEOUT`: it did not answer in time and was killed; any other reason is the engine's own answer.
 */
export class EngineError extends Error {
  readonly reason: ReasonCode;
  readonly detail: string;
  constructor(reason: ReasonCode, detail: string, options?: ErrorOptions) {
    super(`${reason}: ${detail}`, options);
    this.name = 'EngineError';
    this.reason = reason;
    this.detail = detail;
  }
}

/** Whether the engine as a process is to blame: its part is an error and the engine has to come back first. */
export function isEngineGone(error: unknown): boolean {
  return error instanceof EngineError && (error.reason === 'ENGINE_LOST' || error.reason === 'ENGINE_TIMEOUT');
}
