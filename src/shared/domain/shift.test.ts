import { describe, expect, it } from 'vitest';
import { defaultShifts, lastTimeOfDay, type ShiftPlan, shiftAt, stationTimeSchema } from './shift.ts';

const utc = (text: string): Date => new Date(`${text}Z`);
const shiftOf = (text: string, shifts: readonly ShiftPlan[] = defaultShifts, zone = 'Europe/Berlin') => {
  const { name, since } = shiftAt(utc(text), { zone, shifts });
  return [name, since.toISOString().slice(0, 16)];
};

describe('the shift of a moment, in Berlin', () => {
  it('begins with its first millisecond and lasts until the next', () => {
    expect(shiftOf('2026-01-15T04:59:59.999')).toEqual(['night', '2026-01-14T21:00']);
    expect(shiftOf('2026-01-15T05:00')).toEqual(['early', '2026-01-15T05:00']);
    expect(shiftOf('2026-01-15T12:59')).toEqual(['early', '2026-01-15T05:00']);
    expect(shiftOf('2026-01-15T13:00')).toEqual(['late', '2026-01-15T13:00']);
  });
  it('belongs to the day before after midnight, over the turn of a year as well', () => {
    expect(shiftOf('2026-12-31T23:30')).toEqual(['night', '2026-12-31T21:00']);
    expect(shiftOf('2027-01-01T03:00')).toEqual(['night', '2026-12-31T21:00']);
  });
  it('follows the clock on the wall when it is set forward: that night has seven hours', () => {
    expect(shiftOf('2026-03-29T03:59')).toEqual(['night', '2026-03-28T21:00']);
    expect(shiftOf('2026-03-29T04:00')).toEqual(['early', '2026-03-29T04:00']);
  });
  it('follows the clock on the wall when it is set back: that night has nine hours', () => {
    expect(shiftOf('2026-10-25T04:59')).toEqual(['night', '2026-10-24T20:00']);
    expect(shiftOf('2026-10-25T05:00')).toEqual(['early', '2026-10-25T05:00']);
  });
  it('begins at the change when its hour is skipped, and with the first when its hour comes twice', () => {
    const plan = [
      { name: 'one', beginsAt: { hour: 2, minute: 30 } },
      { name: 'two', beginsAt: { hour: 12, minute: 0 } },
    ];
    expect(shiftOf('2026-03-29T00:59', plan)).toEqual(['two', '2026-03-28T11:00']);
    expect(shiftOf('2026-03-29T01:00', plan)).toEqual(['one', '2026-03-29T01:00']);
    expect(shiftOf('2026-10-25T00:29', plan)).toEqual(['two', '2026-10-24T10:00']);
    expect(shiftOf('2026-10-25T00:30', plan)).toEqual(['one', '2026-10-25T00:30']);
    expect(shiftOf('2026-10-25T01:45', plan)).toEqual(['one', '2026-10-25T00:30']);
  });
  it('is the only one all day long when there is only one', () => {
    const plan = [{ name: 'day', beginsAt: { hour: 7, minute: 0 } }];
    expect(shiftOf('2026-06-10T04:59', plan)).toEqual(['day', '2026-06-09T05:00']);
    expect(shiftOf('2026-06-10T05:00', plan)).toEqual(['day', '2026-06-10T05:00']);
  });
  it('cannot be told from an empty plan', () => {
    expect(() => shiftAt(utc('2026-01-01T00:00'), { zone: 'UTC', shifts: [] })).toThrow(RangeError);
  });
});

describe('the shift of a moment, elsewhere', () => {
  it('is that of the zone that was named, whatever this process runs in', () => {
    expect(shiftOf('2026-01-15T05:30', defaultShifts, 'Asia/Shanghai')).toEqual(['early', '2026-01-14T22:00']);
    expect(shiftOf('2026-01-15T05:30', defaultShifts, 'America/New_York')).toEqual(['night', '2026-01-15T03:00']);
    expect(shiftOf('2026-04-04T16:30', defaultShifts, 'Australia/Sydney')).toEqual(['night', '2026-04-04T11:00']);
  });
});

describe('the last time of a day', () => {
  it('is today when it has come, else yesterday, by the clock on the wall', () => {
    const last = (text: string): string =>
      lastTimeOfDay(utc(text), { hour: 2, minute: 30 }, 'Europe/Berlin').toISOString().slice(0, 16);
    expect(last('2026-01-15T01:29')).toBe('2026-01-14T01:30');
    expect(last('2026-01-15T01:30')).toBe('2026-01-15T01:30');
    expect(last('2026-03-29T06:00')).toBe('2026-03-29T01:00');
  });
});

describe('a shift plan', () => {
  const plan = (...begins: (readonly [string, number])[]) =>
    stationTimeSchema.safeParse({
      zone: 'Europe/Berlin',
      shifts: begins.map(([name, hour]) => ({ name, beginsAt: { hour, minute: 0 } })),
    }).success;
  it('has names and beginnings of which no two are the same', () => {
    expect(plan(['A', 6], ['B', 18])).toBe(true);
    expect(plan(['A', 6], ['A', 18])).toBe(false);
    expect(plan(['A', 6], ['B', 6])).toBe(false);
    expect(plan(['A', 24])).toBe(false);
    expect(plan([' ', 6])).toBe(false);
    expect(plan()).toBe(false);
  });
});
