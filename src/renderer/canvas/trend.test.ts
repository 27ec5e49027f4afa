import { describe, expect, it } from 'vitest';
import { scoreShare, trendX } from './trend.ts';

describe('the trend of scores', () => {
  it('has its threshold in the middle, whatever the scores are', () => {
    for (const threshold of [0.5, 0.31, 4]) expect(scoreShare(threshold, threshold)).toBe(0.5);
  });
  it('is straight below the threshold', () => {
    expect(scoreShare(0, 0.5)).toBe(0);
    expect(scoreShare(0.25, 0.5)).toBe(0.25);
    expect(scoreShare(-1, 0.5)).toBe(0);
  });
  it('tells high scores from higher ones and never leaves the scale', () => {
    const shares = [0.51, 0.6, 1, 2, 6, 1000].map((score) => scoreShare(score, 0.5));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(new Set(shares).size).toBe(shares.length);
    expect(Math.max(...shares)).toBeLessThan(1);
  });
  it('has no step or bend at the threshold', () => {
    const slope = (from: number, to: number): number => (scoreShare(to, 0.5) - scoreShare(from, 0.5)) / (to - from);
    expect(slope(0.5, 0.5001)).toBeCloseTo(slope(0.4999, 0.5), 3);
  });
  it('still has a scale when the threshold is not usable', () => {
    for (const threshold of [0, -1, Number.NaN]) expect(scoreShare(0.25, threshold)).toBe(0.25);
  });
  it('puts the newest part at the right and moves each by one place', () => {
    expect(trendX(0, 100, 400)).toBe(398);
    expect(trendX(99, 100, 400)).toBe(2);
    expect(trendX(3, 100, 400) - trendX(4, 100, 400)).toBe(4);
  });
});
