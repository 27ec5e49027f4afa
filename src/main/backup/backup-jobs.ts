import { isAbsolute, join, relative, resolve } from 'node:path';
import { realpath } from 'node:fs/promises';
import type { Logger } from 'pino';
import { type BackupPlan, type Backups, type LastBackup, lastBackupSchema } from '#shared/contract/backups.ts';
import { PasslineError } from '#shared/contract/errors.ts';
import { lastTimeOfDay } from '#shared/domain/shift.ts';
import { z } from 'zod';
import type { Records } from '../records/index.ts';
import { listBackups, summaryOf } from './backup-folder.ts';
import { clearUnfinishedCopies } from './finish-restore.ts';
import type { PreparedRestore } from './restore-backup.ts';
import { runBackup, runPrepareRestore } from './run-backup.ts';

export interface BackupJobsOptions {
  readonly dataFolder: string;
  /** Where, how many and when, as it is now; null: none are made. */
  readonly plan: () => BackupPlan | null;
  readonly zone: () => string;
  readonly records: Pick<Records, 'setting' | 'putSetting' | 'audit'>;
  readonly stationName: () => string;
  readonly version: string;
  readonly log: Logger;
  /** A backup is ready beside the data: the station ends, and starts anew on it. */
  readonly onPrepared: (prepared: PreparedRestore, actor: string) => void;
  /** Why the station was opened on the data of before; null: it was not. Told, and written into the audit trail. */
  readonly failedRestore: FailedRestore | null;
  /** For tests: the clock. */
  readonly now?: () => Date;
}

/** A backup that was ready beside the data and yet did not take their place. */
export interface FailedRestore extends NonNullable<Backups['restoreFailed']> {
  readonly actor: string;
}

export interface BackupJobs {
  state(): Promise<Omit<Backups, 'plan' | 'dataFolder'>>;
  /** The last one that was tried. */
  last(): LastBackup | null;
  /** In the background. BUSY while one is being made, FOLDER_INVALID where no folder is set. */
  start(actor: string): Promise<void>;
  /** In the background, see `onPrepared`. BUSY; NOT_FOUND where the folder holds no such backup. */
  restore(name: string, actor: string): Promise<void>;
  cancel(): void;
  /** Begins with the next time of the plan: called when it is changed. */
  begin(): Promise<void>;
  /** Makes the daily one if it is due; resolves when it is done. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Setting: the daily time up to which backups are made. */
const doneSetting = 'backup.doneUntil';
const lastSetting = 'backup.last';
const everyMs = 30_000;
/** After a failure (a network folder that is away) it is tried again, not all the time. */
const pauseMs = 15 * 60_000;

/** Makes backups, one at a time, each in a process of its own: when somebody asks for one, and every day. */
export async function openBackupJobs(options: BackupJobsOptions): Promise<BackupJobs> {
  const { records, log } = options;
  const now = options.now ?? (() => new Date());
  const kept = lastBackupSchema.safeParse(await records.setting(lastSetting));
  let last: LastBackup | null = kept.success ? kept.data : null;
  let restoreFailed: Backups['restoreFailed'] = null;
  if (options.failedRestore !== null) await restoreFailedBy(options.failedRestore);
  const cleared = clearUnfinishedCopies(options.dataFolder).then(
    (names) => names.length > 0 && log.info({ names }, 'copies of a restore that was cut short are removed'),
    (error: unknown) => log.error({ err: error }, 'copies of a restore that was cut short could not be removed'),
  );
  let running: (NonNullable<Backups['running']> & { readonly stop: AbortController }) | null = null;
  let work: Promise<void> = Promise.resolve();
  let notBefore = 0;
  let closed = false;

  async function make(plan: BackupPlan, actor: string): Promise<boolean> {
    const stop = new AbortController();
    const job = { kind: 'make', step: 'records', ...begun(actor, stop) } as const;
    running = job;
    try {
      const { manifest, copiedFiles, copiedBytes, removedBackups } = await runBackup(
        {
          dataFolder: options.dataFolder,
          folder: plan.folder,
          keep: plan.keep,
          stationName: options.stationName(),
          version: options.version,
          checkAll: false,
        },
        {
          signal: stop.signal,
          onStep(step, done, total) {
            running = { ...job, step, done, total };
          },
        },
      );
      const { name, head, parts } = manifest;
      await remember({ atUtc: now().toISOString(), name, by: actor, copiedFiles, copiedBytes, failure: null });
      const detail = { folder: plan.folder, parts, head: `${head.seq}:${head.hash}`, copiedFiles, copiedBytes, removedBackups };
      await records.audit({ actor, action: 'backup.made', subject: name, detail });
      return true;
    } catch (error) {
      if (closed) return false;
      const failure = stop.signal.aborted ? 'cancelled' : error instanceof Error ? error.message.slice(0, 400) : String(error);
      if (!stop.signal.aborted) log.error({ err: error, folder: plan.folder }, 'a backup could not be made');
      await remember({ atUtc: now().toISOString(), name: null, by: actor, copiedFiles: 0, copiedBytes: 0, failure });
      await records.audit({ actor, action: 'backup.failed', subject: null, detail: { folder: plan.folder, failure } });
      return false;
    } finally {
      running = null;
    }
  }

  const begun = (by: string, stop: AbortController) => ({ done: 0, total: 0, startedAtUtc: now().toISOString(), by, stop });

  async function prepare(from: string, name: string, actor: string): Promise<PreparedRestore | null> {
    const stop = new AbortController();
    const job = { kind: 'restore', step: 'files', ...begun(actor, stop) } as const;
    running = job;
    restoreFailed = null;
    try {
      await cleared;
      return await runPrepareRestore(
        { from, dataFolder: options.dataFolder },
        { signal: stop.signal, onStep: (step, done, total) => void (running = { ...job, step, done, total }) },
      );
    } catch (error) {
      if (closed) return null;
      const failure = stop.signal.aborted ? 'cancelled' : error instanceof Error ? error.message.slice(0, 400) : String(error);
      await restoreFailedBy({ atUtc: now().toISOString(), name, stage: 'prepare', failure, actor });
      return null;
    } finally {
      running = null;
    }
  }

  async function restoreFailedBy({ actor, ...failed }: FailedRestore): Promise<void> {
    restoreFailed = failed;
    const { name, stage, failure } = failed;
    await records.audit({ actor, action: 'backup.restore_failed', subject: name, detail: { stage, failure } });
  }

  async function remember(next: LastBackup): Promise<void> {
    last = next;
    await records.putSetting(lastSetting, next);
  }

  function run(plan: BackupPlan, actor: string, afterwards: (made: boolean) => Promise<void>): Promise<void> {
    work = make(plan, actor)
      .then(afterwards)
      .catch((error: unknown) => log.error({ err: error }, 'what became of a backup could not be kept'));
    return work;
  }

  async function check(): Promise<void> {
    const plan = options.plan();
    if (closed || running !== null || plan === null || plan.dailyAt === null || now().getTime() < notBefore) return;
    const due = lastTimeOfDay(now(), plan.dailyAt, options.zone());
    const done = z.iso.datetime().safeParse(await records.setting(doneSetting));
    if (!done.success || new Date(done.data) >= due || running !== null) return;
    await run(plan, 'system', async (made) => {
      if (made) await records.putSetting(doneSetting, due.toISOString());
      else notBefore = now().getTime() + pauseMs;
    });
  }

  const look = (): void =>
    void check().catch((error: unknown) => log.error({ err: error }, 'it could not be told whether a backup is due'));
  const timer = setInterval(look, everyMs).unref();
  return {
    async state() {
      const plan = options.plan();
      const found = plan === null ? [] : (await listBackups(plan.folder)).map(summaryOf);
      const shown = running === null ? null : (({ stop: _stop, ...rest }) => rest)(running);
      return {
        running: shown,
        last,
        restoreFailed,
        nextAtUtc: plan === null ? null : nextTime(plan, now(), options.zone()),
        found,
      };
    },
    last: () => last,
    async start(actor) {
      const plan = options.plan();
      if (plan === null) throw new PasslineError('FOLDER_INVALID', 'Choose a folder for the backups first.');
      if (running !== null) throw new PasslineError('BUSY', 'A backup is being made already.');
      void run(plan, actor, async () => undefined);
    },
    async restore(name, actor) {
      const plan = options.plan();
      if (plan === null || !(await listBackups(plan.folder)).some((backup) => backup.name === name))
        throw new PasslineError('NOT_FOUND', `There is no finished backup ${name}.`);
      if (running !== null) throw new PasslineError('BUSY', 'A backup is being made or brought back already.');
      work = prepare(join(plan.folder, name), name, actor)
        // Not waited for: it ends the station, and so these jobs.
        .then((prepared) => void (prepared !== null && !closed && options.onPrepared(prepared, actor)))
        .catch((error: unknown) => log.error({ err: error }, 'what became of a restore could not be kept'));
    },
    cancel: () => running?.stop.abort(new Error('cancelled')),
    async begin() {
      const plan = options.plan();
      notBefore = 0;
      if (plan?.dailyAt) await records.putSetting(doneSetting, lastTimeOfDay(now(), plan.dailyAt, options.zone()).toISOString());
    },
    check,
    async close() {
      closed = true;
      clearInterval(timer);
      running?.stop.abort(new Error('the station stops'));
      await work;
    },
  };
}

/** The next time that a daily one is due. */
function nextTime({ dailyAt }: BackupPlan, now: Date, zone: string): string | null {
  if (dailyAt === null) return null;
  const dayMs = 86_400_000;
  // A day has up to 25 hours.
  const next = [24, 26]
    .map((hours) => lastTimeOfDay(new Date(now.getTime() + (hours / 24) * dayMs), dailyAt, zone))
    .find((time) => time > now);
  return next?.toISOString() ?? null;
}

/** Whether a folder is another one or lies somewhere in it, links followed. */
export async function liesWithin(folder: string, other: string): Promise<boolean> {
  const real = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));
  const [inner, outer] = await Promise.all([real(folder), real(other)]);
  const path = relative(outer, inner);
  return path === '' || (!path.startsWith('..') && !isAbsolute(path));
}
