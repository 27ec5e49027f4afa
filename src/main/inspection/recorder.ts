import type { Logger } from 'pino';
import type { Blocker } from '#shared/contract/status.ts';
import type { PartReport } from '#shared/domain/inspection.ts';
import { RecordsError } from '../records/index.ts';
import type { NewPart, Records } from '../records/types.ts';
import { asUnrecorded } from './compose-part.ts';
import { createTurn, within } from './in-turn.ts';

export interface RecordsHealth {
  readonly writable: boolean;
  readonly detail: string | null;
  readonly freeBytes: number | null;
}

export interface Recorder {
  /**
   * Writes the row; `committed` runs directly after it, before any other row: rows and what is counted from them never
   * stand in another order. Answers with a detail when the row could not be written: the records then count as not writable, and the part
   * is written as an error once they are again.
   */
  record(part: NewPart, committed: (number: number) => void): Promise<{ number: number } | { detail: string }>;
  /** Does something that must not fall between a row and its being counted. */
  between<T>(work: () => Promise<T>): Promise<T>;
  health(): RecordsHealth;
  blocker(): Blocker | null;
  close(): void;
}

/** Parts that wait for the records to be writable again. The line stands meanwhile: more than a few cannot be. */
const mostUnrecorded = 64;
const healthyCheckMs = 5_000;

export function createRecorder(options: {
  readonly records: Records;
  readonly log: Logger;
  readonly timeoutMs: number;
  readonly healthEveryMs: number;
  /**
   * The records can be written again: everything is to be counted from the rows anew. `late`: the parts that could not be
   * written when they were judged, as they now stand in the records: as errors, unless a row that seemed lost is there.
   */
  readonly onRecovered: (late: readonly PartReport[]) => Promise<void>;
  readonly onChange: () => void;
}): Recorder {
  const { records, log, timeoutMs, healthEveryMs } = options;
  const turn = createTurn();
  let health: RecordsHealth = { writable: true, detail: null, freeBytes: null };
  let unrecorded: readonly NewPart[] = [];
  let late: PartReport[] = [];
  let timer: NodeJS.Timeout | undefined;
  let checking = false;
  let closed = false;

  const become = (next: RecordsHealth): void => {
    const changed = next.writable !== health.writable || next.detail !== health.detail;
    if (changed && !next.writable) log.error({ detail: next.detail }, 'the records cannot be written');
    health = next;
    if (changed) options.onChange();
  };

  const commit = (part: NewPart): Promise<{ number: number }> =>
    within(records.commitPart(part), timeoutMs, () => new Error(`The row was not written within ${timeoutMs} ms.`));

  /** The engine was told to forget the pictures that this row still waits for. */
  const loseAwaited = async (row: PartReport): Promise<void> => {
    const awaited = row.pictures.filter((picture) => picture.state === 'pending').map((picture) => picture.kind);
    if (awaited.length > 0) await records.losePictures(row.id, awaited);
  };

  const commitLate = async (part: NewPart): Promise<void> => {
    try {
      await commit(asUnrecorded(part, health.detail ?? 'The row could not be written.'));
    } catch (error) {
      if (!(error instanceof RecordsError && error.code === 'INVALID')) throw error;
      // Waiting does not help, and the line must not stand for ever because of it.
      log.fatal({ part, err: error }, 'a part cannot be recorded');
    }
  };

  const writeLate = async (): Promise<void> => {
    while (unrecorded.length > 0) {
      const part = unrecorded[0] as NewPart;
      // A row whose answer came too late may be there after all; what is there is what holds.
      const found = await records.part(part.id);
      if (!found) await commitLate(part);
      const row = found ?? (await records.part(part.id));
      if (row) {
        await loseAwaited(row);
        late = [...late, row];
      }
      unrecorded = unrecorded.slice(1);
    }
  };

  const check = async (): Promise<void> => {
    const was = health;
    checking = true;
    try {
      const next = await within(records.health(), timeoutMs, () => new Error('The records do not answer.'));
      if (next.writable && (!was.writable || unrecorded.length > 0)) {
        await turn(async () => {
          await writeLate();
          const rows = late;
          late = [];
          await options.onRecovered(rows);
        });
        log.info('the records can be written again');
      }
      become(next);
    } catch (error) {
      become({ ...health, writable: false, detail: messageOf(error) });
    } finally {
      checking = false;
    }
  };

  const watch = (): void => {
    if (closed || checking) return;
    clearTimeout(timer);
    timer = setTimeout(() => void check().finally(watch), health.writable ? healthyCheckMs : healthEveryMs);
    timer.unref();
  };
  void check().finally(watch);

  return {
    record(part, committed) {
      return turn(async () => {
        let row: { readonly number: number };
        try {
          row = await commit(part);
        } catch (error) {
          const detail = messageOf(error);
          if (unrecorded.length < mostUnrecorded) unrecorded = [...unrecorded, part];
          become({ ...health, writable: false, detail });
          watch();
          return { detail };
        }
        committed(row.number);
        return row;
      });
    },
    between: turn,
    health: () => health,
    blocker: () =>
      health.writable ? null : { code: isFull(health) ? 'DISK_FULL' : 'RECORDS_UNAVAILABLE', detail: health.detail },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** By the stable code that failures of the records begin with. */
function isFull({ detail }: RecordsHealth): boolean {
  return detail?.startsWith('DISK_FULL') ?? false;
}

function messageOf(error: unknown): string {
  if (error instanceof RecordsError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
