import { describe, expect, it } from 'vitest';
import { nearestToLine } from './nearest.ts';
import { clampThreshold, plotScores, scoreAt, shareOf } from './score-plot.ts';

const point = (id: string, score: number, bad = false) => ({ id, score, bad });

describe('the axis of scores', () => {
  it('has the automatic threshold in the middle and leads back to the score', () => {
    expect(shareOf(0.5)).toBe(0.5);
    for (const score of [0.1, 0.25, 0.49, 0.5, 0.8, 3, 40]) expect(scoreAt(shareOf(score))).toBeCloseTo(score);
  });
  it('ends before infinity', () => {
    expect(Number.isFinite(scoreAt(1))).toBe(true);
    expect(clampThreshold(scoreAt(1))).toBe(10);
    expect(clampThreshold(-1)).toBe(0.26);
  });
});

describe('the plot', () => {
  const size = { width: 700, height: 300 };
  it('stacks good parts upwards and bad ones downwards, each a mark of its own', () => {
    const { marks, axisY, side } = plotScores([point('a', 0.3), point('b', 0.3), point('c', 0.9, true)], size);
    const [a, b, c] = ['a', 'b', 'c'].map((id) => marks.find((mark) => mark.id === id));
    expect(a?.x).toBe(b?.x);
    expect(Math.abs((a?.y ?? 0) - (b?.y ?? 0))).toBe(side);
    expect(a?.y).toBeLessThan(axisY);
    expect(c?.y).toBeGreaterThan(axisY);
  });
  it('keeps every mark inside, however many there are and however far out', () => {
    const many = Array.from({ length: 2_000 }, (_, i) => point(`p${i}`, i % 2 === 0 ? 0.25 : 40, i % 3 === 0));
    const { marks } = plotScores(many, size);
    expect(marks).toHaveLength(2_000);
    expect(marks.every(({ x, y }) => x >= 0 && x <= size.width && y >= 0 && y <= size.height)).toBe(true);
  });
  it('makes marks smaller before it presses them together', () => {
    const stack = (count: number) =>
      plotScores(
        Array.from({ length: count }, (_, i) => point(`p${i}`, 0.3)),
        size,
      ).side;
    expect(stack(5)).toBeGreaterThan(stack(30));
  });
  it('gives the whole height to good parts where there are no bad ones', () => {
    expect(plotScores([point('a', 0.3)], size).axisY).toBeGreaterThan(280);
  });
});

describe('the pictures nearest the line', () => {
  it('are those on both sides, the nearest first; one on the line fails', () => {
    const points = [point('a', 0.1), point('b', 0.4), point('c', 0.5), point('d', 0.9, true), point('e', 0.45)];
    const { pass, fail } = nearestToLine(points, 0.5, 2);
    expect(pass.map(({ id }) => id)).toEqual(['e', 'b']);
    expect(fail.map(({ id }) => id)).toEqual(['c', 'd']);
  });
  it('are none on a side without pictures', () => {
    expect(nearestToLine([point('a', 0.1)], 0.5, 3)).toMatchObject({ fail: [] });
    expect(nearestToLine([], 0.5, 3)).toEqual({ pass: [], fail: [] });
  });
});
