import type { Counters } from '../domain/counters.ts';
import type { ReasonCode } from '../domain/reason.ts';
import type { Report } from '../domain/report.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { BarRow } from './bars.ts';
import type { Tone } from './chart.ts';
import type { ParetoRow } from './pareto.ts';
import type { ScoreChart, ScoreRow } from './scores.ts';

interface Series {
  readonly tone: Tone;
  readonly name: string;
}

export function volumeSeries(names: { readonly accepted: string; readonly notAccepted: string }): Series[] {
  return [
    { tone: 'bar', name: names.accepted },
    { tone: 'fail', name: names.notAccepted },
  ];
}

export function rejectSeries(names: Readonly<Record<Verdict, string>>): Series[] {
  return (['fail', 'review', 'error'] as const).map((tone) => ({ tone, name: names[tone] }));
}

const valuesOf = {
  volume: ({ ok, total }: Counters): number[] => [ok, total - ok],
  rejects: ({ ng, review, error }: Counters): number[] => [ng, review, error],
};

export function intervalRows(
  report: Pick<Report, 'intervals'>,
  what: keyof typeof valuesOf,
  label: (fromUtc: string) => string,
): BarRow[] {
  return report.intervals.rows.map(({ fromUtc, counters }) => ({ label: label(fromUtc), values: valuesOf[what](counters) }));
}

export function hourRows(report: Pick<Report, 'hours'>): BarRow[] {
  return report.hours.map((counters, hour) => ({ label: String(hour).padStart(2, '0'), values: valuesOf.rejects(counters) }));
}

const toneOf = { pass: 'bar', review: 'review', fail: 'fail', error: 'error' } as const satisfies Record<Verdict, Tone>;

export function reasonRows(report: Pick<Report, 'reasons'>, sentences: Readonly<Record<ReasonCode, string>>): ParetoRow[] {
  return report.reasons.map(({ reason, verdict, count, cumulative }) => ({
    label: sentences[reason],
    count,
    cumulative,
    tone: toneOf[verdict],
  }));
}

export function kindRows(report: Pick<Report, 'defectKinds'>, unknown: string): ParetoRow[] {
  return report.defectKinds.map(({ kind, count, cumulative }) => ({ label: kind ?? unknown, count, cumulative, tone: 'fail' }));
}

/** The threshold as it was; where changes were too many to be kept, up to the last that is known. */
export function thresholdRows({
  thresholds: { changes, others },
}: Pick<Report, 'thresholds'>): Pick<ScoreChart, 'thresholds' | 'thresholdsUntil'> {
  const thresholds = changes.map(({ fromUtc, threshold }) => ({ from: Date.parse(fromUtc), value: threshold }));
  const last = thresholds.at(-1);
  return { thresholds, ...(others > 0 && last !== undefined && { thresholdsUntil: last.from }) };
}

/** Slices that hold a score at all. */
export function scoreRows(report: Pick<Report, 'scores'>): ScoreRow[] {
  return report.scores.flatMap(({ fromUtc, toUtc, low, median, high }) =>
    low === null || median === null || high === null
      ? []
      : [{ from: Date.parse(fromUtc), to: Date.parse(toUtc), low, median, high }],
  );
}
