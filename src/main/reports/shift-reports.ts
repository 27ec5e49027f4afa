import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ShiftReportsState, ShiftReportsWanted } from '#shared/contract/settings.ts';
import { type Shift, shiftAt, type StationTime } from '#shared/domain/shift.ts';
import { wallTexts } from '#shared/domain/time-zone.ts';
import type { Records } from '../records/index.ts';
import { runReport } from './run-report.ts';

export interface ShiftReportsOptions {
  readonly dataFolder: string;
  /** Where they are put and in which language, as it is now; null: none are made. */
  readonly wanted: () => ShiftReportsWanted | null;
  /** Zone and shift plan, as they are now. */
  readonly time: () => StationTime;
  readonly records: Pick<Records, 'setting' | 'putSetting' | 'audit'>;
  readonly stationName: () => string;
  readonly version: string;
  readonly log: Logger;
  /** For tests: the clock. */
  readonly now?: () => Date;
}

export interface ShiftReports {
  /** Makes what is due. Answers with the names of the files' beginnings. */
  check(): Promise<string[]>;
  /** Begins with the shift in progress: called when they are switched on. */
  begin(): Promise<void>;
  state(): ShiftReportsState;
  stop(): Promise<void>;
}

/** Setting: beginning of the first shift that has no report yet. */
const dueSetting = 'reports.shiftsDueSince';
const everyMs = 30_000;
/** After a failure (a network folder that is away) it is tried again, not all the time. */
const pauseMs = 10 * 60_000;
/** Shifts that ended while the station was off and are still reported. */
const mostAtOnce = 6;

/**
 * A report of every shift into a folder, once it has ended: PDF, figures and parts as CSV. What was due while the station was
 * off is made at its next start; what cannot be written is tried again.
 */
export function startShiftReports(options: ShiftReportsOptions): ShiftReports {
  const { records, log, stationName, version, dataFolder } = options;
  const now = options.now ?? (() => new Date());
  const shift = (at: Date): Shift => shiftAt(at, options.time());
  const stopping = new AbortController();
  let running: Promise<string[]> | null = null;
  let notBefore = 0;
  let state: ShiftReportsState = { lastName: null, lastMadeAtUtc: null, failedAtUtc: null, failure: null };

  async function make({ folder, language }: ShiftReportsWanted, ended: EndedShift): Promise<string> {
    const { zone } = options.time();
    const name = fileName(ended, zone);
    const scope = { from: ended.since.toISOString(), to: ended.until.toISOString() };
    await mkdir(folder, { recursive: true });
    const report = await runReport(
      {
        dataFolder,
        scope,
        language,
        proof: 'rows',
        madeBy: 'Passline',
        stationName: stationName(),
        timeZone: zone,
        version,
        files: {
          pdf: join(folder, `${name}.pdf`),
          csv: join(folder, `${name}.csv`),
          partsCsv: join(folder, `${name}-parts.csv`),
        },
      },
      { onStep: () => undefined, signal: stopping.signal },
    );
    await records.putSetting(dueSetting, ended.until.toISOString());
    await records.audit({
      actor: 'system',
      action: 'report.made',
      subject: name,
      detail: { scope, parts: report.counters.total, head: `${report.head.seq}:${report.head.hash}` },
    });
    state = { lastName: name, lastMadeAtUtc: now().toISOString(), failedAtUtc: null, failure: null };
    return name;
  }

  async function makeDue(wanted: ShiftReportsWanted): Promise<string[]> {
    const current = shift(now()).since;
    const noted = z.iso.datetime().safeParse(await records.setting(dueSetting));
    // From the first start on: a station that never made such reports does not begin with those of last year.
    if (!noted.success) await records.putSetting(dueSetting, current.toISOString());
    const names: string[] = [];
    for (const ended of endedShifts(noted.success ? new Date(noted.data) : current, current, shift))
      names.push(await make(wanted, ended));
    return names;
  }

  function check(): Promise<string[]> {
    const wanted = options.wanted();
    if (wanted === null || stopping.signal.aborted || now().getTime() < notBefore) return Promise.resolve([]);
    running ??= makeDue(wanted)
      .catch((error: unknown) => {
        notBefore = now().getTime() + pauseMs;
        if (stopping.signal.aborted) return [];
        log.error({ err: error, folder: wanted.folder }, 'the report of a shift could not be made');
        state = { ...state, failedAtUtc: now().toISOString(), failure: firstLine(error) };
        return [];
      })
      .finally(() => {
        running = null;
      });
    return running;
  }

  const timer = setInterval(() => void check(), everyMs).unref();
  return {
    check,
    async begin() {
      await running;
      notBefore = 0;
      await records.putSetting(dueSetting, shift(now()).since.toISOString());
    },
    state: () => state,
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}

interface EndedShift {
  readonly name: string;
  readonly since: Date;
  readonly until: Date;
}

/**
 * Shifts that ended between `due` and `current`, the oldest first; of many the last ones. Where the plan was changed
 * meanwhile, the first begins at `due`: no part stands in two reports.
 */
export function endedShifts(due: Date, current: Date, shift: (at: Date) => Shift): EndedShift[] {
  const ended: EndedShift[] = [];
  for (let until = current; until > due && ended.length < mostAtOnce; ) {
    const { name, since } = shift(new Date(until.getTime() - 1));
    ended.unshift({ name, since: since < due ? due : since, until });
    until = since;
  }
  return ended;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 300) ?? '';
}

/** `passline-2026-03-02-0600-early`: in order of time, told apart from other stations by its folder. */
function fileName({ name, since }: EndedShift, zone: string): string {
  const { date, time } = wallTexts(since.getTime(), zone);
  return `passline-${date}-${time.replace(':', '')}-${name.replaceAll(/[^\p{L}\p{N}-]+/gu, '-')}`;
}
