import { randomUUID } from 'node:crypto';
import { ORPCError } from '@orpc/server';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type ErrorCode, errorCodes, PasslineError } from '#shared/contract/errors.ts';

/** What leaves the station when a call fails: the shape that oRPC clients read, and everyone else can. */
export interface ErrorBody {
  readonly defined: true;
  readonly code: ErrorCode;
  readonly status: number;
  readonly message: string;
  readonly data: ErrorData;
}

/** How errors become answers: where the detail goes, and what errors of the parts behind the use cases mean to a caller. */
export interface ErrorRules {
  readonly log: Logger;
  readonly translate: (error: unknown) => PasslineError | null;
}

export interface ErrorData {
  /** Which field of the request is wrong, and why. */
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
  /** Under this number the detail of an INTERNAL error stands in the log. */
  readonly reference?: string;
  /** Seconds after which trying again makes sense. */
  readonly retryAfterS?: number;
}

const retryAfterS: Partial<Record<ErrorCode, number>> = { BUSY: 1, NOT_READY: 2, TOO_MANY_TRIES: 60 };

/**
 * The answer for whatever was thrown. A {@link PasslineError} keeps its code and its one line of detail; a failed
 * validation names the fields; anything else becomes INTERNAL with a reference number, and only the log knows more.
 */
export function toErrorBody(error: unknown, { log, translate }: ErrorRules): ErrorBody {
  if (error instanceof PasslineError) return error.code === 'INTERNAL' ? internal(error, log) : known(error.code, error.message);
  const translated = translate(error);
  if (translated) return known(translated.code, translated.message);
  if (error instanceof ORPCError) {
    if (error.code === 'BAD_REQUEST') return invalid(error.data);
    if (error.code === 'NOT_FOUND') return body('NOT_FOUND', errorCodes.NOT_FOUND.message, {});
  }
  return internal(error, log);
}

/** The same as a thrown error, for inside of a call: oRPC turns it into the answer. */
export function toOrpcError(error: unknown, rules: ErrorRules): ORPCError<ErrorCode, ErrorData> {
  const { code, status, message, data } = toErrorBody(error, rules);
  return new ORPCError(code, { status, message, data, cause: error });
}

/** The same as an answer, for everything outside of a call. */
export function errorResponse(error: unknown, rules: ErrorRules): Response {
  return bodyResponse(toErrorBody(error, rules));
}

export function bodyResponse(answer: ErrorBody): Response {
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (answer.data.retryAfterS !== undefined) headers.set('retry-after', String(answer.data.retryAfterS));
  if (answer.code === 'UNAUTHORIZED') headers.set('www-authenticate', 'Bearer');
  return Response.json(answer, { status: answer.status, headers });
}

function known(code: ErrorCode, message: string): ErrorBody {
  const wait = retryAfterS[code];
  return body(code, message, wait === undefined ? {} : { retryAfterS: wait });
}

function body(code: ErrorCode, message: string, data: ErrorData): ErrorBody {
  return { defined: true, code, status: errorCodes[code].status, message, data };
}

function invalid(data: unknown): ErrorBody {
  const issues = issuesOf(data);
  const first = issues[0];
  const message = first ? `${first.path === '' ? 'Request' : first.path}: ${first.message}` : errorCodes.BAD_REQUEST.message;
  return body('BAD_REQUEST', message, { issues });
}

const issuesSchema = z.object({
  issues: z.array(
    z.object({
      path: z.array(z.union([z.string(), z.number(), z.object({ key: z.string() })])).default([]),
      message: z.string(),
    }),
  ),
});

function issuesOf(data: unknown): { path: string; message: string }[] {
  const parsed = issuesSchema.safeParse(data);
  if (!parsed.success) return [];
  return parsed.data.issues.slice(0, 20).map(({ path, message }) => ({
    path: path.map((step) => (typeof step === 'object' ? step.key : String(step))).join('.'),
    message,
  }));
}

function internal(error: unknown, log: Logger): ErrorBody {
  const reference = randomUUID().slice(0, 8);
  log.error({ err: error, reference }, 'a call failed inside the station');
  return body('INTERNAL', `${errorCodes.INTERNAL.message} Reference ${reference}.`, { reference });
}
