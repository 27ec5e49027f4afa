import type { Logger } from 'pino';

export interface Undo {
  /** Adds what must be done at the stop; done in the opposite order. Waited for at most `limitMs`, without a limit if absent. */
  push(name: string, step: () => unknown, limitMs?: number): void;
  /** Does all of it, once. A step that fails or takes too long is logged and does not keep the others from being done. */
  run(): Promise<void>;
}

export function createUndo(log: Logger): Undo {
  const steps: { readonly name: string; readonly step: () => unknown; readonly limitMs: number | undefined }[] = [];
  let running: Promise<void> | null = null;

  const runAll = async () => {
    for (const { name, step, limitMs } of steps.toReversed()) {
      const began = performance.now();
      try {
        await within(Promise.resolve().then(step), limitMs);
      } catch (error) {
        log.error({ err: error, step: name }, 'a step of the stop failed');
      }
      log.debug({ step: name, ms: Math.round(performance.now() - began) }, 'stopped');
    }
  };
  return {
    push: (name, step, limitMs) => void steps.push({ name, step, limitMs }),
    run: () => {
      running ??= runAll();
      return running;
    },
  };
}

/** Goes on waiting behind the scenes: what comes too late must not end the process as an unhandled rejection. */
async function within(work: Promise<unknown>, limitMs: number | undefined): Promise<void> {
  if (limitMs === undefined) return void (await work);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
