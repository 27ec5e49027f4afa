import type { ReasonCode } from '#shared/domain/reason.ts';

/** Why a picture, a model or a teaching could not be used: a stable code, and one line for the engineer. */
export class VisionError extends Error {
  readonly code: ReasonCode;
  /** One line, without paths of this machine and without a stack. */
  readonly detail: string;

  constructor(code: ReasonCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.name = 'VisionError';
    this.code = code;
    this.detail = detail;
  }
}

/** What a library said, on one line and bounded: its messages can carry whole file contents. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(0, 2_000).replace(/\s+/g, ' ').trim().slice(0, 200);
}
