import { describe, expect, it } from 'vitest';
import { trendScale, trendX, trendY } from './trend.ts';

describe('the trend of scores', () => {
  it('has its threshold in the middle, whatever the scores are', () => {
    for (const threshold of [0.5, 0.31, 4]) expect(trendY(threshold, trendScale(threshold), 200)).toBe(100);
  });
  it('keeps scores outside the scale on its edges', () => {
    const scale = trendScale(0.5);
    expect(trendY(9, scale, 200)).toBe(0);
    expect(trendY(-1, scale, 200)).toBe(200);
  });
  it('still has a scale when the threshold is not usable', () => {
    for (const threshold of [0, -1, Number.NaN]) expect(trendScale(threshold)).toEqual({ low: 0, high: 1 });
  });
  it('puts the newest part at the right and moves each by one place', () => {
    expect(trendX(0, 100, 400)).toBe(398);
    expect(trendX(99, 100, 400)).toBe(2);
    expect(trendX(3, 100, 400) - trendX(4, 100, 400)).toBe(4);
  });
});
