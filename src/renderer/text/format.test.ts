import { describe, expect, it } from 'vitest';
import { absent, formatFor } from './format.ts';

describe('numbers on screen', () => {
  const format = formatFor('en', 'UTC');
  it('show a dash, not a zero, when there is no value', () => {
    expect([format.score(null), format.percent(null), format.duration(null), format.score(Number.NaN)]).toEqual([
      absent,
      absent,
      absent,
      absent,
    ]);
  });
  it('say how long in milliseconds, and in seconds from one second on', () => {
    expect(format.duration(37.6)).toBe('38 ms');
    expect(format.duration(1572)).toBe('1.57 s');
    expect(format.durations(31, 64)).toBe('31 – 64 ms');
    expect(format.durations(98, 2225)).toBe('0.10 – 2.23 s');
    expect(format.durations(null, null)).toBe(absent);
  });
  it('never round a yield up to 100 %', () => {
    expect(format.percent(0.99996)).toBe('99.9 %');
    expect(format.percent(1)).toBe('100.0 %');
  });
  it('are written as the language does', () => {
    expect(format.count(1284)).toBe('1,284');
    expect(formatFor('zh-CN', 'UTC').count(1284)).toBe('1,284');
    expect(format.score(0.829)).toBe('0.83');
  });
  it('tells a score from the threshold beside it', () => {
    const format = formatFor('en', 'UTC');
    expect(format.scoreBeside(0.829, 0.5)).toBe('0.83');
    expect(format.scoreBeside(0.5031, 0.5)).toBe('0.503');
    expect(format.scoreBeside(0.50004, 0.5)).toBe('0.5000');
    expect(format.scoreBeside(0.5, 0.5)).toBe('0.50');
    expect([format.scoreBeside(0.7, null), format.scoreBeside(null, 0.5)]).toEqual(['0.70', '–']);
  });
});

describe('times on screen', () => {
  it('have 24 hours and dates of one order in every language', () => {
    for (const language of ['en', 'zh-CN'] as const) {
      const format = formatFor(language, 'Asia/Kolkata');
      expect(format.time('2026-11-21T18:35:09Z')).toBe('00:05:09');
      expect(format.exactTime(new Date('2026-11-22T08:37:31.842Z'))).toBe('14:07:31.842');
      expect(format.date('2026-11-01T18:30:00Z')).toBe('2026-11-02');
    }
  });
  it("are those of the station's zone, wherever the page is looked at", () => {
    const shown = (zone: string): string => formatFor('en', zone).dateTime('2026-03-29T01:00:00Z');
    expect([shown('Europe/Berlin'), shown('America/New_York'), shown('Asia/Shanghai')]).toEqual([
      '2026-03-29 03:00:00',
      '2026-03-28 21:00:00',
      '2026-03-29 09:00:00',
    ]);
  });
  it('show a dash for what is not a time', () => {
    expect(formatFor('en', 'UTC').time('yesterday')).toBe(absent);
  });
});
