import { readFileSync } from 'node:fs';
import { addAudit } from './audit.ts';
import { type ChainHead, readChainHead, readStationId } from './chain.ts';
import { type ChainHeadRead, chainHeadWriter, readChainHeadFile, removeUnfinishedHeads } from './chain-head.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Connections, immediately, openConnections } from './database.ts';
import type { OpenOptions } from './messages.ts';
import { settleInterruptedPictures } from './pictures.ts';
import type { Db } from './schema.ts';
import { createStore, type Store } from './store.ts';
import { uuidv7 } from './uuid.ts';

export interface OpenedStore {
  readonly store: Store;
  close(): Promise<void>;
}

export type LogLine = (level: 'info' | 'warn' | 'error', message: string, detail: Record<string, unknown>) => void;

/** Opens the records in this thread: schema, station and boot, the end of the chain, pictures that a crash left open. */
export async function openStore(options: OpenOptions, log: LogLine, clock: Clock = systemClock): Promise<OpenedStore> {
  const { dataFolder, bootId } = options;
  const atUtc = new Date(clock.utcMs()).toISOString();
  const connections = openConnections(dataFolder, {
    atUtc,
    ...(options.maxPages !== undefined && { maxPages: options.maxPages }),
  });
  try {
    await register(connections, options, { atUtc, monoNs: clock.monoNs() });
    const stationId = await readStationId(connections.reader);
    const noted = await readChainHeadFile(dataFolder);
    const chain = await readChainHead(connections.reader);
    const head = chainHeadWriter(dataFolder, stationId, (error) => {
      log('error', 'The head of the chain could not be written beside the database', { error: String(error) });
    });
    const store = createStore({
      dataFolder,
      bootId,
      connections,
      clock,
      head,
      onClockStep: (writing, detail) => addAudit(writing, { actor: 'system', action: 'clock.stepped', subject: null, detail }),
    });
    if (options.role === 'station') {
      await removeUnfinishedHeads(dataFolder);
      const finding = await compareHeads(connections.reader, { noted, chain, stationId });
      if (finding === null) head.note(chain);
      // Before the first entry of this run: from then on a missing file means that somebody removed it.
      await head.settle();
      if (finding !== null) {
        log('error', 'The chain of records does not end where it ended before', finding.detail);
        await store.write((writing) => addAudit(writing, { actor: 'system', subject: null, ...finding }));
      }
      const lost = await settleInterruptedPictures(store);
      if (lost > 0) log('warn', 'Pictures that were not yet written when the station stopped are lost', { pictures: lost });
    }
    return {
      store,
      async close() {
        await head.settle();
        await connections.close();
      },
    };
  } catch (error) {
    await connections.close();
    throw error;
  }
}

async function register(connections: Connections, options: OpenOptions, now: { atUtc: string; monoNs: bigint }): Promise<void> {
  await immediately(connections, async (db) => {
    await db
      .insertInto('station')
      .values({ id: 1, station_id: uuidv7(Date.parse(now.atUtc)), created_at_utc: now.atUtc })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    // The thread may be a second one of the same boot: the first died and was restarted.
    await db
      .insertInto('boot')
      .values({
        id: options.bootId,
        kind: options.role,
        started_at_utc: now.atUtc,
        started_mono_ns: now.monoNs,
        pid: process.pid,
        machine_boot: machineBoot(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
}

export const headActions = ['chain.head_lost', 'chain.cut'] as const;

interface HeadFinding {
  readonly action: (typeof headActions)[number];
  readonly detail: Record<string, unknown>;
}

/**
 * Compares the end noted beside the database with the chain. The note is about to be overwritten, so a finding goes into
 * the chain itself, where `verify` reports it for good.
 */
export async function compareHeads(
  db: Db,
  heads: { noted: ChainHeadRead; chain: ChainHead; stationId: string },
): Promise<HeadFinding | null> {
  const { noted, chain } = heads;
  if (noted.state !== 'found') {
    // A station that stopped before it recorded anything has nothing to lose.
    return chain.seq === 0 ? null : { action: 'chain.head_lost', detail: { chainSeq: chain.seq, file: noted.state } };
  }
  const detail = { notedSeq: noted.head.seq, notedHash: noted.head.hash, notedStation: noted.stationId, chainSeq: chain.seq };
  if (noted.stationId !== heads.stationId || noted.head.seq > chain.seq) return { action: 'chain.cut', detail };
  if (noted.head.seq === 0) return null;
  const link = await db.selectFrom('chain').select('hash').where('seq', '=', noted.head.seq).executeTakeFirst();
  return link?.hash === noted.head.hash ? null : { action: 'chain.cut', detail };
}

function machineBoot(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}
