import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shiftAt } from './shift.ts';

const utc = (text: string): Date => new Date(`${text}Z`);
const shiftOf = (text: string, plan?: Parameters<typeof shiftAt>[1]) => {
  const { name, since } = shiftAt(utc(text), plan);
  return [name, since.toISOString().slice(0, 16)];
};

describe('the shift of a moment, in Berlin', () => {
  const before = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = 'Europe/Berlin';
  });
  afterAll(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

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
    expect(() => shiftAt(utc('2026-01-01T00:00'), [])).toThrow(RangeError);
  });
});
