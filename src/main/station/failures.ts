import { type ErrorCode, PasslineError } from '#shared/contract/errors.ts';
import { EngineError } from '../engine/index.ts';
import { RecordsError, type RecordsErrorCode } from '../records/errors.ts';

/** Failures of the records that a caller can act on; the others mean that the station cannot write. */
const recordsCodes: Readonly<Record<RecordsErrorCode, ErrorCode>> = {
  NAME_TAKEN: 'NAME_TAKEN',
  ALREADY_SET_UP: 'ALREADY_SET_UP',
  SET_UP_FIRST: 'SET_UP_FIRST',
  LAST_ADMIN: 'LAST_ADMIN',
  NUMBER_TAKEN: 'NUMBER_TAKEN',
  VERSION_OUTDATED: 'VERSION_OUTDATED',
  NOT_FOUND: 'NOT_FOUND',
  INVALID: 'BAD_REQUEST',
  DISK_FULL: 'NOT_READY',
  NOT_WRITABLE: 'NOT_READY',
  BUSY: 'NOT_READY',
  DAMAGED: 'NOT_READY',
  NEWER_VERSION: 'NOT_READY',
  RECORDS_LOST: 'NOT_READY',
  CLOSED: 'NOT_READY',
  RECORD_FAILED: 'NOT_READY',
};

/** What a failure of the records or of an engine means to someone who called the station; null: none of theirs. */
export function translateFailure(error: unknown): PasslineError | null {
  if (error instanceof RecordsError) {
    const code = recordsCodes[error.code];
    const detail = code === 'NOT_READY' ? `The records cannot be read or written (${error.code}).` : error.message;
    return new PasslineError(code, detail, { cause: error });
  }
  if (error instanceof EngineError)
    return new PasslineError('NOT_READY', `The engine did not answer (${error.reason}).`, { cause: error });
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
    return new PasslineError('NOT_READY', 'The disk is full.', { cause: error });
  return null;
}
