import { describe, expect, it } from 'vitest';
import { cellsAbout, highestCell, summitOf } from './region.ts';

/** Two regions above 0.5: one of three cells about the first row, one of a single cell in the corner. */
const map = {
  width: 5,
  height: 4,
  data: Float32Array.from([
    ...[0.2, 0.7, 0.9, 0.2, 0.2],
    ...[0.2, 0.2, 0.2, 0.6, 0.2],
    ...[0.2, 0.2, 0.2, 0.2, 0.2],
    ...[0.2, 0.2, 0.2, 0.2, 0.8],
  ]),
};

describe('the cells of a defect', () => {
  it('are those about its summit that reach the threshold, each by how far it stands out', () => {
    const cells = cellsAbout(map, 2, 0.5);
    expect([...cells.keys()].toSorted((a, b) => a - b)).toEqual([1, 2, 8]);
    expect([...cells.values()].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
    expect(cells.get(2)).toBeGreaterThan(cells.get(1) ?? 1);
    expect((cells.get(1) ?? 0) / (cells.get(8) ?? 1)).toBeCloseTo(2, 2);
  });
  it('are the summit alone where nothing reaches the threshold', () => {
    expect([...cellsAbout(map, 2, 5)]).toEqual([[2, 1]]);
  });
  it('have their summit where the score of the defect comes from', () => {
    expect(highestCell(map)).toBe(2);
    const area = [50, 0, 0, 0, 40, 0] as const;
    const box = (x: number, y: number, score: number) => ({ x, y, width: 15, height: 15, score: Math.fround(score), area_px: 1 });
    expect(summitOf(map, box(20, 0, 0.9), area)).toBe(2);
    expect(summitOf(map, box(40, 30, 0.8), area)).toBe(19);
    expect(summitOf(map, box(0, 20, 0.8), area)).toBe(-1);
    // The part lay turned by a quarter.
    expect(summitOf(map, box(0, 20, 0.9), [0, 40, 0, 50, 0, 0])).toBe(2);
  });
});
