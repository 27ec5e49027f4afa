import { PasslineError } from '#shared/contract/errors.ts';
import { RecordsError } from '../records/index.ts';

/** Runs `work`; what the records refuse becomes the error a caller can act on. */
export async function forCaller<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RecordsError ? toPasslineError(error) : error;
  }
}

function toPasslineError(error: RecordsError): PasslineError {
  const cause = { cause: error };
  switch (error.code) {
    case 'NAME_TAKEN':
    case 'NUMBER_TAKEN':
    case 'VERSION_OUTDATED':
    case 'ALREADY_SET_UP':
    case 'SET_UP_FIRST':
    case 'LAST_ADMIN':
    case 'NOT_FOUND':
      return new PasslineError(error.code, null, cause);
    case 'INVALID':
      return new PasslineError('BAD_REQUEST', error.message, cause);
    case 'DISK_FULL':
    case 'NOT_WRITABLE':
    case 'BUSY':
    case 'DAMAGED':
    case 'NEWER_VERSION':
    case 'RECORDS_LOST':
    case 'CLOSED':
    case 'RECORD_FAILED':
      return new PasslineError('NOT_READY', 'The records are not available.', cause);
    default:
      error.code satisfies never;
      return new PasslineError('INTERNAL', null, cause);
  }
}
