/** What can go wrong with the records. Stable: callers decide by it. */
export type RecordsErrorCode =
  /** No room on the disk; nothing was written. */
  | 'DISK_FULL'
  /** The database cannot be written (permissions, read-only file system); nothing was written. */
  | 'NOT_WRITABLE'
  /** The database is held by another process for longer than the busy timeout; nothing was written. */
  | 'BUSY'
  /** The file is not a database, or its structure is damaged. */
  | 'DAMAGED'
  /** The database was written by a newer Passline. */
  | 'NEWER_VERSION'
  /** The thread of the records died; it is being restarted. */
  | 'RECORDS_LOST'
  | 'CLOSED'
  /** The row asked for or to be changed is not there. */
  | 'NOT_FOUND'
  /** What was given cannot be recorded. A fault of the caller. */
  | 'INVALID'
  | 'NAME_TAKEN'
  /** Another product has this number. */
  | 'NUMBER_TAKEN'
  /** Somebody saved another version meanwhile. */
  | 'VERSION_OUTDATED'
  | 'ALREADY_SET_UP'
  | 'SET_UP_FIRST'
  | 'LAST_ADMIN'
  /** Anything else that kept a row from being written. */
  | 'RECORD_FAILED';

/** Every failure of the records. A rejected write means that nothing of it was written. */
export class RecordsError extends Error {
  readonly code: RecordsErrorCode;
  constructor(code: RecordsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RecordsError';
    this.code = code;
  }
}

/** SQLite's result codes (extended ones begin with the basic one) as codes of the records. */
export function toRecordsError(error: unknown): RecordsError {
  if (error instanceof RecordsError) return error;
  const sqlite = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return new RecordsError(recordsCode(sqlite), sqlite === null ? message : `${sqlite}: ${message}`, { cause: error });
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

function recordsCode(code: string | null): RecordsErrorCode {
  if (code === null) return 'RECORD_FAILED';
  // A full disk shows as SQLITE_FULL or as a failed write or sync, depending on the file and the file system.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_WRITE' || code === 'SQLITE_IOERR_FSYNC' || code === 'ENOSPC')
    return 'DISK_FULL';
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code === 'EACCES' || code === 'EROFS') {
    return 'NOT_WRITABLE';
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'BUSY';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'DAMAGED';
  return 'RECORD_FAILED';
}
