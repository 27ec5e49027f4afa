import { sql } from 'kysely';
import { type Counters, emptyCounters } from '#shared/domain/counters.ts';
import { readChainHead, readStationId } from './chain.ts';
import { readChainHeadFile } from './chain-head.ts';
import { countParts, lastReset } from './counting.ts';
import { asKysely, databaseFile, hasRecords, openReader, type SqliteDatabase } from './database.ts';
import { RecordsError, toRecordsError } from './errors.ts';
import type { VerifyOptions } from './messages.ts';
import { compareHeads, headActions } from './open-store.ts';
import type { Db } from './schema.ts';
import type { VerifyProblem, VerifyResult } from './types.ts';
import { verifyChain } from './verify-chain.ts';
import { verifyGolden } from './verify-golden.ts';
import { verifyPictures } from './verify-pictures.ts';

/** Beyond this many problems the first ones say enough. */
const problemLimit = 1_000;

export type Report = (problem: VerifyProblem) => void;

/**
 * Computes every hash again and compares: rows with the chain, the chain with itself and with its noted end, files with
 * the rows, counters with the parts. Reads one snapshot; a running station goes on.
 *
 * What it cannot find: whoever may write the whole data folder can compute a new chain and a new note of its end. Only a
 * head that was noted elsewhere (`expectedHead`; every verify answers with the present one) shows that. After a crash
 * the note may be behind by the last milliseconds; entries cut off within those are not found either.
 * @throws RecordsError NOT_FOUND when the folder has no records, or one that says why they cannot be read
 */
export async function verifyRecords(
  options: VerifyOptions,
  onProgress: (done: number, total: number) => void,
): Promise<VerifyResult> {
  if (!hasRecords(options.dataFolder)) {
    throw new RecordsError('NOT_FOUND', `There are no records in ${options.dataFolder}.`);
  }
  const problems: VerifyProblem[] = [];
  const report: Report = (problem) => {
    if (problems.length < problemLimit) problems.push(problem);
  };
  // Read before the snapshot begins: the note is written after commits, so it cannot be ahead of what the snapshot holds.
  const noted = await readChainHeadFile(options.dataFolder);
  const raw = openSnapshot(options.dataFolder);
  if (raw instanceof RecordsError) return damaged(raw.message);
  const db = asKysely(raw);
  try {
    checkDatabase(raw, report);
    const stationId = await readStationId(db);
    const head = await readChainHead(db);
    await checkHead(db, { noted, head, stationId, expected: options.expectedHead }, report);
    const pictureCount = await countStored(db);
    const total = head.seq + (options.pictures ? pictureCount : 0);
    const parts = await verifyChain(db, { stationId, onProgress: (done) => onProgress(done, total) }, report);
    const pictures = await verifyPictures(
      db,
      { dataFolder: options.dataFolder, files: options.pictures, onProgress: (done) => onProgress(head.seq + done, total) },
      report,
    );
    if (options.pictures) await verifyGolden(db, options.dataFolder, report);
    const counters = await checkCounters(db, parts.counters, report);
    onProgress(total, total);
    return {
      ok: problems.length === 0,
      parts: parts.count,
      auditEntries: parts.auditEntries,
      pictures,
      head,
      counters,
      problems,
    };
  } catch (error) {
    const failure = toRecordsError(error);
    if (failure.code !== 'DAMAGED') throw failure;
    return damaged(failure.message, problems);
  } finally {
    raw.close();
  }
}

function openSnapshot(dataFolder: string): SqliteDatabase | RecordsError {
  try {
    const raw = openReader(dataFolder);
    try {
      raw.exec('BEGIN');
      raw.prepare('SELECT count(*) FROM sqlite_schema').get();
      return raw;
    } catch (error) {
      raw.close();
      throw error;
    }
  } catch (error) {
    const failure = toRecordsError(error);
    if (failure.code === 'DAMAGED') return failure;
    throw failure;
  }
}

function damaged(detail: string, before: readonly VerifyProblem[] = []): VerifyResult {
  return {
    ok: false,
    parts: 0,
    auditEntries: 0,
    pictures: { checked: 0, pending: 0, lost: 0, expired: 0 },
    head: { seq: 0, hash: '' },
    counters: emptyCounters,
    problems: [...before, { kind: 'database_damaged', subject: databaseFile, detail }],
  };
}

function checkDatabase(raw: SqliteDatabase, report: Report): void {
  const integrity = raw.prepare<[], string>('PRAGMA integrity_check(20)').pluck().all();
  for (const detail of integrity) {
    if (detail !== 'ok') report({ kind: 'database_damaged', subject: databaseFile, detail });
  }
  const orphans = raw.prepare<[], { table: string; rowid: number | null; parent: string }>('PRAGMA foreign_key_check').all();
  for (const { table, rowid, parent } of orphans.slice(0, 20)) {
    report({
      kind: 'database_damaged',
      subject: `${table} ${rowid ?? ''}`.trim(),
      detail: `refers to a row of ${parent} that is not there`,
    });
  }
}

async function checkHead(
  db: Db,
  heads: {
    noted: Awaited<ReturnType<typeof readChainHeadFile>>;
    head: { seq: number; hash: string };
    stationId: string;
    expected: VerifyOptions['expectedHead'];
  },
  report: Report,
): Promise<void> {
  const { head, expected } = heads;
  const finding = await compareHeads(db, { noted: heads.noted, chain: head, stationId: heads.stationId });
  if (finding?.action === 'chain.cut') {
    report({
      kind: 'chain_broken',
      subject: 'end',
      detail: `The records ended differently before: ${JSON.stringify(finding.detail)}`,
    });
  } else if (finding?.action === 'chain.head_lost') {
    report({ kind: 'chain_broken', subject: 'end', detail: 'The note of where the records end is missing or unreadable.' });
  }
  const earlier = await db.selectFrom('audit').select(['at_utc', 'detail']).where('action', 'in', headActions).execute();
  for (const { at_utc, detail } of earlier) {
    report({
      kind: 'chain_broken',
      subject: 'end',
      detail: `Found at the start of ${at_utc}: the records ended differently before: ${detail}`,
    });
  }
  if (expected === undefined) return;
  const link = await db.selectFrom('chain').select('hash').where('seq', '=', expected.seq).executeTakeFirst();
  if (link?.hash !== expected.hash) {
    report({
      kind: 'chain_broken',
      subject: `entry ${expected.seq}`,
      detail: 'The chain does not contain the head that was noted earlier.',
    });
  }
}

async function countStored(db: Db): Promise<number> {
  const row = await db
    .selectFrom('picture')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', '=', 'stored')
    .executeTakeFirstOrThrow();
  return row.count;
}

/** The counters as the station shows them (by index) against the sum over the parts that were just proved. */
async function checkCounters(db: Db, proved: Counters, report: Report): Promise<Counters> {
  const { afterNumber } = await lastReset(db);
  const shown = await countParts(db, { after: afterNumber });
  const equal = (Object.keys(emptyCounters) as (keyof Counters)[]).every((key) => shown[key] === proved[key]);
  if (!equal) {
    report({
      kind: 'counters_wrong',
      subject: 'counters',
      detail: `counted ${JSON.stringify(shown)}, proved ${JSON.stringify(proved)}`,
    });
  }
  const sum = await db
    .selectFrom('part')
    .select(sql<number>`count(*)`.as('count'))
    .where('mode', '=', 'production')
    .where('number', '>', afterNumber)
    .executeTakeFirstOrThrow();
  if (sum.count !== shown.total) {
    report({ kind: 'counters_wrong', subject: 'counters', detail: `total ${shown.total}, rows ${sum.count}` });
  }
  return shown;
}
