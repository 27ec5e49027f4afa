import { describe, expect, it } from 'vitest';
import { dayBegin, isTimeZone, momentOf, momentOfText, wallTexts, wallTimeAt } from './time-zone.ts';

const utc = (text: string): number => Date.parse(`${text}Z`);
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString().slice(0, 19));
const moment = (text: string, zone: string): string | null => iso(momentOfText(text, zone));

describe('the wall clock of a zone', () => {
  it('is that of the place, not of this process', () => {
    expect(wallTexts(utc('2026-01-15T05:00:07'), 'Europe/Berlin')).toEqual({ date: '2026-01-15', time: '06:00', second: '07' });
    expect(wallTexts(utc('2026-01-15T20:30'), 'Asia/Kolkata')).toMatchObject({ date: '2026-01-16', time: '02:00' });
    expect(wallTexts(utc('2026-01-15T05:00'), 'America/Los_Angeles')).toMatchObject({ date: '2026-01-14', time: '21:00' });
    expect(wallTexts(utc('2026-01-15T00:00'), 'UTC')).toMatchObject({ date: '2026-01-15', time: '00:00' });
  });
  it('changes with the clock, in both halves of the world', () => {
    const hour = (text: string, zone: string): number => wallTimeAt(utc(text), zone).hour;
    expect([hour('2026-03-29T00:59:59', 'Europe/Berlin'), hour('2026-03-29T01:00', 'Europe/Berlin')]).toEqual([1, 3]);
    expect([hour('2026-10-25T00:59:59', 'Europe/Berlin'), hour('2026-10-25T01:00', 'Europe/Berlin')]).toEqual([2, 2]);
    expect([hour('2026-04-04T15:59:59', 'Australia/Sydney'), hour('2026-04-04T16:00', 'Australia/Sydney')]).toEqual([2, 2]);
    // Lord Howe Island moves its clock by half an hour.
    expect(wallTexts(utc('2026-04-04T15:00'), 'Australia/Lord_Howe').time).toBe('01:30');
  });
  it('reaches back before 1970', () => {
    expect(wallTexts(utc('1969-12-31T23:30'), 'Europe/Berlin')).toMatchObject({ date: '1970-01-01', time: '00:30' });
  });
});

describe('the moment of a time on the wall', () => {
  it('is found again for every half hour of a year, in zones far apart', () => {
    const wrong: string[] = [];
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe']) {
      let seen = '';
      for (let ms = utc('2026-01-01T00:00'); ms < utc('2027-01-01T00:00'); ms += 1_800_000) {
        const { date, time } = wallTexts(ms, zone);
        const shown = `${date} ${time}`;
        const again = momentOfText(shown, zone) ?? Number.NaN;
        // The second time that the wall shows the same: the first is meant.
        const right = shown > seen ? again === ms : again < ms;
        if (!right) wrong.push(`${zone} ${shown}`);
        if (shown > seen) seen = shown;
      }
    }
    expect(wrong).toEqual([]);
  });
  it('is the first of two when the clock is set back', () => {
    expect(moment('2026-10-25 02:30:00', 'Europe/Berlin')).toBe('2026-10-25T00:30:00');
    expect(moment('2026-11-01 01:30', 'America/New_York')).toBe('2026-11-01T05:30:00');
  });
  it('is the moment of the change when the clock skips it', () => {
    for (const skipped of ['2026-03-29 02:00', '2026-03-29 02:30', '2026-03-29 02:59'])
      expect(moment(skipped, 'Europe/Berlin')).toBe('2026-03-29T01:00:00');
    expect(moment('2026-03-08 02:15', 'America/New_York')).toBe('2026-03-08T07:00:00');
    // Cairo skips midnight itself; Samoa skipped a whole day when it moved over the date line.
    expect(moment('2026-04-24', 'Africa/Cairo')).toBe('2026-04-23T22:00:00');
    expect(moment('2011-12-30 12:00', 'Pacific/Apia')).toBe('2011-12-30T10:00:00');
  });
  it('carries days over the end of a month', () => {
    expect(iso(momentOf({ year: 2026, month: 3, day: 0 }, 'Europe/Berlin'))).toBe('2026-02-27T23:00:00');
    expect(iso(momentOf({ year: 2026, month: 13, day: 1 }, 'UTC'))).toBe('2027-01-01T00:00:00');
  });
  it('is nothing for what is no time', () => {
    const texts = ['', 'soon', '2026-13-01', '2026-02-30 06:00', '2026-03-02 25:00', '2026-03-02 06:61', '2026-3-2'];
    expect(texts.filter((text) => momentOfText(text, 'UTC') !== null)).toEqual([]);
  });
});

describe('the beginning of a day', () => {
  it('is midnight on the wall, also on days of 23 and 25 hours', () => {
    expect(iso(dayBegin(utc('2026-03-29T12:00'), 'Europe/Berlin'))).toBe('2026-03-28T23:00:00');
    expect(iso(dayBegin(utc('2026-03-30T12:00'), 'Europe/Berlin', 1))).toBe('2026-03-28T23:00:00');
    expect(iso(dayBegin(utc('2026-10-26T12:00'), 'Europe/Berlin'))).toBe('2026-10-25T23:00:00');
    expect(iso(dayBegin(utc('2026-03-01T12:00'), 'Asia/Shanghai', 1))).toBe('2026-02-27T16:00:00');
  });
});

describe('a time zone', () => {
  it('is a name that is known here', () => {
    expect(['Europe/Berlin', 'Asia/Shanghai', 'UTC', 'America/Argentina/Buenos_Aires'].filter(isTimeZone)).toHaveLength(4);
    expect(['', 'Berlin', '+01:00', 'Europe/Atlantis', 'Europe/Berlin; x', '../etc'].filter(isTimeZone)).toEqual([]);
  });
});
