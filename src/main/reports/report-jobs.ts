import { join } from 'node:path';
import type { Logger } from 'pino';
import { PasslineError } from '#shared/contract/errors.ts';
import type { OpenedReport, ReportJob, reportOrderSchema } from '#shared/contract/reports.ts';
import type { z } from 'zod';
import { type Records, uuidv7 } from '../records/index.ts';
import { runReport } from './run-report.ts';
import { createReportStore, type ReportFile, reportFiles } from './report-store.ts';

export interface ReportJobs {
  /** @throws PasslineError BUSY while too many wait */
  start(order: z.output<typeof reportOrderSchema>, actor: string): Promise<ReportJob>;
  /** Newest first. */
  list(): ReportJob[];
  get(id: string): Promise<OpenedReport | null>;
  /** Where a file of a finished report lies, and what to call it; null where there is none. */
  file(id: string, file: ReportFile): { path: string; name: string } | null;
  /** Cancels or deletes; false where there is no such report. */
  remove(id: string): Promise<boolean>;
  /** Deletes what was kept long enough. Answers how many. */
  expire(nowMs: number): Promise<number>;
  close(): Promise<void>;
}

export interface ReportJobsOptions {
  readonly dataFolder: string;
  /** Where finished reports are kept. */
  readonly folder: string;
  readonly records: Pick<Records, 'audit'>;
  readonly stationName: () => string;
  readonly timeZone: () => string;
  readonly version: string;
  readonly log: Logger;
}

const keptMs = 24 * 60 * 60 * 1000;
const mostWaiting = 8;
/** Finished ones on disk; the files of a report over 100,000 parts take about 40 MB. */
const mostKept = 30;
const mostKeptBytes = 1e9;
/** Room that is left to the records: a report must never be what fills the disk. */
const leastFreeBytes = 512e6;

interface Entry {
  job: ReportJob;
  readonly cancel: AbortController;
}

/** Makes reports one after the other, each in a process of its own, and keeps them for a day. */
export async function openReportJobs(options: ReportJobsOptions): Promise<ReportJobs> {
  const { log } = options;
  const store = createReportStore(options.folder);
  const entries = new Map<string, Entry>();
  for (const { report: _report, ...job } of await store.all()) entries.set(job.id, { job, cancel: new AbortController() });
  let turn: Promise<void> = Promise.resolve();

  const newestFirst = (): Entry[] => [...entries.values()].toSorted((a, b) => (a.job.id < b.job.id ? 1 : -1));

  async function make(entry: Entry): Promise<void> {
    const { signal } = entry.cancel;
    const { id, scope, language, proof, by } = entry.job;
    if (signal.aborted) return;
    try {
      entry.job = { ...entry.job, state: 'running' };
      if ((await store.freeBytes()) < leastFreeBytes) throw new PasslineError('NOT_READY', 'The disk is almost full.');
      const report = await runReport(
        {
          dataFolder: options.dataFolder,
          scope,
          language,
          proof,
          madeBy: by,
          stationName: options.stationName(),
          timeZone: options.timeZone(),
          version: options.version,
          files: await store.prepare(id),
        },
        {
          signal,
          onStep: (step, done, total) => {
            entry.job = { ...entry.job, step, done, total };
          },
        },
      );
      const finished: ReportJob = { ...entry.job, state: 'done', keptUntilUtc: new Date(Date.now() + keptMs).toISOString() };
      await store.keep({ ...finished, report });
      entry.job = finished;
      const detail = { scope, proof, parts: report.counters.total, head: `${report.head.seq}:${report.head.hash}` };
      await options.records.audit({ actor: by, action: 'report.made', subject: id, detail });
    } catch (error) {
      if (!signal.aborted) {
        log.error({ err: error, report: id }, 'a report could not be made');
        if (entry.job.state !== 'done') entry.job = { ...entry.job, state: 'failed' };
      }
    }
    if (entry.job.state !== 'done' || signal.aborted) await store.remove(id);
    await dropOldest();
  }

  async function dropOldest(): Promise<void> {
    const finished = newestFirst().filter(({ job }) => job.state === 'done' || job.state === 'failed');
    let bytes = 0;
    for (const [index, { job }] of finished.entries()) {
      bytes += await store.bytes(job.id);
      // The newest is kept whatever it takes: somebody waits for it.
      if (index >= mostKept || (index > 0 && bytes > mostKeptBytes)) await drop(job.id);
    }
  }

  async function drop(id: string): Promise<void> {
    entries.delete(id);
    await store.remove(id);
  }

  return {
    async start(order, actor) {
      const waiting = [...entries.values()].filter(({ job }) => job.state === 'waiting').length;
      if (waiting >= mostWaiting) throw new PasslineError('BUSY', 'Other reports are being made.');
      const job: ReportJob = {
        ...order,
        id: uuidv7(),
        state: 'waiting',
        step: null,
        done: 0,
        total: 0,
        by: actor,
        createdAtUtc: new Date().toISOString(),
        keptUntilUtc: null,
      };
      const entry: Entry = { job, cancel: new AbortController() };
      entries.set(job.id, entry);
      turn = turn
        .then(() => make(entry))
        .catch((error: unknown) => log.error({ err: error }, 'a report could not be cleared away'));
      return job;
    },
    list: () => newestFirst().map(({ job }) => job),
    async get(id) {
      const job = entries.get(id)?.job;
      if (job === undefined) return null;
      return job.state === 'done' ? store.read(id) : { ...job, report: null };
    },
    file(id, file) {
      const job = entries.get(id)?.job;
      if (job?.state !== 'done') return null;
      return { path: join(options.folder, id, reportFiles[file]), name: fileName(job, file) };
    },
    async remove(id) {
      const entry = entries.get(id);
      if (entry === undefined) return false;
      const { state } = entry.job;
      entry.cancel.abort();
      entries.delete(id);
      // One that is being made clears up after itself, once its process is gone.
      if (state !== 'running') await store.remove(id);
      return true;
    },
    async expire(nowMs) {
      const old = [...entries.values()].filter(
        ({ job }) => (job.state === 'done' || job.state === 'failed') && Date.parse(job.keptUntilUtc ?? job.createdAtUtc) < nowMs,
      );
      for (const { job } of old) await drop(job.id);
      return old.length;
    },
    async close() {
      for (const entry of entries.values()) if (entry.job.state !== 'done') entry.cancel.abort();
      await turn;
    },
  };
}

/** `passline-report-20260301-bracket.pdf`: told apart in a folder of downloads. */
function fileName({ createdAtUtc, scope }: ReportJob, file: ReportFile): string {
  const stamp = createdAtUtc.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const lot = scope.lot?.replaceAll(/[^\w.-]+/g, '-') ?? '';
  const what = { pdf: 'report', csv: 'totals', partsCsv: 'parts' }[file];
  return `passline-${what}-${stamp}Z${lot === '' ? '' : `-${lot}`}.${file === 'pdf' ? 'pdf' : 'csv'}`;
}
