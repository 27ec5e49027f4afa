/** A shift by its name and the local hour and minute at which it begins; it lasts until the next one begins. */
export interface ShiftPlan {
  readonly name: string;
  readonly beginsAt: { readonly hour: number; readonly minute: number };
}

export const defaultShifts: readonly ShiftPlan[] = [
  { name: 'early', beginsAt: { hour: 6, minute: 0 } },
  { name: 'late', beginsAt: { hour: 14, minute: 0 } },
  { name: 'night', beginsAt: { hour: 22, minute: 0 } },
];

export interface Shift {
  readonly name: string;
  /** When this occurrence of the shift began. */
  readonly since: Date;
}

/**
 * The shift that `at` belongs to, by local wall-clock time of this process (`TZ`). A shift begins by the clock on the wall,
 * so the night of a clock change lasts seven or nine hours. A beginning inside the hour that a change skips is the moment
 * of the change; in the hour that comes twice it is the first of the two. Fails with RangeError for an empty plan.
 */
export function shiftAt(at: Date, plan: readonly ShiftPlan[] = defaultShifts): Shift {
  let latest: Shift | null = null;
  for (const daysBack of [0, 1, 2]) {
    for (const { name, beginsAt } of plan) {
      const since = localTime(at, daysBack, beginsAt);
      if (since <= at && (latest === null || since > latest.since)) latest = { name, since };
    }
  }
  if (latest === null) throw new RangeError('A shift plan needs at least one shift.');
  return latest;
}

/** `Date`'s local constructor takes the first of two equal wall-clock times and moves a skipped one past the gap. */
function localTime(at: Date, daysBack: number, { hour, minute }: ShiftPlan['beginsAt']): Date {
  const time = new Date(at.getFullYear(), at.getMonth(), at.getDate() - daysBack, hour, minute);
  const skipped = time.getHours() !== hour || time.getMinutes() !== minute;
  return skipped ? endOfGap(time) : time;
}

/** The moment of the clock change before `time`: where the offset from UTC becomes what it is at `time`. */
function endOfGap(time: Date): Date {
  const offset = time.getTimezoneOffset();
  let moment = time.getTime();
  const minuteMs = 60_000;
  while (new Date(moment - minuteMs).getTimezoneOffset() === offset && time.getTime() - moment < 180 * minuteMs)
    moment -= minuteMs;
  return new Date(moment);
}
