import { stringify } from 'csv-stringify/sync';
import type { Counters } from '#shared/domain/counters.ts';
import type { Report } from '#shared/domain/report.ts';

type Line = readonly [section: string, item: string, counters: Counters | null, value?: string | number | null];

/** Headings are read by other people's programs: add at the end, never rename. */
const headings = ['section', 'item', 'total', 'ok', 'review', 'ng', 'error', 'value'];

/**
 * The figures of a report as CSV (RFC 4180, UTF-8 with byte order mark): one line a figure, `section` and `item` say which.
 * In every language the same; times are UTC. Cells that a spreadsheet would take for a formula begin with an apostrophe.
 */
export function totalsCsv(report: Report): string {
  const rows = linesOf(report).map(([section, item, counters, value]) => [
    section,
    item,
    counters?.total ?? null,
    counters?.ok ?? null,
    counters?.review ?? null,
    counters?.ng ?? null,
    counters?.error ?? null,
    value ?? null,
  ]);
  return stringify([headings, ...rows], { bom: true, record_delimiter: 'windows', escape_formulas: true });
}

function linesOf(report: Report): Line[] {
  const { station, scope, cycle, proof } = report;
  const grouped = (section: string, { rows, others, otherCount }: Report['lots']): Line[] => [
    ...rows.map(({ key, counters }): Line => [section, key ?? '', counters]),
    ...(otherCount > 0 ? [[`${section}_others`, String(otherCount), others] as const] : []),
  ];
  return [
    ['report', 'station', null, station.name],
    ['report', 'station_id', null, station.id],
    ['report', 'software', null, station.version],
    ['report', 'made_at_utc', null, report.madeAtUtc],
    ['report', 'made_by', null, report.madeBy],
    ['report', 'time_zone', null, report.timeZone],
    ['report', 'from_utc', null, scope.from ?? null],
    ['report', 'to_utc', null, scope.to ?? null],
    ['report', 'product_id', null, scope.productId ?? null],
    ['report', 'product', null, scope.productName],
    ['report', 'lot', null, scope.lot ?? null],
    ['report', 'supplier_lot', null, scope.supplierLot ?? null],
    ['report', 'first_part', null, report.first?.number ?? null],
    ['report', 'last_part', null, report.last?.number ?? null],
    ['report', 'chain_head', null, `${report.head.seq}:${report.head.hash}`],
    ['totals', 'all', report.counters],
    ['yield', 'share', null, report.yield?.share ?? null],
    ['yield', 'low_95', null, report.yield?.low ?? null],
    ['yield', 'high_95', null, report.yield?.high ?? null],
    ...report.notCounted.map(({ mode, count }): Line => ['not_counted', mode, null, count]),
    ...report.intervals.rows.map(({ fromUtc, counters }): Line => [report.intervals.unit, fromUtc, counters]),
    ...report.hours.map((counters, hour): Line => ['hour_of_day', String(hour).padStart(2, '0'), counters]),
    ...report.reasons.map(({ verdict, reason, count }): Line => [`reason_${verdict}`, reason, null, count]),
    ...report.defectKinds.map(({ kind, count }): Line => ['defect_kind', kind ?? 'unknown', null, count]),
    ['rejudged', 'parts', null, report.rejudged.count],
    ['rejudged', 'accepted_with_rejudgements', null, report.rejudged.accepted],
    ...report.rejudged.kinds.map(
      ({ original, verdict, reason, count }): Line => [`rejudged_${original}_to_${verdict}`, reason, null, count],
    ),
    ...(cycle === null ? [] : cycleLines(cycle)),
    ...report.thresholds.changes.map(({ fromUtc, threshold }): Line => ['threshold', fromUtc, null, threshold]),
    ...grouped('lot', report.lots),
    ...grouped('supplier_lot', report.supplierLots),
    ...report.recipes.flatMap(({ productName, version, sha256, modelSha256, counters }): Line[] => [
      ['recipe', `${productName ?? ''} v${version ?? ''}`, counters, sha256],
      ...modelSha256.map((model): Line => ['model', `${productName ?? ''} v${version ?? ''}`, null, model]),
    ]),
    ['proof', 'made', null, proof === null ? 'no' : proof.pictures ? 'rows and pictures' : 'rows'],
    ...(proof === null ? [] : proofLines(proof)),
  ];
}

const cycleLines = ({ minMs, meanMs, p95Ms, maxMs }: NonNullable<Report['cycle']>): Line[] => [
  ['cycle_ms', 'min', null, minMs],
  ['cycle_ms', 'mean', null, meanMs],
  ['cycle_ms', 'p95', null, p95Ms],
  ['cycle_ms', 'max', null, maxMs],
];

const proofLines = (proof: NonNullable<Report['proof']>): Line[] => [
  ['proof', 'ok', null, proof.ok ? 'yes' : 'no'],
  ['proof', 'parts', null, proof.parts],
  ['proof', 'problems', null, proof.problemCount],
  ['proof', 'chain_head', null, `${proof.head.seq}:${proof.head.hash}`],
];
