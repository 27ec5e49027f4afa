import { stringify } from 'csv-stringify/sync';
import type { AuditFilter, AuditRecord } from '#shared/contract/audit.ts';
import { canonicalJson } from './canonical.ts';
import type { Records } from './types.ts';

const pageSize = 500;

/** Heading and value of every column, in order. Headings are read by other people's programs: add at the end, never rename. */
const columns: readonly { readonly heading: string; readonly value: (entry: AuditRecord) => string | number | null }[] = [
  { heading: 'seq', value: (entry) => entry.seq },
  { heading: 'at_utc', value: (entry) => entry.atUtc },
  { heading: 'actor', value: (entry) => entry.actor },
  { heading: 'action', value: (entry) => entry.action },
  { heading: 'subject', value: (entry) => entry.subject },
  { heading: 'detail', value: (entry) => canonicalJson(entry.detail) },
  { heading: 'chain_hash', value: (entry) => entry.chainHash },
];

/**
 * The entries that match, newest first, as CSV (RFC 4180, UTF-8 with byte order mark), a page at a time. A cell that a
 * spreadsheet would take for a formula begins with an apostrophe. Entries written meanwhile are newer and in none of the pages.
 */
export async function* auditCsv(records: Pick<Records, 'auditTrail'>, filter: AuditFilter): AsyncGenerator<string> {
  yield stringify([columns.map((column) => column.heading)], { bom: true, record_delimiter: 'windows' });
  for (let before: number | null = null; ; ) {
    const entries: AuditRecord[] = await records.auditTrail({ before, limit: pageSize, filter });
    if (entries.length > 0)
      yield stringify(
        entries.map((entry) => columns.map((column) => column.value(entry))),
        { escape_formulas: true, record_delimiter: 'windows' },
      );
    const last = entries.at(-1);
    if (last === undefined || entries.length < pageSize) return;
    before = last.seq;
  }
}
