import { describe, expect, it } from 'vitest';
import { countVerdict, emptyCounters, yieldOf } from './counters.ts';
import type { Verdict } from './verdict.ts';

describe('counters', () => {
  it('count every verdict once, and their total is the sum of the rest', () => {
    const verdicts: Verdict[] = ['pass', 'pass', 'fail', 'review', 'error', 'pass'];
    const counters = verdicts.reduce(countVerdict, emptyCounters);
    expect(counters).toEqual({ total: 6, ok: 3, review: 1, ng: 1, error: 1 });
    expect(counters.ok + counters.review + counters.ng + counters.error).toBe(counters.total);
  });
  it('have no yield before the first part, and count an error as not accepted', () => {
    expect(yieldOf(emptyCounters)).toBeNull();
    expect(yieldOf({ total: 4, ok: 3, review: 0, ng: 0, error: 1 })).toBe(0.75);
  });
});
