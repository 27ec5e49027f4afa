import { z } from 'zod';
import { momentOf, timeZoneSchema, wallTimeAt } from './time-zone.ts';

const timeOfDaySchema = z.object({ hour: z.number().int().min(0).max(23), minute: z.number().int().min(0).max(59) });
/** On the wall. */
export type TimeOfDay = z.infer<typeof timeOfDaySchema>;
export { timeOfDaySchema };

/** A shift by its name and the hour and minute on the wall at which it begins; it lasts until the next one begins. */
export const shiftPlanSchema = z.object({ name: z.string().trim().min(1).max(40), beginsAt: timeOfDaySchema });
export type ShiftPlan = z.infer<typeof shiftPlanSchema>;

/** By which clock the station counts, reports and shows times. */
export const stationTimeSchema = z.object({
  zone: timeZoneSchema,
  shifts: z
    .array(shiftPlanSchema)
    .min(1)
    .max(12)
    .refine((plan) => distinct(plan.map(({ name }) => name)), { message: 'Two shifts have the same name.' })
    .refine((plan) => distinct(plan.map(({ beginsAt }) => minuteOf(beginsAt))), {
      message: 'Two shifts begin at the same time.',
    }),
});
export type StationTime = z.infer<typeof stationTimeSchema>;

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
 * The shift that `at` belongs to, by the wall clock of a zone. A shift begins by the clock on the wall, so the night of a
 * clock change lasts seven or nine hours. A beginning inside the hour that a change skips is the moment of the change; in
 * the hour that comes twice it is the first of the two. Fails with RangeError for an empty plan.
 */
export function shiftAt(at: Date, { zone, shifts }: { readonly zone: string; readonly shifts: readonly ShiftPlan[] }): Shift {
  const { year, month, day } = wallTimeAt(at.getTime(), zone);
  let latest: Shift | null = null;
  for (const daysBack of [0, 1, 2]) {
    for (const { name, beginsAt } of shifts) {
      const since = new Date(momentOf({ year, month, day: day - daysBack, ...beginsAt }, zone));
      if (since <= at && (latest === null || since > latest.since)) latest = { name, since };
    }
  }
  if (latest === null) throw new RangeError('A shift plan needs at least one shift.');
  return latest;
}

/** The last moment up to `at` at which the wall clock of a zone showed this time: when something daily was last due. */
export function lastTimeOfDay(at: Date, time: TimeOfDay, zone: string): Date {
  return shiftAt(at, { zone, shifts: [{ name: 'day', beginsAt: time }] }).since;
}

export const minuteOf = ({ hour, minute }: TimeOfDay): number => hour * 60 + minute;

function distinct(values: readonly (string | number)[]): boolean {
  return new Set(values).size === values.length;
}
