import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Status } from '#shared/contract/status.ts';
import { type PartReport, type PartSummary, partReportSchema } from '#shared/domain/inspection.ts';
import { simulated } from './engine-fixture.ts';
import { type Browser, signedIn, startStation, type TestStation } from './station-fixture.ts';
import { type TaughtProduct, teachProduct } from './station-product.ts';

describe('a station with a product', () => {
  let product: TaughtProduct;
  let station: TestStation;
  let engineer: Browser;

  beforeAll(async () => {
    product = await teachProduct();
    station = await startStation({ source: simulated({ defectRate: 0.5 }), packageFile: product.packageFile });
    engineer = await signedIn(station, 'engineer');
    await station.restored;
    await vi.waitUntil(async () => (await status()).state === 'stopped', { timeout: 60_000, interval: 100 });
  }, 180_000);
  afterAll(async () => {
    await station.remove();
  });

  const get = async <T>(path: string) => (await (await station.asKey(path)).json()) as T;
  const status = () => get<Status>('/api/v1/status');
  const upload = (file: Uint8Array<ArrayBuffer>, fields: Record<string, string> = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('photo', new File([file], 'part 1.png', { type: 'image/png' }));
    return station.asKey('/api/v1/inspections', { method: 'POST', body: form });
  };

  describe('judges a picture that is sent to it', () => {
    it('as an error with a reason when it is none, recorded like any other', async () => {
      const answer = await upload(new TextEncoder().encode('not a picture'), { serial: 'S-1' });
      expect(answer.status).toBe(200);
      const report = partReportSchema.parse(await answer.json());
      expect(report).toMatchObject({
        verdict: 'error',
        reason: 'FILE_NOT_A_PICTURE',
        mode: 'service',
        serial: 'S-1',
        score: null,
      });
      expect(await get<PartReport>(`/api/v1/parts/${report.id}`)).toMatchObject({
        verdict: 'error',
        chainHash: report.chainHash,
      });
    });

    it('with the whole report, whose pictures can be fetched at once', async () => {
      const answer = await upload(product.picture, { serial: 'S-2', lot: 'L-7' });
      const report = partReportSchema.parse(await answer.json());
      expect(report).toMatchObject({
        mode: 'service',
        serial: 'S-2',
        lot: 'L-7',
        operator: 'key',
        source: 'part 1.png',
        threshold: 0.5,
      });
      expect(['pass', 'fail']).toContain(report.verdict);
      expect(report.latency.judge).toBeGreaterThan(0);
      const types = { pictureUrl: /^image\//, overlayUrl: /^image\/jpeg/, mapUrl: /^image\/png/ };
      for (const [name, type] of Object.entries(types)) {
        const picture = await station.asKey(report[name as keyof typeof types] ?? '');
        expect({ name, status: picture.status }).toEqual({ name, status: 200 });
        expect(picture.headers.get('content-type')).toMatch(type);
        expect((await picture.arrayBuffer()).byteLength).toBe(Number(picture.headers.get('content-length')));
      }
    });

    it('with the good pictures that it looked most like, carried by the model that came in the package', async () => {
      const report = partReportSchema.parse(await (await upload(product.picture)).json());
      const { resemblances = [], modelSha256 } = report.tools[0] ?? {};
      expect(resemblances.length).toBeGreaterThan(0);
      const addresses = resemblances.flatMap(({ good }) => good.map(({ pictureUrl = '' }) => pictureUrl));
      for (const address of addresses) {
        const picture = await station.asKey(address);
        expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
        expect([...new Uint8Array(await picture.arrayBuffer()).subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
      }
      const others = [
        `${modelSha256}/pictures/99`,
        `${modelSha256}/pictures/-1`,
        `${'0'.repeat(64)}/pictures/0`,
        '../pictures/0',
      ];
      for (const other of others) expect((await station.asKey(`/api/v1/models/${other}`)).status).toBe(404);
    });

    it('does not count it as production', async () => {
      expect((await status()).counters.total).toBe(0);
    });

    it('tells who sends more than it can judge to wait', async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => upload(product.picture)));
      const refused = answers.filter(({ status: code }) => code !== 200);
      expect(refused.length).toBeGreaterThan(0);
      expect(answers.length - refused.length).toBeGreaterThanOrEqual(8);
      expect(new Set(refused.map(({ status: code, headers }) => `${code} ${headers.get('retry-after')}`))).toEqual(
        new Set(['429 1']),
      );
      expect(await refused[0]?.json()).toMatchObject({ code: 'BUSY' });
    });

    it('by no product that it does not know', async () => {
      expect((await upload(product.picture, { product: 'unknown' })).status).toBe(404);
    });
  });

  it('refuses another source while it inspects, and counts what it inspects', async () => {
    expect((await engineer.json('/api/v1/line/lot', 'POST', { lot: 'LOT 4' })).status).toBe(200);
    expect(await (await engineer.json('/api/v1/line/start', 'POST')).json()).toMatchObject({ state: 'running' });
    const answer = await engineer.json('/api/v1/line/source', 'POST', { source: simulated() });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, 'LINE_RUNNING']);
    await expect.poll(async () => (await status()).counters.total, { timeout: 60_000, interval: 100 }).toBeGreaterThan(6);
    await engineer.json('/api/v1/line/stop', 'POST');
    const { counters } = await status();
    expect(counters.ok + counters.review + counters.ng + counters.error).toBe(counters.total);
    const parts = await get<PartSummary[]>('/api/v1/parts/recent?limit=100');
    expect(parts).toHaveLength(counters.total);
    expect(new Set(parts.map(({ lot, operator }) => `${lot} ${operator}`))).toEqual(new Set(['LOT 4 engineer']));
  });

  it('exports exactly the rows that its filter finds', async () => {
    const { counters } = await status();
    const answer = await station.asKey('/api/v1/parts.csv?mode=production&verdict=fail&verdict=pass');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="passline-parts-.*\.csv"$/);
    const lines = (await answer.text()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + counters.ok + counters.ng);
    const { total } = await get<{ total: number }>('/api/v1/parts?mode=production&verdict=fail&verdict=pass&limit=1');
    expect(total).toBe(counters.ok + counters.ng);
  });

  it('sends a picture that has not changed once', async () => {
    const [part] = await get<PartSummary[]>('/api/v1/parts/recent?limit=1');
    const path = `/api/v1/parts/${part?.id}/map`;
    const first = await station.asKey(path);
    expect(first.headers.get('cache-control')).toContain('immutable');
    const again = await station.asKey(path, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
    expect((await station.asKey('/api/v1/parts/none/map')).status).toBe(404);
    expect((await station.asKey('/api/v1/frames/cam-1/999999')).status).toBe(404);
  });

  it('has small pictures for lists, also of parts that have left its memory', async () => {
    await station.stop();
    station = await startStation({ dataFolder: station.data });
    engineer = await signedIn(station, 'engineer');
    const [part] = await get<PartSummary[]>('/api/v1/parts/recent?limit=1');
    const thumb = await station.asKey(`/api/v1/parts/${part?.id}/picture?size=thumb`);
    expect([thumb.status, thumb.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  it('is after a restart what it was before', async () => {
    await station.restored;
    const { product: loaded, lot, camera, counters } = await status();
    expect(loaded).toMatchObject({ name: 'Flange', version: 1 });
    expect(lot).toBe('LOT 4');
    expect(camera.source).toEqual(simulated({ defectRate: 0.5 }));
    expect(counters.total).toBeGreaterThan(6);
    await expect.poll(async () => (await status()).state, { timeout: 60_000, interval: 100 }).toBe('stopped');
    await engineer.json('/api/v1/line/start', 'POST');
    await station.stop();
    station = await startStation({ dataFolder: station.data });
    await station.restored;
    await expect
      .poll(async () => (await status()).counters.total, { timeout: 60_000, interval: 100 })
      .toBeGreaterThan(counters.total);
  });

  it('knows the model of its product', async () => {
    const [listed] = await get<{ id: string; active: boolean }[]>('/api/v1/products');
    expect(listed?.active).toBe(true);
    const { model, recipe } = await get<{ model: object; recipe: object }>(`/api/v1/products/${listed?.id}`);
    expect(model).toHaveProperty('threshold.goodScores');
    expect(recipe).toMatchObject({ name: 'Flange' });
  });
});
