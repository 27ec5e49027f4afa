/**
 * Errors a caller can act on: stable code, HTTP status, a sentence for people (English; the page shows
 * `error.<code>` of its catalogue). Anything not listed leaves the station as INTERNAL with a reference
 * number and no detail: the detail stands in the log under that number.
 */
export const errorCodes = {
  UNAUTHORIZED: { status: 401, message: 'Sign in, or send a key.' },
  FORBIDDEN: { status: 403, message: 'This needs another right.' },
  ORIGIN_REFUSED: { status: 403, message: 'This address may not talk to the station.' },
  SIGN_IN_FAILED: { status: 401, message: 'Name and PIN do not match.' },
  TOO_MANY_TRIES: { status: 429, message: 'Too many tries. Wait a minute.' },
  ALREADY_SET_UP: { status: 409, message: 'The station already has an administrator.' },
  SET_UP_FIRST: { status: 409, message: 'Create the administrator first.' },
  BAD_REQUEST: { status: 400, message: 'The request is not valid.' },
  NOT_FOUND: { status: 404, message: 'There is nothing here.' },
  METHOD_NOT_SUPPORTED: { status: 405, message: 'This address does not take that method.' },
  BODY_TOO_LARGE: { status: 413, message: 'The request is too large.' },
  NO_PICTURE: { status: 400, message: 'The request has no picture.' },
  NO_PRODUCT: { status: 409, message: 'No product is loaded.' },
  NOT_READY: { status: 503, message: 'The station is not ready.' },
  BUSY: { status: 429, message: 'The station is busy. Try again shortly.' },
  LINE_RUNNING: { status: 409, message: 'Stop the line first.' },
  LINE_NOT_RUNNING: { status: 409, message: 'Start the line first.' },
  PACKAGE_INVALID: { status: 422, message: 'This is not a Passline product package, or it is damaged.' },
  SOURCE_INVALID: { status: 422, message: 'The source cannot be opened.' },
  FOLDER_INVALID: { status: 422, message: 'The folder cannot be used.' },
  NAME_TAKEN: { status: 409, message: 'That name is taken.' },
  NUMBER_TAKEN: { status: 409, message: 'Another product has this number.' },
  VERSION_OUTDATED: { status: 409, message: 'Somebody saved another version meanwhile.' },
  PRODUCT_ACTIVE: { status: 409, message: 'This product is on the line.' },
  PRODUCT_RETIRED: { status: 409, message: 'This product is retired.' },
  LAST_ADMIN: { status: 409, message: 'The last administrator cannot be removed.' },
  NOT_TAUGHT: { status: 409, message: 'Nothing has been taught from these pictures yet.' },
  LIMIT_REACHED: { status: 409, message: 'The station keeps no more of these. Delete some first.' },
  INTERNAL: { status: 500, message: 'Something went wrong inside the station.' },
} as const satisfies Record<string, { status: number; message: string }>;
export type ErrorCode = keyof typeof errorCodes;

/** A use case throws this; the API turns it into an answer. `detail` is one line that may leave the station. */
export class PasslineError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | null;
  constructor(code: ErrorCode, detail: string | null = null, options?: ErrorOptions) {
    super(detail ?? errorCodes[code].message, options);
    this.name = 'PasslineError';
    this.code = code;
    this.detail = detail;
  }
}
