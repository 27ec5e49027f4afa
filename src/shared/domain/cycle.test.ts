import { describe, expect, it } from 'vitest';
import { addCycle, emptyCycle } from './cycle.ts';

describe('cycle times', () => {
  it('say nothing before the first part', () => {
    expect(emptyCycle).toEqual({ count: 0, minMs: null, meanMs: null, maxMs: null, lastMs: null });
  });
  it('keep the shortest, the mean, the longest and the last', () => {
    const cycle = [40, 20, 60, 40].reduce(addCycle, emptyCycle);
    expect(cycle).toEqual({ count: 4, minMs: 20, meanMs: 40, maxMs: 60, lastMs: 40 });
  });
  it('take no part in what is no time', () => {
    expect([Number.NaN, Number.POSITIVE_INFINITY, -1].reduce(addCycle, emptyCycle)).toEqual(emptyCycle);
  });
});
