import { describe, expect, it } from 'vitest';
import { partFilterSchema } from '#shared/contract/parts.ts';
import { isNarrowed, noFilter, timePresets, toRecordsFilter } from './records-filter.ts';

const now = new Date('2026-11-22T13:07:31Z');
const shift = { zone: 'Europe/Berlin', shiftSinceUtc: '2026-11-22T05:00:00Z' };

describe('the filter of the records', () => {
  it('without a choice asks for everything', () => {
    expect(toRecordsFilter(noFilter, now, shift)).toEqual({});
    expect(isNarrowed(noFilter)).toBe(false);
  });
  it('leaves out fields with nothing but spaces', () => {
    expect(toRecordsFilter({ ...noFilter, lot: '  ', serial: ' 7 ' }, now, shift)).toEqual({ serial: '7' });
  });
  it('is one that the station accepts, for every choice of time', () => {
    for (const preset of timePresets) {
      const filter = toRecordsFilter(
        {
          ...noFilter,
          preset,
          from: '2026-11-01 06:00:00',
          to: '2026-11-02 06:00:00',
          verdicts: ['fail', 'error'],
          reason: 'ANOMALY',
        },
        now,
        shift,
      );
      expect(partFilterSchema.safeParse(filter).success, `${preset}`).toBe(true);
    }
  });
  it('begins today at midnight of the station, an hour ago sixty minutes before, a shift when the station says so', () => {
    expect(toRecordsFilter({ ...noFilter, preset: 'today' }, now, shift).from).toBe('2026-11-21T23:00:00.000Z');
    expect(toRecordsFilter({ ...noFilter, preset: 'hour' }, now, shift).from).toBe('2026-11-22T12:07:31.000Z');
    expect(toRecordsFilter({ ...noFilter, preset: 'shift' }, now, shift).from).toBe('2026-11-22T05:00:00.000Z');
  });
  it('takes picked times as those of the station, and ignores them when another time is chosen', () => {
    const picked = { ...noFilter, from: '2026-11-01 06:00:00', to: null };
    expect(toRecordsFilter({ ...picked, preset: 'custom' }, now, shift)).toEqual({
      from: '2026-11-01T05:00:00.000Z',
    });
    expect(toRecordsFilter({ ...picked, preset: 'all' }, now, shift)).toEqual({});
  });
});
