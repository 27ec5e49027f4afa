import type { Logger } from 'pino';

export interface StopOptions {
  readonly stop: () => Promise<void>;
  readonly log: Logger;
  /** How long a clean stop may take before the process ends anyway. */
  readonly limitMs?: number;
  readonly exit?: (code: number) => void;
}

/** A terminal, npm and a parent may all pass on the same key press: within this time it is one. */
const sameKeyPressMs = 1_000;

const internalError = 70;

/**
 * Ends the process cleanly on SIGINT, SIGTERM and SIGHUP with exit code 0; asked again it ends at once. A rejection or an
 * exception that nobody handled is logged and ends it with 70: whoever started the station starts it again in a known state.
 */
export function stopOnSignals({ stop, log, limitMs = 5_000, exit = (code) => process.exit(code) }: StopOptions): void {
  let askedAt: number | null = null;

  const end = (code: number) => {
    askedAt = performance.now();
    const limit = setTimeout(() => {
      log.error({ limitMs }, 'the station did not stop in time');
      exit(code === 0 ? 1 : code);
    }, limitMs);
    stop().then(
      () => {
        clearTimeout(limit);
        exit(code);
      },
      (error: unknown) => {
        log.error({ err: error }, 'the station did not stop cleanly');
        exit(code === 0 ? 1 : code);
      },
    );
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (askedAt === null) {
        log.info({ signal }, 'stopping');
        end(0);
      } else if (performance.now() - askedAt > sameKeyPressMs) {
        log.warn({ signal }, 'stopping at once');
        exit(130);
      }
    });
  }
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (error: unknown) => {
      log.fatal({ err: error }, fault === 'uncaughtException' ? 'an exception was not handled' : 'a rejection was not handled');
      if (askedAt === null) end(internalError);
    });
  }
}
