import { describe, expect, it } from 'vitest';
import { absent, formatFor } from './format.ts';

describe('numbers on screen', () => {
  const format = formatFor('en');
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
    expect(formatFor('zh-CN').count(1284)).toBe('1,284');
    expect(format.score(0.829)).toBe('0.83');
  });
});

describe('times on screen', () => {
  it('have 24 hours and dates of one order in every language', () => {
    for (const language of ['en', 'zh-CN'] as const) {
      const format = formatFor(language);
      expect(format.time(new Date(2026, 10, 22, 0, 5, 9))).toBe('00:05:09');
      expect(format.exactTime(new Date(2026, 10, 22, 14, 7, 31, 842))).toBe('14:07:31.842');
      expect(format.date(new Date(2026, 10, 2))).toBe('2026-11-02');
    }
  });
  it('show a dash for what is not a time', () => {
    expect(formatFor('en').time('yesterday')).toBe(absent);
  });
});
