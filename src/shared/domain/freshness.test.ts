import { describe, expect, it } from 'vitest';
import { staleness } from './freshness.ts';

const ms = (value: number): bigint => BigInt(Math.round(value * 1e6));
const limits = { frameAgeMs: 1_000, lastJudgedSeq: 7 };
const times = (trigger: number, received: number, taken: number | null) => ({
  triggerMonoNs: ms(trigger),
  receivedMonoNs: ms(received),
  takenMonoNs: taken === null ? null : ms(taken),
});

describe('a frame is stale', () => {
  it('when it was received before its trigger, be it by a nanosecond', () => {
    expect(staleness(8, { ...times(100, 100, 120), receivedMonoNs: ms(100) - 1n }, limits)).toMatch(/before its trigger/);
  });
  it('when it is older than the recipe allows', () => {
    expect(staleness(8, times(100, 110, 1_110.1), limits)).toMatch(/old when judging began/);
  });
  it('when it was judged before, or an older one than that comes late', () => {
    expect(staleness(7, times(100, 110, 120), limits)).toMatch(/judged before/);
    expect(staleness(6, times(100, 110, 120), limits)).toMatch(/judged before/);
  });
  it('when it is not known when judging began, or that was before it was received', () => {
    expect(staleness(8, times(100, 110, null), limits)).not.toBeNull();
    expect(staleness(8, times(100, 110, 109), limits)).not.toBeNull();
  });
  it('when its number or the limit is none', () => {
    expect(staleness(Number.NaN, times(100, 110, 120), limits)).not.toBeNull();
    expect(staleness(8, times(100, 110, 120), { ...limits, frameAgeMs: Number.NaN })).not.toBeNull();
  });
});

describe('a frame is fresh', () => {
  it('when it was received after its trigger and judged within the limit, for the first time', () => {
    expect(staleness(8, times(100, 100, 1_100), limits)).toBeNull();
    expect(staleness(1, times(100, 110, 120), { ...limits, lastJudgedSeq: null })).toBeNull();
  });
});
