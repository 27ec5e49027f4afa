import { z } from 'zod';

/** What the clock on the wall shows in a time zone. `month` 1 to 12. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** Whether this runtime knows the zone. Names only (`Europe/Berlin`): a bare offset knows of no clock change. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    return formatOf(zone) !== undefined;
  } catch {
    return false;
  }
}

/** IANA name of a time zone. */
export const timeZoneSchema = z.string().max(64).refine(isTimeZone, { message: 'Not a time zone that is known here.' });

/** The zone that this process runs in: what a station begins with. */
export function systemTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The wall clock of `zone` at a moment (milliseconds since 1970, UTC). */
export function wallTimeAt(ms: number, zone: string): WallTime {
  const wall = new Date(ms + offsetAt(ms, zone));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
  };
}

const dayMs = 86_400_000;

/**
 * The moment at which the wall clock of `zone` shows a time. Of two such moments (the clock is set back) it is the first; a
 * time that a clock change skips is the moment of the change. Days and hours beyond their range are carried over, so that
 * `day: 0` is the last day of the month before.
 */
export function momentOf(wall: Partial<WallTime> & Pick<WallTime, 'year' | 'month' | 'day'>, zone: string): number {
  const shown = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour ?? 0, wall.minute ?? 0, wall.second ?? 0);
  // No zone is further than 14 hours from UTC: a day on either side lies before and after every moment that could be meant.
  const offsets = [offsetAt(shown - dayMs, zone), offsetAt(shown + dayMs, zone)];
  const moments = offsets.map((offset) => shown - offset).filter((moment) => moment + offsetAt(moment, zone) === shown);
  return moments.length > 0 ? Math.min(...moments) : changeBetween(shown - dayMs, shown + dayMs, zone);
}

/** The beginning of the day in `zone` that lies `daysBack` before the one of a moment. */
export function dayBegin(ms: number, zone: string, daysBack = 0): number {
  const { year, month, day } = wallTimeAt(ms, zone);
  return momentOf({ year, month, day: day - daysBack }, zone);
}

/** The moment of a time as pickers give it: `2026-03-02 06:00:00` or `2026-03-02`. Null for what is no time. */
export function momentOfText(text: string, zone: string): number | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map((digits) => Number(digits ?? 0));
  const wall = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const real = wall.getUTCMonth() + 1 === month && wall.getUTCDate() === day && wall.getUTCHours() === hour;
  return real && minute < 60 && second < 60 ? momentOf({ year, month, day, hour, minute, second }, zone) : null;
}

/** `2026-03-02` and `06:00` on the wall. */
export function wallTexts(ms: number, zone: string): { date: string; time: string; second: string } {
  const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  const { year, month, day, hour, minute, second } = wallTimeAt(ms, zone);
  return { date: `${pad(year, 4)}-${pad(month)}-${pad(day)}`, time: `${pad(hour)}:${pad(minute)}`, second: pad(second) };
}

/** Halves the time until the change of the clock in between is found, to the second. */
function changeBetween(before: number, after: number, zone: string): number {
  const old = offsetAt(before, zone);
  let low = Math.floor(before / 1_000);
  let high = Math.ceil(after / 1_000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * 1_000, zone) === old) low = middle;
    else high = middle;
  }
  return high * 1_000;
}

/** Clocks are changed on whole quarters of an hour, so that one answer holds for all of it. */
const quarterMs = 900_000;
const mostKept = 20_000;
const kept = new Map<string, Map<number, number>>();

/** How far the wall clock is ahead of UTC at a moment, milliseconds. */
function offsetAt(ms: number, zone: string): number {
  const quarter = Math.floor(ms / quarterMs);
  let offsets = kept.get(zone);
  if (offsets === undefined || offsets.size >= mostKept) {
    offsets = new Map();
    kept.set(zone, offsets);
  }
  let offset = offsets.get(quarter);
  if (offset === undefined) {
    offset = askOffset(quarter * quarterMs, zone);
    offsets.set(quarter, offset);
  }
  return offset;
}

function askOffset(ms: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - ms;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Made once a zone: making them is slow. Throws RangeError for a zone that is not known. */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}
