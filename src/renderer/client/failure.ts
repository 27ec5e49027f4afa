import { ORPCError } from '@orpc/client';
import { type ErrorCode, errorCodes } from '#shared/contract/errors.ts';

export type FailureCode = ErrorCode | 'UNREACHABLE';

/** What went wrong with a call: a code of the catalogue, and the line of detail that the station gave. */
export interface Failure {
  readonly code: FailureCode;
  readonly detail: string | null;
}

const isKnown = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);

/** Reads an error of the client. A call that never got an answer is `UNREACHABLE`, an answer nobody knows `INTERNAL`. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ORPCError) {
    const code: unknown = error.code;
    if (typeof code !== 'string' || !isKnown(code)) return { code: 'INTERNAL', detail: error.message };
    return { code, detail: error.message === errorCodes[code].message ? null : error.message };
  }
  if (error instanceof TypeError) return { code: 'UNREACHABLE', detail: null };
  return { code: 'INTERNAL', detail: error instanceof Error ? error.message : null };
}
