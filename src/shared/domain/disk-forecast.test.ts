import { describe, expect, it } from 'vitest';
import {
  type DiskMeasure,
  forecastDisk,
  longestForecastDays,
  noPictures,
  paceOfProduct,
  reservedBytes,
} from './disk-forecast.ts';

const GB = 1e9;
const day = { parts: 1_000, pictures: { full: 0.6 * GB, crop: 0.3 * GB, map: 0.05 * GB, overlay: 0.05 * GB } };
const measure = (over: Partial<DiskMeasure> = {}): DiskMeasure => ({
  measuredAtUtc: '2026-03-02T06:00:00.000Z',
  freeBytes: 50 * GB + reservedBytes,
  stored: { pictures: { ...noPictures, full: 10 * GB }, records: 0, other: 1 * GB },
  parts: 10_000,
  days: [day, day],
  recordedDays: 2,
  retentionDays: 30,
  expiring: Array.from({ length: 10 }, () => 1 * GB),
  ...over,
});

describe('the forecast of the disk', () => {
  it('says how much is written a day, by the days that were recorded', () => {
    const { perDay } = forecastDisk(measure(), 30);
    expect(perDay.pictures).toEqual(day.pictures);
    expect(perDay.total).toBeCloseTo(1 * GB, -3);
    // one day of fourteen with a line that just began: the pace is that of the day, not a fourteenth of it
    expect(forecastDisk(measure({ days: [day], recordedDays: 1 }), 30).perDay.total).toBeCloseTo(1 * GB, -3);
  });

  it('never fills where as much is deleted as is written and it fits', () => {
    const forecast = forecastDisk(measure(), 30);
    expect(forecast.daysUntilFull).toBeNull();
    expect(forecast.picturesAtRetention).toBeCloseTo(30 * GB, -3);
    expect(forecast.points.at(-1)?.bytes).toBeCloseTo(31 * GB, -3);
  });

  it('says when it is full where longer retention does not fit', () => {
    // 10 GB are given back in the first ten days, 50 GB are free: after 60 days of 1 GB nothing more fits
    expect(forecastDisk(measure(), 90).daysUntilFull).toBe(61);
    expect(forecastDisk(measure(), 60).daysUntilFull).toBeNull();
    expect(forecastDisk(measure({ expiring: [] }), 90).daysUntilFull).toBe(51);
  });

  it('counts the rows, which are never deleted', () => {
    const rows = measure({ stored: { ...measure().stored, records: 10 * GB } });
    const { perDay, daysUntilFull } = forecastDisk(rows, 1);
    expect(perDay.records).toBeCloseTo(1 * GB, -3);
    expect(daysUntilFull).toBe(60);
  });

  it('is full today below what the station leaves free', () => {
    expect(forecastDisk(measure({ freeBytes: reservedBytes / 2 }), 30).daysUntilFull).toBe(0);
  });

  it('makes nothing up for a station that recorded nothing', () => {
    const empty = measure({ days: [], recordedDays: 0, parts: 0, retentionDays: null, expiring: [] });
    const { perDay, daysUntilFull, points } = forecastDisk(empty, longestForecastDays);
    expect([perDay.total, daysUntilFull]).toEqual([0, null]);
    expect(points.length).toBeLessThan(130);
    expect(new Set(points.map(({ bytes }) => bytes)).size).toBe(1);
  });
});

describe('what the pictures of a product take', () => {
  const ran = (day: number, version = 1) => ({ productId: 'a', version, day, parts: 1_000, bytes: GB });
  it('goes by the days on which it ran, not by those on which another did', () => {
    expect(paceOfProduct([ran(0), ran(3)], 14, 30)).toEqual({
      partsPerDay: 1_000,
      bytesPerPart: GB / 1_000,
      bytesPerDay: GB,
      bytesAtRetention: 30 * GB,
    });
  });
  it('counts a day once, also when the version changed in it', () => {
    expect(paceOfProduct([ran(0, 1), ran(0, 2)], 14, 30)?.bytesPerDay).toBe(2 * GB);
  });
  it('goes by the hours of a station that began today', () => {
    expect(paceOfProduct([ran(0)], 0.5, 30)?.partsPerDay).toBe(2_000);
  });
  it('is not known of one that has not run', () => {
    expect(paceOfProduct([], 14, 30)).toBeNull();
  });
});
