import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PictureKind } from '#shared/domain/inspection.ts';
import { type DiskMeasure, noPictures, type PictureBytes, type ProductDay } from '#shared/domain/disk-forecast.ts';
import { entryPath } from '../paths.ts';
import { databaseFile, openReader } from './database.ts';
import { RecordsError } from './errors.ts';
import { keepSqliteLoaded } from './keep-loaded.ts';
import type { FromThread, ThreadTask } from './messages.ts';

/** What only the records can say of the disk. */
export type RecordsMeasure = Pick<DiskMeasure, 'parts' | 'days' | 'recordedDays' | 'retentionDays' | 'expiring'> & {
  readonly pictures: PictureBytes;
  /** Of the database and its log. */
  readonly records: number;
  /** The days that are measured, by product and version. */
  readonly products: readonly ProductDay[];
};

const measuredDays = 14;
const dayMs = 86_400_000;
const longestDays = 3_650;

type ByKind = { kind: PictureKind; bytes: number };
type ByVersion = { day: number; productId: string | null; version: number | null };

/** Sums what the rows say of pictures, stored and lately written. Walks all of them: only for a thread of its own. */
export function measureRecords(dataFolder: string, nowMs: number): RecordsMeasure {
  const database = openReader(dataFolder);
  try {
    const since = new Date(nowMs - measuredDays * dayMs).toISOString();
    const now = new Date(nowMs).toISOString();
    const all = <T>(query: string, values: Record<string, string>): T[] =>
      database.prepare<[Record<string, string>], T>(query).all(values);
    // Of a picture that is deleted already the row still says what it took.
    const lately = all<ByKind & ByVersion & { keptBytes: number }>(
      `SELECT kind, product_id AS productId, recipe_version AS version, max(0, cast(julianday(@now) - julianday(judged_at_utc) AS INTEGER)) AS day, sum(bytes) AS bytes,
         sum(bytes * (julianday(keep_until_utc) - julianday(judged_at_utc))) AS keptBytes
       FROM part JOIN picture ON part_number = number
       WHERE judged_at_utc >= @since AND judged_at_utc <= @now AND bytes IS NOT NULL GROUP BY kind, day, productId, version`,
      { now, since },
    );
    const counted = all<ByVersion & { parts: number; first: string }>(
      `SELECT product_id AS productId, recipe_version AS version, max(0, cast(julianday(@now) - julianday(judged_at_utc) AS INTEGER)) AS day, count(*) AS parts, min(judged_at_utc) AS first
       FROM part WHERE judged_at_utc >= @since AND judged_at_utc <= @now GROUP BY day, productId, version`,
      { now, since },
    );
    const expiring = all<{ day: number; bytes: number }>(
      `SELECT max(0, cast(julianday(keep_until_utc) - julianday(@now) AS INTEGER)) AS day, sum(bytes) AS bytes
       FROM picture WHERE state = 'stored' GROUP BY day`,
      { now },
    );
    const stored = database
      .prepare<[], ByKind>("SELECT kind, sum(bytes) AS bytes FROM picture WHERE state = 'stored' GROUP BY kind")
      .all();
    const parts = database.prepare<[], number>('SELECT coalesce(max(number), 0) FROM part').pluck().get() ?? 0;
    const latelyBytes = lately.reduce((sum, { bytes }) => sum + bytes, 0);
    const first = counted.map((each) => each.first).toSorted()[0];
    const lastDay = Math.min(longestDays, Math.max(-1, ...expiring.map(({ day }) => day)));
    return {
      parts,
      pictures: byKind(stored),
      records: sizeOf(join(dataFolder, databaseFile)) + sizeOf(join(dataFolder, `${databaseFile}-wal`)),
      days: Array.from({ length: measuredDays }, (_, day) => ({
        parts: counted.reduce((sum, each) => (each.day === day ? sum + each.parts : sum), 0),
        pictures: byKind(lately.filter((each) => each.day === day)),
      })),
      products: counted.flatMap(({ productId, version, day, parts }) =>
        productId === null || version === null
          ? []
          : [{ productId, version, day, parts, bytes: bytesOf(lately, { productId, version, day }) }],
      ),
      recordedDays: first === undefined ? 0 : Math.min(measuredDays, (nowMs - Date.parse(first)) / dayMs),
      retentionDays: latelyBytes === 0 ? null : lately.reduce((sum, { keptBytes }) => sum + keptBytes, 0) / latelyBytes,
      expiring: Array.from({ length: lastDay + 1 }, (_, day) => expiring.find((each) => each.day === day)?.bytes ?? 0),
    };
  } finally {
    database.close();
  }
}

function bytesOf(rows: readonly (ByKind & ByVersion)[], of: ByVersion): number {
  const those = rows.filter((row) => row.productId === of.productId && row.version === of.version && row.day === of.day);
  return those.reduce((sum, { bytes }) => sum + bytes, 0);
}

function byKind(rows: readonly ByKind[]): PictureBytes {
  const bytes = { ...noPictures };
  for (const row of rows) bytes[row.kind] += row.bytes;
  return bytes;
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** As {@link measureRecords}, in a thread of its own beside a running station. */
export function measureInThread(dataFolder: string, nowMs: number): Promise<RecordsMeasure> {
  keepSqliteLoaded();
  const task: ThreadTask = { kind: 'measure', dataFolder, nowMs };
  const worker = new Worker(entryPath('records'), { workerData: task, name: 'measure' });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'measured') resolve(message.result);
      else if (message.kind === 'not-opened') reject(new RecordsError(message.failure.code, message.failure.message));
    });
    worker.once('error', (error) => reject(new RecordsError('RECORD_FAILED', error.message, { cause: error })));
    worker.once('exit', () => reject(new RecordsError('RECORDS_LOST', 'Measuring was interrupted.')));
  });
}
