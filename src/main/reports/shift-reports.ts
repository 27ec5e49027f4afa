import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Shift, shiftAt } from '#shared/domain/shift.ts';
import type { Language } from '#shared/i18n/index.ts';
import type { Records } from '../records/index.ts';
import { runReport } from './run-report.ts';

export interface ShiftReportsOptions {
  readonly dataFolder: string;
  /** Where the files are put; made where it is missing. */
  readonly folder: string;
  readonly language: Language;
  readonly records: Pick<Records, 'setting' | 'putSetting' | 'audit'>;
  readonly stationName: () => string;
  readonly version: string;
  readonly log: Logger;
  /** For tests: the clock, and the shift of a moment. */
  readonly now?: () => Date;
  readonly shift?: (at: Date) => Shift;
}

export interface ShiftReports {
  /** Makes what is due. Answers with the names of the files' beginnings. */
  check(): Promise<string[]>;
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
  const { records, log, folder, stationName, version, language, dataFolder } = options;
  const now = options.now ?? (() => new Date());
  const shift = options.shift ?? ((at) => shiftAt(at));
  const stopping = new AbortController();
  let running: Promise<string[]> | null = null;
  let notBefore = 0;

  async function make(ended: { name: string; since: Date; until: Date }): Promise<string> {
    const name = fileName(ended);
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
    return name;
  }

  async function makeDue(): Promise<string[]> {
    const current = shift(now()).since;
    const noted = z.iso.datetime().safeParse(await records.setting(dueSetting));
    // From the first start on: a station that never made such reports does not begin with those of last year.
    if (!noted.success) await records.putSetting(dueSetting, current.toISOString());
    const names: string[] = [];
    for (const ended of endedShifts(noted.success ? new Date(noted.data) : current, current, shift))
      names.push(await make(ended));
    return names;
  }

  function check(): Promise<string[]> {
    if (stopping.signal.aborted || now().getTime() < notBefore) return Promise.resolve([]);
    running ??= makeDue()
      .catch((error: unknown) => {
        notBefore = now().getTime() + pauseMs;
        if (!stopping.signal.aborted) log.error({ err: error, folder }, 'the report of a shift could not be made');
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
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}

/** Shifts that began at `due` or later and ended by `current`, the oldest first; of many the last ones. */
export function endedShifts(due: Date, current: Date, shift: (at: Date) => Shift): { name: string; since: Date; until: Date }[] {
  const ended: { name: string; since: Date; until: Date }[] = [];
  for (let until = current; until > due && ended.length < mostAtOnce; ) {
    const { name, since } = shift(new Date(until.getTime() - 1));
    ended.unshift({ name, since, until });
    until = since;
  }
  return ended;
}

/** `passline-2026-03-02-0600-early`: in order of time, told apart from other stations by its folder. */
function fileName({ name, since }: { name: string; since: Date }): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = `${since.getFullYear()}-${pad(since.getMonth() + 1)}-${pad(since.getDate())}`;
  return `passline-${day}-${pad(since.getHours())}${pad(since.getMinutes())}-${name.replaceAll(/[^\p{L}\p{N}-]+/gu, '-')}`;
}
