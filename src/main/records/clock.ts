/** The two clocks of this machine. Tests give their own. */
export interface Clock {
  utcMs(): number;
  monoNs(): bigint;
}

export const systemClock: Clock = { utcMs: () => Date.now(), monoNs: () => process.hrtime.bigint() };

export interface Moment {
  readonly atUtc: string;
  readonly monoNs: bigint;
}

export interface ClockStep {
  readonly stepMs: number;
  readonly expectedUtc: string;
  readonly foundUtc: string;
}

/** More than this between UTC and monotonic time since the last look is a step (somebody set the clock, or the machine slept). */
const stepLimitMs = 2_000;

/**
 * Reads both clocks together and says when UTC was stepped since the last look. Compared with the last look, not with the
 * start: a clock that is slowly corrected over weeks never counts as stepped.
 */
export function watchClock(clock: Clock): { look(): { now: Moment; step: ClockStep | null } } {
  let lastOffsetMs: number | null = null;
  return {
    look() {
      const utcMs = clock.utcMs();
      const monoNs = clock.monoNs();
      const offsetMs = utcMs - Number(monoNs / 1_000n) / 1_000;
      const stepMs = lastOffsetMs === null ? 0 : Math.round(offsetMs - lastOffsetMs);
      lastOffsetMs = offsetMs;
      const now = { atUtc: new Date(utcMs).toISOString(), monoNs };
      if (Math.abs(stepMs) <= stepLimitMs) return { now, step: null };
      return { now, step: { stepMs, expectedUtc: new Date(utcMs - stepMs).toISOString(), foundUtc: now.atUtc } };
    },
  };
}
