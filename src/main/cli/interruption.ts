import { exitCodes } from './exit-codes.ts';

/** Somebody stopped the command. */
export class Interrupted extends Error {
  constructor() {
    super('Interrupted.');
    this.name = 'Interrupted';
  }
}

/** Runs work that clears up after itself when it is interrupted (Ctrl-C, SIGTERM); a second time ends the process at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupted = new AbortController();
  let sinceMs = Number.POSITIVE_INFINITY;
  const interrupt = (): void => {
    // One Ctrl-C can arrive twice, from the terminal and from a parent that passes it on; a second one means: at once.
    if (performance.now() - sinceMs > 1_000) process.exit(exitCodes.interrupted);
    sinceMs = Math.min(sinceMs, performance.now());
    interrupted.abort(new Interrupted());
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work(interrupted.signal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
