import { join } from 'node:path';
import { z } from 'zod';
import type { PartMode, PartSummary, PictureKind, SpokenScorer } from '#shared/domain/inspection.ts';
import type { Rejudgement } from '#shared/domain/rejudgement.ts';
import type { ReportScope } from '#shared/domain/report.ts';
import { stationTimeSchema } from '#shared/domain/shift.ts';
import { readChainHead, readStationId, type ChainHead } from './chain.ts';
import { normalUtc } from './commit-part.ts';
import { asKysely, hasRecords, openReader, type SqliteDatabase } from './database.ts';
import { RecordsError, toRecordsError } from './errors.ts';
import { summaryColumns, toSummary, type SummaryRow } from './part-report.ts';
import { type ModelPicture, provenModelPictures } from './model-pictures.ts';
import { findPictureFile } from './picture-files.ts';
import { newestRejudgements } from './rejudge-read.ts';
import { readLoudestScorer, readReportResemblance, type ReportResemblance } from './report-explanations.ts';
import { stationTimeSetting } from './settings.ts';

/** A part with what a table of parts tells besides its summary. */
export interface ReportPart extends PartSummary {
  readonly modelSha256s: readonly string[];
  readonly modelSha256: string | null;
  readonly engineFingerprint: string | null;
  readonly chainHash: string;
}

/** Where the parts of a report lie. */
export interface ReportExtent {
  readonly count: number;
  readonly firstNumber: number;
  readonly lastNumber: number;
  /** Earliest and latest moment: numbers follow time but where the clock was set back. */
  readonly firstUtc: string;
  readonly lastUtc: string;
}

export interface ReportRecipe {
  readonly sha256: string;
  readonly createdAtUtc: string;
  readonly createdBy: string;
  /** Of its first tool. */
  readonly threshold: number | null;
  readonly reviewThreshold: number | null;
}

/** A picture's file and the hash that the records have of it. `file` is null where it is gone. */
export interface ReportPicture {
  readonly kind: PictureKind;
  readonly mime: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly file: string | null;
}

/** The records as they were at one moment, for a report. Synchronous: only for a process or thread of its own. */
export interface ReportReader {
  readonly head: ChainHead;
  readonly stationId: string;
  /** Name given to the station; null where none was ever given. */
  readonly stationName: string | null;
  /** Whose clock the station goes by; null where none was ever set. */
  readonly timeZone: string | null;
  /** Production parts that the scope means; null where there are none. */
  extent(scope: ReportScope): ReportExtent | null;
  /** Those parts in order of number. */
  parts(scope: ReportScope, extent: ReportExtent): Iterable<ReportPart>;
  /** How many parts of the other modes the scope means. */
  otherModes(scope: ReportScope): { mode: PartMode; count: number }[];
  recipe(productId: string, version: number): ReportRecipe | null;
  /** Id and name of products by id or by name, newest name first. */
  products(idOrName: string): { id: string; name: string }[];
  productName(id: string): string | null;
  /** What is stored of a part now: an expired or lost picture is not. */
  pictures(partNumber: number): Promise<ReportPicture[]>;
  /** What the first defect of a part looked most like; null where its model does not tell. */
  resemblance(partNumber: number): ReportResemblance | null;
  /** The judge that lifted the score of a part most; null where its model does not tell. */
  loudestScorer(partNumber: number): SpokenScorer | null;
  /** Pictures that a model carries, by number; none of one that is not here, or not the one of that name. */
  modelPictures(sha256: string): Promise<ReadonlyMap<number, ModelPicture>>;
  close(): void;
}

/**
 * Opens a snapshot of the records of a data folder, reading only: a running station goes on, and parts that it records
 * meanwhile are in none of the answers.
 * @throws RecordsError NOT_FOUND when the folder has no records, or one that says why they cannot be read
 */
export async function openReportReader(dataFolder: string): Promise<ReportReader> {
  if (!hasRecords(dataFolder)) throw new RecordsError('NOT_FOUND', `There are no records in ${dataFolder}.`);
  let database: SqliteDatabase | undefined;
  try {
    database = openReader(dataFolder);
    database.exec('BEGIN');
    const db = asKysely(database);
    const head = await readChainHead(db);
    const stationId = await readStationId(db);
    return readerOver(database, { dataFolder, head, stationId });
  } catch (error) {
    database?.close();
    throw toRecordsError(error);
  }
}

function readerOver(
  database: SqliteDatabase,
  { dataFolder, head, stationId }: { dataFolder: string; head: ChainHead; stationId: string },
): ReportReader {
  const columns = summaryColumns.map((name) => `p.${name}`).join(', ');
  return {
    head,
    stationId,
    stationName: settingText(database, 'station.name'),
    timeZone: zoneOf(setting(database, stationTimeSetting)),
    extent(scope) {
      const { where, values } = conditionsOf(scope, 'search');
      const row = database
        .prepare<unknown[], Record<'count' | 'first' | 'last', number> & Record<'from' | 'to', string>>(
          `SELECT count(*) AS count, min(number) AS first, max(number) AS last, min(judged_at_utc) AS "from",
             max(judged_at_utc) AS "to" FROM part p WHERE +mode = 'production' AND ${where}`,
        )
        .get(...values);
      if (row === undefined || row.count === 0) return null;
      return { count: row.count, firstNumber: row.first, lastNumber: row.last, firstUtc: row.from, lastUtc: row.to };
    },
    *parts(scope, extent) {
      const { where, values } = conditionsOf(scope, 'filter');
      const range = { first: extent.firstNumber, last: extent.lastNumber };
      // A folder that no station of this version has opened yet has no such table; this reader changes nothing.
      const rejudgements = hasTable(database, 'rejudgement')
        ? newestRejudgements(database, range)
        : new Map<number, Rejudgement>();
      const rows = database
        .prepare<unknown[], SummaryRow & { models: string | null; kinds: string; fingerprint: string | null; hash: string }>(
          `SELECT ${columns}, c.hash AS hash,
             (SELECT engine_fingerprint FROM inspection i WHERE i.part_number = p.number AND i.view = 0) AS fingerprint,
             (SELECT group_concat(model_sha256) FROM tool_result t WHERE t.part_number = p.number) AS models,
             (SELECT json_group_array(json_extract(d.value, '$.kind')) FROM tool_result t, json_each(t.defects) d
              WHERE t.part_number = p.number AND json_type(d.value, '$.kind') IS NOT NULL) AS kinds
           FROM part p JOIN chain c ON c.seq = p.chain_seq
           WHERE p.number BETWEEN ? AND ? AND +p.mode = 'production' AND ${where} ORDER BY p.number`,
        )
        .iterate(extent.firstNumber, extent.lastNumber, ...values);
      for (const row of rows) {
        const modelSha256s = row.models === null ? [] : row.models.split(',');
        yield {
          ...toSummary(row, rejudgements.get(row.number) ?? null, kindsSchema.parse(JSON.parse(row.kinds))),
          modelSha256s,
          modelSha256: modelSha256s[0] ?? null,
          engineFingerprint: row.fingerprint,
          chainHash: row.hash,
        };
      }
    },
    otherModes(scope) {
      const { where, values } = conditionsOf(scope, 'search');
      return database
        .prepare<unknown[], { mode: PartMode; count: number }>(
          `SELECT mode, count(*) AS count FROM part p WHERE mode <> 'production' AND ${where} GROUP BY mode ORDER BY mode`,
        )
        .all(...values);
    },
    recipe(productId, version) {
      const row = database
        .prepare<
          unknown[],
          { sha256: string; createdAtUtc: string; createdBy: string } & Record<'threshold' | 'review', number | null>
        >(
          `SELECT sha256, created_at_utc AS createdAtUtc, created_by AS createdBy,
             json_extract(document, '$.views[0].tools[0].threshold') AS threshold,
             json_extract(document, '$.views[0].tools[0].reviewThreshold') AS review
           FROM recipe_version WHERE product_id = ? AND version = ?`,
        )
        .get(productId, version);
      if (row === undefined) return null;
      const { review: reviewThreshold, ...recipe } = row;
      return { ...recipe, reviewThreshold };
    },
    products: (idOrName) =>
      database
        .prepare<unknown[], { id: string; name: string }>(
          `SELECT product_id AS id, json_extract(document, '$.name') AS name, max(version)
           FROM recipe_version WHERE product_id = ? OR json_extract(document, '$.name') = ? GROUP BY product_id`,
        )
        .all(idOrName, idOrName)
        .map(({ id, name }) => ({ id, name })),
    productName(id) {
      const sql = 'SELECT product_name FROM part WHERE product_id = ? ORDER BY number DESC LIMIT 1';
      const ofPart = database.prepare<unknown[], string | null>(sql).pluck().get(id);
      const ofRecipe = database
        .prepare<unknown[], string>(
          `SELECT json_extract(document, '$.name') FROM recipe_version WHERE product_id = ? ORDER BY version DESC LIMIT 1`,
        )
        .pluck()
        .get(id);
      return ofRecipe ?? ofPart ?? null;
    },
    async pictures(partNumber) {
      const rows = database
        .prepare<unknown[], { kind: PictureKind; mime: string; sha256: string; bytes: number; path: string }>(
          `SELECT kind, mime, sha256, bytes, path FROM picture WHERE part_number = ? AND state = 'stored'`,
        )
        .all(partNumber);
      return Promise.all(
        rows.map(async ({ path, ...picture }) => ({ ...picture, file: await findPictureFile(dataFolder, path) })),
      );
    },
    loudestScorer: (partNumber) => readLoudestScorer(database, partNumber),
    resemblance: (partNumber) => readReportResemblance(database, partNumber),
    modelPictures: (sha256) => provenModelPictures(join(dataFolder, 'models', `${sha256}.model`), sha256),
    close: () => void database.close(),
  };
}

/**
 * The scope as conditions on `part p`. `search`: the planner may walk an index of the time or of the lot. `filter`: rows are
 * walked by number, and sorting them again by another index would cost more than looking at each (the unary plus).
 */
function conditionsOf(scope: ReportScope, use: 'search' | 'filter'): { where: string; values: unknown[] } {
  const plus = use === 'filter' ? '+' : '';
  const conditions: [string, unknown][] = [];
  if (scope.from !== undefined) conditions.push([`${plus}p.judged_at_utc >= ?`, normalUtc(scope.from)]);
  if (scope.to !== undefined) conditions.push([`${plus}p.judged_at_utc < ?`, normalUtc(scope.to)]);
  if (scope.lot !== undefined) conditions.push([`${plus}p.lot = ?`, scope.lot]);
  if (scope.supplierLot !== undefined) conditions.push([`${plus}p.supplier_lot = ?`, scope.supplierLot]);
  if (scope.productId !== undefined) conditions.push([`${plus}p.product_id = ?`, scope.productId]);
  return { where: ['1', ...conditions.map(([text]) => text)].join(' AND '), values: conditions.map(([, value]) => value) };
}

const kindsSchema = z.array(z.string().nullable());

function hasTable(database: SqliteDatabase, name: string): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;
}

function setting(database: SqliteDatabase, key: string): unknown {
  const text = database.prepare<unknown[], string>('SELECT value FROM setting WHERE key = ?').pluck().get(key);
  return text === undefined ? null : JSON.parse(text);
}

function zoneOf(value: unknown): string | null {
  const time = stationTimeSchema.safeParse(value);
  return time.success ? time.data.zone : null;
}

function settingText(database: SqliteDatabase, key: string): string | null {
  const value = setting(database, key);
  return typeof value === 'string' && value !== '' ? value : null;
}
