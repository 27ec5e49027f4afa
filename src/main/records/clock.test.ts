import { describe, expect, it } from 'vitest';
import { watchClock } from './clock.ts';

/** Both clocks, moved by hand. */
function clocks() {
  const state = { utcMs: Date.UTC(2026, 2, 1), monoNs: 5_000_000_000n };
  return {
    clock: { utcMs: () => state.utcMs, monoNs: () => state.monoNs },
    pass(ms: number, utcMs: number = ms) {
      state.utcMs += utcMs;
      state.monoNs += BigInt(ms) * 1_000_000n;
    },
  };
}

describe('a watched clock', () => {
  it('says nothing while both clocks agree, also over a year of slow correction', () => {
    const { clock, pass } = clocks();
    const watch = watchClock(clock);
    watch.look();
    for (let hour = 0; hour < 24 * 365; hour += 1) {
      pass(3_600_000, 3_600_000 + 150);
      expect(watch.look().step).toBeNull();
    }
  });

  it.each([
    [2_000, null],
    [-2_000, null],
    [2_001, 2_001],
    [-3_600_000, -3_600_000],
  ])('stepped by %i ms says %j, once', (stepMs, expected) => {
    const { clock, pass } = clocks();
    const watch = watchClock(clock);
    watch.look();
    pass(1_000, 1_000 + stepMs);
    const { step, now } = watch.look();
    expect(step?.stepMs ?? null).toBe(expected);
    expect(step === null || Date.parse(step.foundUtc) - Date.parse(step.expectedUtc) === stepMs).toBe(true);
    expect(now.atUtc).toBe(new Date(clock.utcMs()).toISOString());
    pass(1_000);
    expect(watch.look().step).toBeNull();
  });
});
