import { stringify } from 'csv-stringify/sync';
import type { PartFilter } from '#shared/contract/parts.ts';
import type { PartReport, PartSummary } from '#shared/domain/inspection.ts';
import type { Records } from './types.ts';

const pageSize = 250;

/** What a line of the CSV tells of a part. */
export type CsvPart = PartSummary & Pick<PartReport, 'modelSha256' | 'engineFingerprint' | 'chainHash'>;

/** Heading and value of every column, in order. Headings are read by other people's programs: add at the end, never rename. */
const columns: readonly { readonly heading: string; readonly value: (part: CsvPart) => string | number | null }[] = [
  { heading: 'number', value: (part) => part.number },
  { heading: 'id', value: (part) => part.id },
  { heading: 'judged_at_utc', value: (part) => part.judgedAtUtc },
  { heading: 'captured_at_utc', value: (part) => part.capturedAtUtc },
  { heading: 'mode', value: (part) => part.mode },
  { heading: 'product', value: (part) => part.productName },
  { heading: 'product_id', value: (part) => part.productId },
  { heading: 'recipe_version', value: (part) => part.recipeVersion },
  { heading: 'lot', value: (part) => part.lot },
  { heading: 'supplier_lot', value: (part) => part.supplierLot },
  { heading: 'serial', value: (part) => part.serial },
  { heading: 'verdict', value: (part) => part.verdict },
  { heading: 'reason', value: (part) => part.reason },
  { heading: 'detail', value: (part) => part.detail },
  { heading: 'score', value: (part) => part.score },
  { heading: 'threshold', value: (part) => part.threshold },
  { heading: 'defects', value: (part) => part.defectCount },
  { heading: 'latency_ms', value: (part) => part.latencyMs },
  { heading: 'operator', value: (part) => part.operator },
  { heading: 'source', value: (part) => part.source },
  { heading: 'model_sha256', value: (part) => part.modelSha256 },
  { heading: 'engine_fingerprint', value: (part) => part.engineFingerprint },
  { heading: 'chain_hash', value: (part) => part.chainHash },
  { heading: 'rejudged_verdict', value: (part) => part.rejudgement?.verdict ?? null },
  { heading: 'rejudged_reason', value: (part) => part.rejudgement?.reason ?? null },
  { heading: 'rejudged_comment', value: (part) => part.rejudgement?.comment ?? null },
  { heading: 'rejudged_by', value: (part) => part.rejudgement?.by ?? null },
  { heading: 'rejudged_at_utc', value: (part) => part.rejudgement?.atUtc ?? null },
  { heading: 'defect_kinds', value: ({ defectKinds }) => defectKinds.map((kind) => kind ?? 'unknown').join('; ') },
];

/**
 * Every part that matches, newest first, a page at a time. Parts recorded while this runs are newer than the first page
 * and so in none of the others: the list is that of its first moment.
 */
export async function* allParts(records: Pick<Records, 'reports'>, filter: PartFilter): AsyncGenerator<PartReport> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Records['reports']>> = await records.reports(filter, { cursor, limit: pageSize });
    yield* page.parts;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/**
 * The same as CSV text (RFC 4180, UTF-8 with byte order mark so that Excel reads it as such), one heading line first.
 * A cell that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab, return first) begins with an apostrophe;
 * numbers stay numbers.
 */
export async function* partsCsv(records: Pick<Records, 'reports'>, filter: PartFilter): AsyncGenerator<string> {
  yield csvHeading();
  let parts: CsvPart[] = [];
  for await (const part of allParts(records, filter)) {
    parts.push(part);
    if (parts.length < pageSize) continue;
    yield csvLines(parts);
    parts = [];
  }
  if (parts.length > 0) yield csvLines(parts);
}

/** The first line, with the byte order mark. */
export function csvHeading(): string {
  return stringify([columns.map((column) => column.heading)], { bom: true, record_delimiter: 'windows' });
}

/** A line for each part, as {@link partsCsv} writes them. */
export function csvLines(parts: readonly CsvPart[]): string {
  return stringify(
    parts.map((part) => columns.map((column) => column.value(part))),
    { escape_formulas: true, record_delimiter: 'windows' },
  );
}
