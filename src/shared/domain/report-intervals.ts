import type { IntervalUnit } from './report.ts';
import { momentOf, wallTimeAt } from './time-zone.ts';

/** Intervals in time order without gaps between them: `edges[i]` up to (not including) `edges[i + 1]`. Milliseconds. */
export interface Intervals {
  readonly unit: IntervalUnit;
  readonly edges: readonly number[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Longest period, in days, that each unit is used for: at most about 160 bars, however long the period. */
const longestDays: readonly (readonly [IntervalUnit, number])[] = [
  ['hour', 2.1],
  ['day', 93],
  ['week', 1_100],
  ['month', 4_800],
];

/** Whole intervals by the wall clock of a zone that cover both moments (`firstMs` ≤ `lastMs`). */
export function intervalsOver(firstMs: number, lastMs: number, zone: string): Intervals {
  const days = (lastMs - firstMs) / dayMs;
  const unit = longestDays.find(([, most]) => days <= most)?.[0] ?? 'year';
  const edges = [floorTo(unit, firstMs, zone)];
  for (let edge = edges[0] ?? firstMs; edge <= lastMs; ) {
    edge = nextEdge(unit, edge, zone);
    edges.push(edge);
  }
  return { unit, edges };
}

/** Index of the interval that holds a moment; -1 outside of all. */
export function intervalOf({ edges }: Pick<Intervals, 'edges'>, ms: number): number {
  let low = 0;
  let high = edges.length - 1;
  if (!(ms >= (edges[0] ?? Number.POSITIVE_INFINITY)) || ms >= (edges[high] ?? Number.NEGATIVE_INFINITY)) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) <= ms) low = middle;
    else high = middle;
  }
  return low;
}

/** `count` slices of equal length that cover both moments. */
export function slicesOver(firstMs: number, lastMs: number, count: number): number[] {
  const length = Math.max(1, lastMs + 1 - firstMs) / count;
  return Array.from({ length: count + 1 }, (_, index) => Math.round(firstMs + index * length));
}

function floorTo(unit: IntervalUnit, ms: number, zone: string): number {
  const { year, month, day, minute, second } = wallTimeAt(ms, zone);
  switch (unit) {
    case 'hour':
      // From the minutes, not from the date's parts: the hour that a clock change repeats happens twice.
      return Math.floor(ms / 1000) * 1000 - (minute * 60 + second) * 1000;
    case 'day':
      return momentOf({ year, month, day }, zone);
    case 'week':
      return momentOf({ year, month, day: day - daysSinceMonday(year, month, day) }, zone);
    case 'month':
      return momentOf({ year, month, day: 1 }, zone);
    case 'year':
      return momentOf({ year, month: 1, day: 1 }, zone);
  }
}

const daysSinceMonday = (year: number, month: number, day: number): number =>
  (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;

function nextEdge(unit: IntervalUnit, edge: number, zone: string): number {
  const { year, month, day } = wallTimeAt(edge, zone);
  const from = (months: number, days: number): number => momentOf({ year, month: month + months, day: day + days }, zone);
  switch (unit) {
    case 'hour':
      return edge + hourMs;
    case 'day':
      return from(0, 1);
    case 'week':
      return from(0, 7);
    case 'month':
      return from(1, 0);
    case 'year':
      return from(12, 0);
  }
}
