import { describe, expect, it } from 'vitest';
import { nextDueMs } from './run-loop.ts';

/** Due times of parts that begin so many ms after they are due. */
function paced(lateMs: readonly number[], periodMs: number): number[] {
  let dueMs = 1_000;
  return lateMs.map((late) => {
    dueMs = nextDueMs(dueMs, dueMs + late, periodMs);
    return dueMs;
  });
}

describe('the pace of a free-running line', () => {
  it('is that of the recipe, however late single parts come', () => {
    expect(paced([3, 1, 39, 0, 2], 40)).toEqual([1_040, 1_080, 1_120, 1_160, 1_200]);
  });
  it('begins anew after a pause: what was missed is not made up for', () => {
    expect(paced([100, 0], 40)).toEqual([1_140, 1_180]);
    expect(nextDueMs(0, 5_000, 40)).toBe(5_040);
  });
});
