import { describe, expect, it, onTestFinished } from 'vitest';
import { measureInThread } from '#main/records/index.ts';
import type { Storage } from '#shared/contract/storage.ts';
import { newPart, openForTest, recipe, temporaryFolder, writePicture } from './records-fixture.ts';
import { signedIn, startStation } from './station-fixture.ts';

const at = (text: string): string => new Date(`${text}Z`).toISOString();

describe('what is measured of the disk', { timeout: 60_000 }, () => {
  it('adds up to what the records hold, by kind and by day', async () => {
    const data = temporaryFolder();
    const records = await openForTest(data);
    await records.putRecipe(recipe(), { actor: 'Ann', comment: '' });
    // 2, 1 and 0 days before now, and one long before the days that are measured
    for (const [judgedAtUtc, size] of [
      [at('2026-01-01T12:00:00'), 1_000],
      [at('2026-03-07T12:00:00'), 20],
      [at('2026-03-08T18:00:00'), 30],
      [at('2026-03-10T11:00:00'), 400],
    ] as const) {
      const part = newPart({ judgedAtUtc, pictures: ['full', 'map'] });
      await records.commitPart(part);
      await records.attachPictures(part.id, [
        writePicture(data, part, 'full', 'x'.repeat(size)),
        writePicture(data, part, 'map', 'xx'),
      ]);
    }
    const now = Date.parse('2026-03-10T12:00:00Z');
    const measure = await measureInThread(data, now);
    expect(measure).toMatchObject({ parts: 4, pictures: { full: 1_450, crop: 0, map: 8, overlay: 0 } });
    expect(measure.days.map(({ parts }) => parts).slice(0, 5)).toEqual([1, 1, 0, 1, 0]);
    expect(measure.days[0]?.pictures).toEqual({ full: 400, crop: 0, map: 2, overlay: 0 });
    const { productId } = recipe();
    expect(measure.products.map(({ day, bytes }) => [day, bytes])).toEqual([
      [0, 402],
      [1, 32],
      [3, 22],
    ]);
    expect(measure.products).toContainEqual({ productId, version: 1, day: 0, parts: 1, bytes: 402 });
    expect(measure.recordedDays).toBeCloseTo(3, 3);
    // the recipe keeps them for 30 days: the oldest is due, the others in 26, 28 and 29 days
    expect(measure.retentionDays).toBeCloseTo(30, 3);
    expect(measure.expiring.map((bytes, day) => [day, bytes]).filter(([, bytes]) => bytes !== 0)).toEqual([
      [0, 1_002],
      [27, 22],
      [28, 32],
      [29, 402],
    ]);
    // a picture that was deleted was written all the same
    await records.expirePictures(at('2026-03-10T12:00:00'));
    const later = await measureInThread(data, now);
    expect(later.pictures.full).toBe(450);
    expect(later.days).toEqual(measure.days);
  });
});

describe('the storage of a station', { timeout: 60_000 }, () => {
  it('is told to engineers, with a forecast for the retention that they ask for', async () => {
    const station = await startStation();
    onTestFinished(() => station.remove());
    const engineer = await signedIn(station, 'engineer');
    const storage = async (query = ''): Promise<Storage> =>
      (await (await engineer.fetch(`/api/v1/storage${query}`)).json()) as Storage;
    const usual = await storage();
    expect(usual.measure.freeBytes).toBeGreaterThan(0);
    expect(usual.forecast).toMatchObject({ retentionDays: 90, daysUntilFull: null, perDay: { total: 0 } });
    expect((await storage('?retentionDays=7')).forecast.retentionDays).toBe(7);
    expect((await engineer.fetch('/api/v1/storage?retentionDays=0')).status).toBe(400);
    expect((await station.asKey('/api/v1/storage')).status).toBe(403);
  });
});
