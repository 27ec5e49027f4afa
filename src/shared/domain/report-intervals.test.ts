import { describe, expect, it } from 'vitest';
import { intervalOf, intervalsOver, slicesOver } from './report-intervals.ts';
import { momentOf, wallTexts } from './time-zone.ts';

const zone = 'Europe/Berlin';

const at = (year: number, month: number, day: number, hour = 0, minute = 0): number =>
  momentOf({ year, month, day, hour, minute }, zone);

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
    const intervals = intervalsOver(first, last, zone);
    expect(intervals.unit).toBe(unit);
    expect(intervals.edges).toHaveLength(count + 1);
    expect(intervals.edges[0]).toBeLessThanOrEqual(first);
    expect(intervals.edges.at(-1)).toBeGreaterThan(last);
    expect(intervals.edges).toEqual(intervals.edges.toSorted((a, b) => a - b));
  });

  it('begin by the clock on the wall', () => {
    const { edges } = intervalsOver(at(2026, 3, 4, 15, 20), at(2026, 3, 20), zone);
    expect(edges[0]).toBe(at(2026, 3, 4));
    const weeks = intervalsOver(at(2026, 1, 1, 9), at(2026, 12, 1), zone).edges;
    expect(weeks[0]).toBe(at(2025, 12, 29));
    expect(new Set(weeks.map((edge) => wallTexts(edge, zone).time))).toEqual(new Set(['00:00']));
    expect(new Set(weeks.map((edge) => new Date(edge + 12 * 3_600_000).getUTCDay()))).toEqual(new Set([1]));
  });

  it('have 23 and 25 hours on the days of a clock change, each hour once', () => {
    const hours = (day: number, month: number): number =>
      intervalsOver(at(2026, month, day), at(2026, month, day + 1) - 1, zone).edges.length - 1;
    expect([hours(29, 3), hours(25, 10), hours(26, 10)]).toEqual([23, 25, 24]);
    const { edges } = intervalsOver(Date.UTC(2026, 0, 1, 3, 40), Date.UTC(2026, 0, 1, 5), 'Asia/Kolkata');
    expect(wallTexts(edges[0] ?? 0, 'Asia/Kolkata').time).toBe('09:00');
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
