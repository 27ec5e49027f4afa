import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PartSummary } from '#shared/domain/inspection.ts';
import type { Status } from '#shared/contract/status.ts';
import type { OpenedDraft, TryResult } from '#shared/contract/draft.ts';
import { signedIn, startStation, type TestStation } from './station-fixture.ts';
import { drafted, type Teacher, teacherOf } from './teach-fixture.ts';
import { needBackbone, plate, savePlates } from './vision-fixture.ts';

const simulated = { kind: 'simulated', defectRate: 0, seed: 3, fps: 10, width: 640, height: 480 };

describe('teaching from the camera of the line', { timeout: 240_000 }, () => {
  let folder: string;
  let station: TestStation;
  let teacher: Teacher;
  let draft: OpenedDraft;

  beforeAll(async () => {
    await needBackbone();
    folder = await mkdtemp(join(tmpdir(), 'passline-teach-camera-'));
    station = await startStation();
    teacher = teacherOf(await signedIn(station, 'engineer'));
    draft = await teacher.begin('Flange');
  });
  afterAll(async () => {
    await station.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const call = (path: string, body?: unknown) => teacher.browser.json(`/api/v1${path}`, 'POST', body);
  const status = async () => (await (await teacher.browser.fetch('/api/v1/status')).json()) as Status;
  const parts = async () =>
    ((await (await teacher.browser.fetch('/api/v1/parts?mode=production&limit=500')).json()) as { parts: PartSummary[] }).parts;

  it('needs a camera', async () => {
    expect((await teacher.post(draft.id, 'frames', { count: 3 })).status).toBe(503);
    expect((await teacher.get(draft.id)).job).toBeNull();
  });
  it('takes frames without a product and with the line stopped, each of another part', async () => {
    expect((await call('/line/source', { source: simulated })).status).toBe(200);
    await drafted(await teacher.post(draft.id, 'frames', { count: 8 }));
    draft = await teacher.settled(draft.id);
    expect(draft.job).toMatchObject({ kind: 'add', state: 'done', skipped: 0 });
    expect(draft.pictures).toHaveLength(8);
    expect(draft.pictures[0]).toMatchObject({ width: 640, height: 480, label: 'good' });
    expect(draft.pictures[0]?.name).toMatch(/^frame-\d{8}T\d{6}-\d{3}Z\.png$/);
    expect(draft.counts.found).toBe(0);
    expect(await parts()).toEqual([]);
  });
  it('tries what was taught on the next frame; nothing is recorded', async () => {
    await teacher.post(draft.id, 'teach');
    expect((await teacher.settled(draft.id)).job).toMatchObject({ state: 'done' });
    const tried = (await (await teacher.post(draft.id, 'try-live', { threshold: 0.5 })).json()) as TryResult;
    expect(tried).toMatchObject({ failure: null, width: 640, height: 480 });
    expect(tried.score).toBeLessThan(1);
    expect(await parts()).toEqual([]);
  });
  it('takes frames while the line runs: no part is lost, late or stale for it', async () => {
    await teacher.post(draft.id, 'save', { name: 'Flange', threshold: 0.6, select: true });
    expect((await call('/line/start')).status).toBe(200);
    await expect.poll(async () => (await status()).counters.total, { timeout: 60_000 }).toBeGreaterThan(0);
    await drafted(await teacher.post(draft.id, 'frames', { count: 5, label: 'unused' }));
    draft = await teacher.settled(draft.id);
    expect(draft.counts.unused).toBe(5);
    await call('/line/stop');
    const judged = await parts();
    expect(judged.filter(({ verdict }) => verdict === 'error')).toEqual([]);
    expect(judged.map(({ number }) => number)).toEqual(judged.map((_, k) => judged.length - k));
  });
  it('takes the kept pictures of recorded parts, and counts those that are gone', async () => {
    await expect.poll(async () => (await status()).records.picturesPending, { timeout: 30_000 }).toBe(0);
    const ids = (await parts()).map(({ id }) => id);
    const answer = await teacher.post(draft.id, 'parts', { partIds: [...ids, 'nobody'], label: 'bad' });
    expect(await answer.json()).toEqual({ added: ids.length, missing: 1 });
    draft = await teacher.settled(draft.id);
    expect(draft.counts.bad).toBe(ids.length);
    expect(draft.taught?.outdated).toBe(true);
  });
  it('swallows no file of a folder that the line should judge', async () => {
    const files = join(folder, 'files');
    await savePlates(files, [plate(1), plate(2), plate(3)]);
    expect((await call('/line/source', { source: { kind: 'folder', path: files, mode: 'once' } })).status).toBe(200);
    await expect.poll(async () => (await status()).camera.state, { timeout: 30_000 }).toBe('ok');
    const other = await teacher.begin('Plate');
    await drafted(await teacher.post(other.id, 'frames', { count: 4 }));
    // the fourth frame is the first file again
    expect(await teacher.settled(other.id)).toMatchObject({ job: { state: 'done', skipped: 1 }, counts: { good: 3 } });
    const before = (await parts()).length;
    await call('/line/start');
    await expect.poll(async () => (await parts()).length - before, { timeout: 60_000 }).toBe(3);
  });
});
