/** A step of a job that is to come: how much there is to do, and how long one unit is expected to take. */
export interface PlannedStep {
  readonly step: string;
  readonly units: number;
  readonly msPerUnit: number;
}

export interface ProgressNow {
  readonly step: string | null;
  readonly done: number;
  readonly total: number;
  /** Of the whole job, 0..1; never falls. */
  readonly share: number;
  /** Null while too little was seen. */
  readonly secondsLeft: number | null;
}

export interface JobProgress {
  note(step: string, done: number, total: number, nowMs: number): void;
  at(nowMs: number): ProgressNow;
  /** Milliseconds a unit of the steps that are over: what the next job on this machine is planned with. */
  paces(): ReadonlyMap<string, number>;
}

const leastSeenMs = 1_000;
const leastShare = 0.02;

/**
 * How far a job of several steps is. The expected times only weigh the steps against each other: what is left follows from
 * the time that the work done so far took. Steps come in the order of the plan; one may be left out, none comes back.
 */
export function createJobProgress(plan: readonly PlannedStep[], startMs: number): JobProgress {
  const expected = plan.map(({ units, msPerUnit }) => Math.max(1, units) * msPerUnit);
  const whole = expected.reduce((sum, ms) => sum + ms, 0);
  const paces = new Map<string, number>();
  let index = -1;
  let current = { step: null as string | null, done: 0, total: 0 };
  let stepStartMs = startMs;
  let lastMs = startMs;
  let share = 0;

  return {
    note(step, done, total, nowMs) {
      const at = plan.findIndex((planned) => planned.step === step);
      if (at > index) {
        const over = plan[index];
        if (over !== undefined) paces.set(over.step, (lastMs - stepStartMs) / Math.max(1, over.units));
        index = at;
        // What is told of first is the end of its first unit: it began when the step before ended.
        stepStartMs = lastMs;
      }
      lastMs = nowMs;
      current = { step, done, total };
      if (at < index || whole === 0) return;
      const before = expected.slice(0, Math.max(0, index)).reduce((sum, ms) => sum + ms, 0);
      const within = total > 0 ? Math.min(1, done / total) * (expected[index] ?? 0) : 0;
      share = Math.max(share, Math.min(1, (before + within) / whole));
    },
    at(nowMs) {
      const elapsedMs = nowMs - startMs;
      const known = elapsedMs >= leastSeenMs && share >= leastShare;
      return { ...current, share, secondsLeft: known ? ((elapsedMs / share) * (1 - share)) / 1_000 : null };
    },
    paces: () => paces,
  };
}
