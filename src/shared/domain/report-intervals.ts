import type { IntervalUnit } from './report.ts';

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

/** Whole intervals by the wall clock of this process that cover both moments (`firstMs` ≤ `lastMs`). */
export function intervalsOver(firstMs: number, lastMs: number): Intervals {
  const days = (lastMs - firstMs) / dayMs;
  const unit = longestDays.find(([, most]) => days <= most)?.[0] ?? 'year';
  const edges = [floorTo(unit, new Date(firstMs))];
  for (let edge = edges[0] ?? firstMs; edge <= lastMs; ) {
    edge = nextEdge(unit, edge);
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

function floorTo(unit: IntervalUnit, at: Date): number {
  const year = at.getFullYear();
  const month = at.getMonth();
  switch (unit) {
    case 'hour':
      // From the minutes, not from the date's parts: the hour that a clock change repeats happens twice.
      return at.getTime() - ((at.getMinutes() * 60 + at.getSeconds()) * 1000 + at.getMilliseconds());
    case 'day':
      return new Date(year, month, at.getDate()).getTime();
    case 'week':
      return new Date(year, month, at.getDate() - ((at.getDay() + 6) % 7)).getTime();
    case 'month':
      return new Date(year, month, 1).getTime();
    case 'year':
      return new Date(year, 0, 1).getTime();
  }
}

function nextEdge(unit: IntervalUnit, edge: number): number {
  const at = new Date(edge);
  const from = (months: number, days: number): number =>
    new Date(at.getFullYear(), at.getMonth() + months, at.getDate() + days).getTime();
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
