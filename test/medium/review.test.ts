import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readPackage, writePackage } from '#main/learning/package.ts';
import { openRecords } from '#main/records/index.ts';
import type { Reinspection } from '#shared/contract/review.ts';
import type { Status } from '#shared/contract/status.ts';
import type { PartReport, PartSummary } from '#shared/domain/inspection.ts';
import { reject, silent } from './records-fixture.ts';
import { type Browser, signedIn, startStation, type TestStation } from './station-fixture.ts';
import { type TaughtProduct, teachProduct } from './station-product.ts';

const data = mkdtempSync(join(tmpdir(), 'passline-review-'));
const rejected = reject();
let station: TestStation;
let operator: Browser;

const get = async <T>(path: string) => (await (await station.asKey(path)).json()) as T;
const report = (id: string) => get<PartReport>(`/api/v1/parts/${id}`);

/** The record of one rejected production part, then the station over it. */
async function openReviewed(packageFile?: string): Promise<void> {
  const records = await openRecords({ dataFolder: data, log: silent });
  await records.commitPart(rejected);
  await records.close();
  station = await startStation({ dataFolder: data, ...(packageFile === undefined ? {} : { packageFile }) });
  operator = await signedIn(station, 'operator');
}

let product: TaughtProduct;
beforeAll(async () => {
  product = await teachProduct();
  await openReviewed(product.packageFile);
  await station.restored;
  await vi.waitUntil(async () => (await get<Status>('/api/v1/status')).product !== null, { timeout: 60_000, interval: 100 });
}, 180_000);
afterAll(async () => {
  await station.remove();
  rmSync(data, { recursive: true, force: true });
});

describe('re-judging a part', () => {
  const address = `/api/v1/parts/${rejected.id}/rejudgement`;
  const falseReject = { verdict: 'pass', reason: 'FALSE_REJECT', comment: ' dust ' };

  it('is refused to a program: somebody has to answer for it', async () => {
    const answer = await station.asKey(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(falseReject),
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'FORBIDDEN' });
    expect((await report(rejected.id)).rejudgements).toEqual([]);
  });

  it.each([
    ['a reason that contradicts the verdicts', 400, { verdict: 'fail', reason: 'FALSE_REJECT' }],
    ['a reason that nobody knows', 400, { verdict: 'fail', reason: 'MONDAY' }],
    ['a verdict that leaves it open', 400, { verdict: 'review', reason: 'OTHER' }],
  ])('is refused for %s', async (_what, status, body) => {
    expect((await operator.json(address, 'POST', body)).status).toBe(status);
    expect((await report(rejected.id)).rejudgements).toEqual([]);
  });

  it('is refused for a part that is not there', async () => {
    expect((await operator.json('/api/v1/parts/nobody/rejudgement', 'POST', falseReject)).status).toBe(404);
  });

  it('takes the part out of the queue, keeps its verdict, and tells every page', async () => {
    const waiting = await get<{ parts: PartSummary[] }>('/api/v1/review/queue?order=oldest&limit=5');
    expect(waiting.parts.map((part) => part.id)).toEqual([rejected.id]);
    expect(await get('/api/v1/review/summary')).toMatchObject({ waiting: { total: 1, fail: 1 } });

    const stream = await station.asKey('/api/v1/events');
    const answer = await operator.json(address, 'POST', falseReject);
    expect(answer.status).toBe(200);
    const said = { verdict: 'pass', reason: 'FALSE_REJECT', comment: 'dust', by: 'operator' };
    expect(await answer.json()).toMatchObject({ verdict: 'fail', reason: 'ANOMALY', rejudgement: said });
    expect(await untilTold(stream, 'rejudged')).toMatchObject({ partId: rejected.id, rejudgement: said });

    expect(await get('/api/v1/review/queue')).toEqual({ parts: [], nextCursor: null });
    expect(await get('/api/v1/review/summary')).toMatchObject({
      waiting: { total: 0 },
      rejudged: { total: 1, falseRejects: 1, confirmed: 0, escapes: 0 },
    });
    expect((await get<Status>('/api/v1/status')).counters).toMatchObject({ total: 1, ng: 1, ok: 0 });
    const found = await get<{ parts: PartSummary[] }>('/api/v1/parts?rejudged=pass');
    expect(found.parts.map((part) => part.id)).toEqual([rejected.id]);
  });
});

describe('judging a stored picture again', () => {
  const reinspect = (id: string, body: object) => operator.json(`/api/v1/parts/${id}/reinspect`, 'POST', body);
  const reinspected = async (id: string, body: object) => {
    const answer = await reinspect(id, body);
    expect(answer.status).toBe(200);
    return (await answer.json()) as Reinspection;
  };
  const judge = async (): Promise<PartReport> => {
    const form = new FormData();
    form.append('photo', new File([product.picture], 'part.png', { type: 'image/png' }));
    const part = (await (await station.asKey('/api/v1/inspections', { method: 'POST', body: form })).json()) as PartReport;
    await vi.waitUntil(async () => (await report(part.id)).pictures.every((picture) => picture.state === 'stored'), {
      timeout: 30_000,
      interval: 100,
    });
    return report(part.id);
  };
  let passed: PartReport;
  let failed: PartReport;

  beforeAll(async () => {
    passed = await judge();
    // The same product, stricter than any part can be: its second version.
    const read = await readPackage(product.packageFile);
    const strict = structuredClone(read.recipe);
    for (const tool of strict.views.flatMap((view) => view.tools)) tool.threshold = -10;
    const packageFile = join(data, 'strict.passline');
    await writePackage(packageFile, {
      recipe: strict,
      createdAtUtc: '2026-01-02T00:00:00.000Z',
      writtenBy: 'test',
      model: { sha256: read.manifest.model.sha256, bytes: read.modelBytes },
      golden: [],
    });
    const engineer = await signedIn(station, 'engineer');
    const form = new FormData();
    form.append('package', new File([new Uint8Array(readFileSync(packageFile))], 'strict.passline'));
    expect((await engineer.fetch('/api/v1/products/import', { method: 'POST', body: form })).status).toBe(200);
    expect((await engineer.json(`/api/v1/products/${read.recipe.productId}/select`, 'POST', {})).status).toBe(200);
    failed = await judge();
  }, 120_000);

  it('gives the very same score from a picture that was kept without loss, whatever the version decides of it', async () => {
    expect(failed).toMatchObject({ verdict: 'fail', recipeVersion: 2 });
    const again = await reinspected(failed.id, {});
    expect(again).toMatchObject({
      version: 2,
      verdict: 'fail',
      lossless: true,
      intact: true,
      score: failed.score,
      threshold: -10,
    });
    const older = await reinspected(failed.id, { version: 1 });
    expect(older).toMatchObject({ version: 1, verdict: 'pass', score: failed.score, threshold: 0.5 });
    expect(older.original).toEqual({ verdict: 'fail', score: failed.score, threshold: -10, recipeVersion: 2 });
    const map = await station.asKey(older.mapUrl ?? '');
    expect([map.status, map.headers.get('content-type')]).toEqual([200, 'image/png']);
    await map.body?.cancel();
  });

  it('says that only a JPEG was left', async () => {
    expect(passed.verdict).toBe('pass');
    expect(await reinspected(passed.id, { version: 2 })).toMatchObject({ verdict: 'fail', lossless: false, intact: true });
  });

  it('records nothing and changes nothing', async () => {
    const before = await report(failed.id);
    const { total } = await get<{ total: number }>('/api/v1/parts');
    await reinspected(failed.id, { version: 1 });
    expect(await report(failed.id)).toEqual(before);
    expect(await get('/api/v1/parts')).toMatchObject({ total });
  });

  it('is refused where there is no such version, and where no picture was kept', async () => {
    expect((await reinspect(failed.id, { version: 9 })).status).toBe(404);
    expect((await reinspect(failed.id, { productId: 'nobody' })).status).toBe(404);
    const without = await reinspect(rejected.id, { productId: passed.productId });
    expect([without.status, await without.json()]).toMatchObject([404, { message: expect.stringContaining('not kept') }]);
  });

  it('says that the file is not the one that was recorded', async () => {
    const folder = failed.judgedAtUtc.slice(0, 10).replaceAll('-', '/');
    appendFileSync(join(data, 'pictures', folder, `${failed.id}.full.png`), 'x');
    expect(await reinspected(failed.id, { version: 1 })).toMatchObject({ intact: false, verdict: 'pass' });
  });
});

/** Reads the event stream until an event of that type comes. */
async function untilTold(stream: Response, type: string): Promise<unknown> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const events = text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));
    for (const event of events.slice(0, text.endsWith('\n\n') ? undefined : -1)) {
      const parsed = JSON.parse(event) as { type: string };
      if (parsed.type === type) return parsed;
    }
  }
  return null;
}
