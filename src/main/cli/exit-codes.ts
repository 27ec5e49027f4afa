import type { Verdict } from '#shared/domain/verdict.ts';

/** What scripts and build servers go by. `review` is not a pass: somebody has to look first. */
export const exitCodes = { pass: 0, fail: 1, error: 2, usage: 64, internal: 70, interrupted: 130 } as const;

export function exitCodeOf(verdict: Verdict): number {
  switch (verdict) {
    case 'pass':
      return exitCodes.pass;
    case 'review':
    case 'fail':
      return exitCodes.fail;
    case 'error':
      return exitCodes.error;
  }
}

/** The command cannot be carried out as it was written; the message is one sentence that says what to change. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
  }
}
