import type { Logger } from 'pino';
import { PasslineError } from '#shared/contract/errors.ts';
import type { DraftJob } from '#shared/contract/draft.ts';
import { EngineError } from '../engine/index.ts';
import { createJobProgress, type JobProgress, type PlannedStep } from './job-progress.ts';

/** What a job has at hand while it runs. */
export interface JobRun {
  readonly signal: AbortSignal;
  /** The steps to come, as soon as it is known how much there is to do. */
  plan(steps: readonly Omit<PlannedStep, 'msPerUnit'>[]): void;
  note(step: string, done: number, total: number): void;
  /** A file or frame that is not taken in. */
  skip(): void;
}

/** A job cannot go on for a reason that the person who began it can act on. */
export class JobFailure extends Error {
  readonly code: NonNullable<DraftJob['failure']>['code'];
  constructor(code: NonNullable<DraftJob['failure']>['code'], detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'JobFailure';
    this.code = code;
  }
}

export interface TeachingJobs {
  /** Queues work for a draft. BUSY where the draft has a job already, or too many wait. */
  start(draftId: string, kind: DraftJob['kind'], work: (run: JobRun) => Promise<void>): Promise<void>;
  /** The job that waits or runs for this draft. */
  live(draftId: string): DraftJob | null;
  /** Resolves when nothing runs for this draft any more; false where nothing did. */
  cancel(draftId: string): Promise<boolean>;
  /** Gives up what runs: at the next start it is `failed`. */
  close(): Promise<void>;
}

const mostWaiting = 8;
/**
 * Milliseconds a unit until this machine has been seen at work. Only their proportions matter, see `createJobProgress`:
 * measured on 20 to 22 pictures of parts on a background, with and without 10 bad ones.
 */
const usualPaces: Readonly<Record<string, number>> = {
  read: 5,
  look: 40,
  decode: 15,
  features: 160,
  validate: 200,
  select: 80,
  compile: 150,
  copies: 250,
  compare: 220,
  'compare-bad': 220,
  'self-test': 1_800,
};

interface Live {
  job: DraftJob;
  progress: JobProgress | null;
  readonly cancel: AbortController;
  over: Promise<void>;
}

/** One job after the other for all drafts: each has the bench engine's teaching thread to itself. */
export function createTeachingJobs(options: {
  readonly log: Logger;
  /** Keeps what is known of the job with its draft, so that it outlives the station. */
  readonly keep: (draftId: string, job: DraftJob) => Promise<unknown>;
}): TeachingJobs {
  const { log, keep } = options;
  const lives = new Map<string, Live>();
  const paces = new Map<string, number>(Object.entries(usualPaces));
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  const now = (live: Live): DraftJob => ({ ...live.job, ...live.progress?.at(performance.now()) });

  async function run(draftId: string, live: Live, work: (run: JobRun) => Promise<void>): Promise<void> {
    const { signal } = live.cancel;
    // cancelled before its turn came
    if (live.cancel.signal.aborted) return;
    let end: Pick<DraftJob, 'state' | 'failure'>;
    try {
      live.job = { ...live.job, state: 'running', startedAtUtc: new Date().toISOString() };
      await work({
        signal,
        plan(steps) {
          const planned = steps.map((step) => ({ ...step, msPerUnit: paces.get(step.step) ?? 1 }));
          live.progress = createJobProgress(planned, performance.now());
        },
        note: (step, done, total) => live.progress?.note(step, done, total, performance.now()),
        skip() {
          live.job = { ...live.job, skipped: live.job.skipped + 1 };
        },
      });
      for (const [step, pace] of live.progress?.paces() ?? []) paces.set(step, pace);
      end = { state: 'done', failure: null };
    } catch (error) {
      if (closed) return;
      if (!signal.aborted) log.error({ err: error, draft: draftId, job: live.job.kind }, 'a job of teaching failed');
      end = signal.aborted ? { state: 'cancelled', failure: null } : { state: 'failed', failure: failureOf(error) };
    }
    const { share } = now(live);
    await finish(draftId, live, { ...now(live), ...end, share: end.state === 'done' ? 1 : share, secondsLeft: null });
  }

  /** It is over once that is kept: whoever sees it can begin the next one. */
  async function finish(draftId: string, live: Live, job: DraftJob): Promise<void> {
    try {
      await keep(draftId, job);
      forget(draftId, live);
    } catch (error) {
      live.job = job;
      live.progress = null;
      if (!(error instanceof PasslineError && error.code === 'NOT_FOUND'))
        log.error({ err: error, draft: draftId }, 'what became of a job could not be kept');
    }
  }

  const forget = (draftId: string, live: Live): void => {
    if (lives.get(draftId) === live) lives.delete(draftId);
  };

  return {
    async start(draftId, kind, work) {
      if (closed) throw new PasslineError('NOT_READY', 'The station is stopping.');
      if (isGoing(lives.get(draftId))) throw new PasslineError('BUSY', 'Something else runs for this draft.');
      if ([...lives.values()].filter(isGoing).length > mostWaiting) throw new PasslineError('BUSY', 'Too many others wait.');
      const job: DraftJob = {
        ...{ kind, state: 'waiting', step: null, done: 0, total: 0, share: 0, secondsLeft: null, skipped: 0, failure: null },
        startedAtUtc: new Date().toISOString(),
      };
      const live: Live = { job, progress: null, cancel: new AbortController(), over: Promise.resolve() };
      lives.set(draftId, live);
      // Before it begins: a station that is killed over it must know of it afterwards.
      await keep(draftId, job).catch((error: unknown) => {
        lives.delete(draftId);
        throw error;
      });
      live.over = turn.then(() => run(draftId, live, work));
      turn = live.over.catch(() => undefined);
    },
    live(draftId) {
      const live = lives.get(draftId);
      return live === undefined ? null : now(live);
    },
    async cancel(draftId) {
      const live = lives.get(draftId);
      if (live === undefined || !isGoing(live)) return false;
      live.cancel.abort();
      if (live.job.state === 'waiting') {
        await finish(draftId, live, { ...live.job, state: 'cancelled' });
      } else await live.over;
      return true;
    },
    async close() {
      closed = true;
      for (const { cancel } of lives.values()) cancel.abort();
      await turn;
    },
  };
}

const isGoing = (live: Live | undefined): boolean => live?.job.state === 'waiting' || live?.job.state === 'running';

function failureOf(error: unknown): NonNullable<DraftJob['failure']> {
  if (error instanceof JobFailure) return { code: error.code, detail: error.message };
  if (error instanceof EngineError) {
    const gone = error.reason === 'ENGINE_LOST' || error.reason === 'ENGINE_TIMEOUT';
    return { code: gone ? 'ENGINE_LOST' : 'INTERNAL', detail: error.detail };
  }
  if (error instanceof PasslineError && error.code === 'LIMIT_REACHED') return { code: 'LIMIT_REACHED', detail: error.message };
  const full =
    (error instanceof PasslineError && error.code === 'NOT_READY') || (error as NodeJS.ErrnoException).code === 'ENOSPC';
  return full ? { code: 'DISK_FULL', detail: null } : { code: 'INTERNAL', detail: null };
}
