import { describe, expect, it } from 'vitest';
import { intervalOf, intervalsOver, slicesOver } from './report-intervals.ts';

const at = (year: number, month: number, day: number, hour = 0, minute = 0): number =>
  new Date(year, month - 1, day, hour, minute).getTime();

describe('the intervals of a period', () => {
  it.each([
    ['an hour', at(2026, 3, 2, 6, 10), at(2026, 3, 2, 6, 50), 'hour', 1],
    ['a shift', at(2026, 3, 2, 6), at(2026, 3, 2, 13, 59), 'hour', 8],
    ['two days', at(2026, 3, 2, 6), at(2026, 3, 4, 5, 59), 'hour', 48],
    ['a week', at(2026, 3, 2), at(2026, 3, 8, 23), 'day', 7],
    ['a quarter', at(2026, 1, 1), at(2026, 3, 31, 12), 'day', 90],
    ['a year', at(2025, 1, 6), at(2025, 12, 28), 'week', 51],
    ['ten years', at(2016, 1, 1), at(2025, 12, 31), 'month', 120],
    ['a clock that was wrong once', at(1970, 1, 2), at(2026, 1, 1), 'year', 57],
    ['a single moment', at(2026, 3, 2, 6), at(2026, 3, 2, 6), 'hour', 1],
  ] as const)('of %s are whole ones that cover it', (_what, first, last, unit, count) => {
    const intervals = intervalsOver(first, last);
    expect(intervals.unit).toBe(unit);
    expect(intervals.edges).toHaveLength(count + 1);
    expect(intervals.edges[0]).toBeLessThanOrEqual(first);
    expect(intervals.edges.at(-1)).toBeGreaterThan(last);
    expect(intervals.edges).toEqual(intervals.edges.toSorted((a, b) => a - b));
  });

  it('begin by the clock on the wall', () => {
    const { edges } = intervalsOver(at(2026, 3, 4, 15, 20), at(2026, 3, 20));
    expect(new Date(edges[0] ?? 0)).toEqual(new Date(2026, 2, 4));
    const weeks = intervalsOver(at(2026, 1, 1, 9), at(2026, 12, 1)).edges;
    expect(weeks.map((edge) => new Date(edge).getDay())).toEqual(weeks.map(() => 1));
  });

  it('hold a moment from their beginning on, up to the next beginning', () => {
    const intervals = { edges: [10, 20, 30] };
    expect([9, 10, 19, 20, 29, 30, Number.NaN].map((ms) => intervalOf(intervals, ms))).toEqual([-1, 0, 0, 1, 1, -1, -1]);
  });
});

describe('the slices of a period', () => {
  it('hold its first and last moment', () => {
    for (const [first, last] of [
      [1000, 1000],
      [0, 86_399_999],
    ] as const) {
      const edges = slicesOver(first, last, 8);
      expect(intervalOf({ edges }, first)).toBeGreaterThanOrEqual(0);
      expect(intervalOf({ edges }, last)).toBeGreaterThanOrEqual(0);
    }
  });
});
