import type { Failure } from '#shared/domain/judging.ts';
import type { StoredRecipe } from '#shared/domain/recipe.ts';
import { PasslineError } from '#shared/contract/errors.ts';
import type { LineSetup } from './line-setup.ts';

/** What came of one part of the line. */
export interface PartEnd {
  readonly recorded: { readonly partId: string; readonly number: number } | null;
  readonly detail: string | null;
}

export interface TriggeredPart {
  readonly triggerMonoNs: bigint;
  readonly serial: string | null;
  /** False: nobody asked for this part. Nothing is recorded when there turns out to be none. */
  readonly triggered: boolean;
}

export interface RunLoop {
  start(): void;
  /** Resolves when the part in progress is over. */
  stop(): Promise<void>;
  trigger(serial: string | null): Promise<{ partId: string; number: number }>;
  isWanted(): boolean;
  /** Something that the loop may be waiting for has changed. */
  wake(): void;
  /** Resolves when models and source have been given to the engine, or cannot be for now. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Waiting extends TriggeredPart {
  readonly resolve: (part: { partId: string; number: number }) => void;
  readonly reject: (error: Error) => void;
}

const mostWaiting = 8;
/** While no frames come, a free-running line looks again this often; only the first time is a part. */
const lookAgainMs = 1_000;

/**
 * When the part after this one is due, in ms: one that came a little late moves none of those after it, so that the pace is
 * that of the recipe. Whole periods that were missed are not made up for.
 */
export function nextDueMs(dueMs: number, nowMs: number, periodMs: number): number {
  return (nowMs - dueMs < periodMs ? dueMs : nowMs) + periodMs;
}

/**
 * One part after the other. Free running: a part every period, none while something prevents inspecting (a dead engine
 * makes an error of the part in flight, not of every period until it is back). A trigger is a part that is there: it gets
 * its verdict in any case, an error if need be.
 */
export function createRunLoop(options: {
  readonly setup: LineSetup;
  /** Judges and records. Never fails. */
  readonly judge: (part: TriggeredPart, stored: StoredRecipe) => Promise<PartEnd>;
  /** Records an error verdict for a part that cannot be judged. Never fails. */
  readonly refuse: (part: TriggeredPart, stored: StoredRecipe, failure: Failure) => Promise<PartEnd>;
  /** Why no part can be recorded now; null: it can. */
  readonly recordsDetail: () => string | null;
  /** Offline sources wait for pictures to be written: nothing is lost that could be read later. */
  readonly mustWait: () => boolean;
  readonly onChange: () => void;
  /** A part ended in a fault of the station itself. The loop goes on. */
  readonly onFault: (error: unknown) => void;
}): RunLoop {
  const { setup, onChange } = options;
  let wanted = false;
  let closed = false;
  let triggers: Waiting[] = [];
  let nextFreeMs = 0;
  let wakeUp: (() => void) | null = null;
  let woken = false;
  let inProgress: Promise<unknown> = Promise.resolve();
  let settleWaiters: (() => void)[] = [];

  const wake = (): void => {
    woken = true;
    wakeUp?.();
  };

  const sleep = async (ms: number | null): Promise<void> => {
    if (woken || closed) return;
    await new Promise<void>((resolve) => {
      const timer = ms === null ? undefined : setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wakeUp = null;
  };

  const answer = (waiting: Waiting, { recorded, detail }: PartEnd): void => {
    if (recorded) waiting.resolve(recorded);
    else waiting.reject(new PasslineError('NOT_READY', detail));
  };

  const runTrigger = async (waiting: Waiting, stored: StoredRecipe): Promise<void> => {
    const unwritable = options.recordsDetail();
    if (unwritable !== null) {
      waiting.reject(new PasslineError('NOT_READY', unwritable));
      return;
    }
    const failure = setup.failure();
    try {
      answer(waiting, await (failure ? options.refuse(waiting, stored, failure) : options.judge(waiting, stored)));
    } catch (error) {
      waiting.reject(new PasslineError('INTERNAL', null, { cause: error }));
      throw error;
    }
  };

  /** One step; answers how long to wait for the next one (null: until something changes). */
  const step = async (): Promise<number | null> => {
    // Again when recipe or source were changed meanwhile: whoever waits is told of the newest.
    while (!setup.isReady() && setup.retryInMs() === 0) await setup.settle();
    for (const resolve of settleWaiters) resolve();
    settleWaiters = [];
    const stored = setup.recipe();
    const [trigger, ...later] = triggers;
    if (trigger) {
      triggers = later;
      if (stored) inProgress = runTrigger(trigger, stored);
      else trigger.reject(new PasslineError('NO_PRODUCT'));
      await inProgress;
      return 0;
    }
    if (!wanted || !stored || stored.recipe.trigger.mode !== 'free') return setup.retryInMs();
    if (!setup.isReady()) return setup.retryInMs();
    if (options.recordsDetail() !== null || options.mustWait()) return null;
    const now = performance.now();
    if (now < nextFreeMs) return nextFreeMs - now;
    nextFreeMs = nextDueMs(nextFreeMs, now, stored.recipe.trigger.periodMs);
    const part = { triggerMonoNs: process.hrtime.bigint(), serial: null, triggered: false };
    inProgress = options.judge(part, stored);
    await inProgress;
    if (setup.blockers().some((blocker) => blocker.code === 'CAMERA_LOST'))
      nextFreeMs = Math.max(nextFreeMs, performance.now() + lookAgainMs);
    return 0;
  };

  const run = async (): Promise<void> => {
    while (!closed) {
      woken = false;
      const ms = await step().catch((error: unknown) => {
        options.onFault(error);
        return lookAgainMs;
      });
      if (ms === 0) await new Promise((resolve) => setImmediate(resolve));
      else await sleep(ms);
    }
  };
  const running = run();

  const refuseWaiting = (): void => {
    for (const waiting of triggers) waiting.reject(new PasslineError('LINE_NOT_RUNNING'));
    triggers = [];
  };

  return {
    start() {
      wanted = true;
      nextFreeMs = 0;
      onChange();
      wake();
    },
    async stop() {
      wanted = false;
      refuseWaiting();
      onChange();
      wake();
      await inProgress.catch(() => {});
    },
    trigger(serial) {
      if (!wanted) return Promise.reject(new PasslineError('LINE_NOT_RUNNING'));
      if (triggers.length >= mostWaiting) return Promise.reject(new PasslineError('BUSY'));
      return new Promise((resolve, reject) => {
        triggers = [...triggers, { triggerMonoNs: process.hrtime.bigint(), serial, triggered: true, resolve, reject }];
        wake();
      });
    },
    isWanted: () => wanted,
    wake,
    settled() {
      const { promise, resolve } = Promise.withResolvers<void>();
      settleWaiters.push(resolve);
      wake();
      return promise;
    },
    async close() {
      closed = true;
      wanted = false;
      refuseWaiting();
      wake();
      await running;
      for (const resolve of settleWaiters) resolve();
    },
  };
}
