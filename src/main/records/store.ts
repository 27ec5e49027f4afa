import { type ChainHead, readChainHead } from './chain.ts';
import type { ChainHeadWriter } from './chain-head.ts';
import type { Clock, Moment } from './clock.ts';
import { watchClock } from './clock.ts';
import type { Connections } from './database.ts';
import { immediately } from './database.ts';
import { RecordsError, type RecordsErrorCode } from './errors.ts';
import type { Db } from './schema.ts';

/** What one transaction knows: its connection, the moment it was begun, and the boot its rows belong to. */
export interface Writing {
  readonly db: Db;
  readonly now: Moment;
  readonly bootId: string;
}

/** What the use cases of the records share. Lives in the thread of the records. */
export interface Store {
  readonly dataFolder: string;
  readonly bootId: string;
  readonly reader: Db;
  /** One transaction; committed with `synchronous=FULL` when it resolves, nothing written when it rejects. */
  write<T>(work: (writing: Writing) => Promise<T>): Promise<T>;
  /** Whether a write failed for want of room or permission since the last `recovered`. */
  troubled(): boolean;
  recovered(): void;
}

const troubles: readonly RecordsErrorCode[] = ['DISK_FULL', 'NOT_WRITABLE', 'DAMAGED', 'RECORD_FAILED'];

export function createStore(parts: {
  readonly dataFolder: string;
  readonly bootId: string;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly head: ChainHeadWriter;
  /** Called inside the transaction when UTC was stepped since the last one. */
  readonly onClockStep: (writing: Writing, detail: Record<string, unknown>) => Promise<void>;
}): Store {
  const { dataFolder, bootId, connections, head } = parts;
  const watch = watchClock(parts.clock);
  watch.look();
  let trouble = false;

  async function write<T>(work: (writing: Writing) => Promise<T>): Promise<T> {
    const { now, step } = watch.look();
    let end: ChainHead | null = null;
    const result = await immediately(connections, async (db) => {
      const writing = { db, now, bootId };
      if (step !== null) await parts.onClockStep(writing, { ...step });
      const answer = await work(writing);
      end = await readChainHead(db);
      return answer;
    }).catch((error: unknown) => {
      if (error instanceof RecordsError && troubles.includes(error.code)) trouble = true;
      throw error;
    });
    if (end !== null) head.note(end);
    return result;
  }

  return {
    dataFolder,
    bootId,
    reader: connections.reader,
    write,
    troubled: () => trouble,
    recovered() {
      trouble = false;
    },
  };
}
