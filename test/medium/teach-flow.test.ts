import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Product } from '#shared/contract/products.ts';
import type { Status } from '#shared/contract/status.ts';
import type { OpenedDraft, TryResult } from '#shared/contract/draft.ts';
import type { GoldenSample } from '#shared/domain/golden-sample.ts';
import { signedIn, startStation, type TestStation } from './station-fixture.ts';
import { drafted, idsOf, savePlateSet, type Teacher, teacherOf } from './teach-fixture.ts';
import { needBackbone, plate, savePlates } from './vision-fixture.ts';

const patient = { timeout: 240_000 };

describe('teaching a product by API', patient, () => {
  let folder: string;
  let station: TestStation;
  let teacher: Teacher;
  let draft: OpenedDraft;

  beforeAll(async () => {
    await needBackbone();
    folder = await mkdtemp(join(tmpdir(), 'passline-teach-'));
    await savePlateSet(join(folder, 'set'));
    station = await startStation();
    teacher = teacherOf(await signedIn(station, 'engineer'));
  });
  afterAll(async () => {
    await station.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('begins with an empty draft', async () => {
    draft = await teacher.begin('Plate');
    expect(draft).toMatchObject({ name: 'Plate', productId: null, pictures: [], job: null, taught: null, createdBy: 'engineer' });
    expect(await (await teacher.browser.fetch('/api/v1/teach/drafts')).json()).toMatchObject([{ id: draft.id }]);
  });
  it('takes a picture, shows it and says its size a moment later', async () => {
    const [path = ''] = await savePlates(join(folder, 'one'), [plate(99)]);
    const answer = await teacher.upload(draft.id, path, 'unused');
    expect(answer.status).toBe(200);
    const picture = (await answer.json()) as OpenedDraft['pictures'][number];
    expect(picture).toMatchObject({ name: 'plate-000.png', label: 'unused', findings: [], score: null });
    draft = await teacher.settled(draft.id);
    expect(draft.pictures).toMatchObject([{ id: picture.id, width: 320, height: 240 }]);
    const address = `/api/v1/teach/drafts/${draft.id}/pictures/${picture.id}`;
    expect((await teacher.browser.fetch(address)).headers.get('content-type')).toBe('image/png');
    const thumb = await teacher.browser.fetch(`${address}?size=thumb`);
    expect(thumb.headers.get('content-type')).toBe('image/jpeg');
    expect((await thumb.arrayBuffer()).byteLength).toBeGreaterThan(1_000);
    expect((await teacher.browser.fetch(`${address}?size=view`)).headers.get('content-type')).toBe('image/png');
  });
  it.each([
    ['TIFF, which browsers do not', 'image/tiff', (from: Sharp) => from.tiff()],
    ['PNG with 16 bits, of which they see eight', 'image/png', (from: Sharp) => from.toColourspace('grey16').png()],
  ])('shows a %s, as one that they do', async (name, mime, write) => {
    const [path = ''] = await savePlates(join(folder, 'shown'), [plate(98)]);
    const file = join(folder, 'shown', 'plate.picture');
    await write(sharp(path)).toFile(file);
    const other = await teacher.begin(name);
    const { id } = (await (await teacher.upload(other.id, file, 'good')).json()) as OpenedDraft['pictures'][number];
    await teacher.settled(other.id);
    const address = `/api/v1/teach/drafts/${other.id}/pictures/${id}`;
    const types = ['', '?size=view'].map(async (size) =>
      (await teacher.browser.fetch(address + size)).headers.get('content-type'),
    );
    expect(await Promise.all(types)).toEqual([mime, 'image/jpeg']);
    expect((await teacher.browser.json(`/api/v1/teach/drafts/${other.id}`, 'DELETE')).ok).toBe(true);
  });
  it('takes a folder, labelled as its sub-folders are called', async () => {
    const { job } = await drafted(await teacher.post(draft.id, 'folder', { path: join(folder, 'set') }));
    expect(job).toMatchObject({ kind: 'add', failure: null });
    draft = await teacher.settled(draft.id);
    expect(draft.job).toMatchObject({ state: 'done', share: 1, skipped: 0 });
    expect(draft.counts).toMatchObject({ good: 12, bad: 3, unused: 1 });
    const bad = draft.pictures.filter(({ label }) => label === 'bad');
    expect(bad.map(({ defect }) => defect)).toEqual(['scratch', 'scratch', 'scratch']);
    expect(bad.map(({ name }) => name)).toContain('test/scratch/plate-000.png');
  });
  it('adds nothing twice', async () => {
    await drafted(await teacher.post(draft.id, 'folder', { path: join(folder, 'set', 'train') }));
    const again = await teacher.settled(draft.id);
    expect(again.job).toMatchObject({ state: 'done', skipped: 10 });
    expect(again.pictures).toHaveLength(16);
  });
  it('teaches in the background and tells how far it is', async () => {
    const { job } = await drafted(await teacher.post(draft.id, 'teach'));
    expect(job).toMatchObject({ kind: 'teach' });
    expect((await teacher.post(draft.id, 'teach')).status).toBe(429);
    const shares: number[] = [];
    await expect
      .poll(
        async () => {
          const now = await teacher.get(draft.id);
          shares.push(now.job?.share ?? 0);
          return now.job?.state;
        },
        { timeout: 200_000, interval: 20 },
      )
      .toBe('done');
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    draft = await teacher.get(draft.id);
    expect(draft.taught).toMatchObject({ good: 12, bad: 3, threshold: 0.5, outdated: false, falseRejectRate: 0.05 });
    // One kind alone cannot be told from others.
    expect(draft.taught?.card['kinds']).toMatchObject({ kinds: [{ name: 'scratch', pictures: 3 }], kept: false });
    const score = (label: string) => draft.pictures.filter((one) => one.label === label).map((one) => one.score ?? 0);
    expect(Math.min(...score('bad'))).toBeGreaterThan(Math.max(...score('good')));
  });
  it('judges a picture of the draft by what was taught, with its map', async () => {
    const [bad = ''] = idsOf(draft, ({ label }) => label === 'bad');
    const answer = await teacher.post(draft.id, `pictures/${bad}/try`, { threshold: 0.5 });
    const tried = (await answer.json()) as TryResult;
    expect(tried).toMatchObject({ failure: null, width: 320, height: 240 });
    expect(tried.score).toBeGreaterThan(0.5);
    expect(tried.defects.length).toBeGreaterThan(0);
    expect((await teacher.browser.fetch(tried.mapUrl ?? '')).headers.get('content-type')).toBe('image/png');
    expect((await teacher.browser.fetch(tried.pictureUrl ?? '')).headers.get('content-type')).toBe('image/jpeg');
  });
  it('keeps the line that somebody drew, of this model alone, and shows it to everybody', async () => {
    const address = `/api/v1/teach/drafts/${draft.id}`;
    const draw = (chosen: unknown, modelSha256 = draft.taught?.modelSha256) =>
      teacher.browser.json(address, 'PATCH', { line: { modelSha256, chosen } });
    const chosen = { threshold: 0.61, review: 0.4 };
    expect((await draw(chosen)).status).toBe(200);
    const other = teacherOf(await signedIn(station, 'engineer'));
    expect((await other.get(draft.id)).taught).toMatchObject({ threshold: 0.5, line: chosen, outdated: false });
    for (const wrong of [
      { threshold: 0.5, review: 0.5 },
      { threshold: 0, review: null },
      { threshold: 11, review: null },
    ])
      expect((await draw(wrong)).status).toBe(400);
    expect(await (await draw(chosen, 'f'.repeat(64))).json()).toMatchObject({ code: 'VERSION_OUTDATED' });
    expect((await teacher.get(draft.id)).taught).toMatchObject({ line: chosen });
    expect((await draw(null)).status).toBe(200);
    expect((await teacher.get(draft.id)).taught).toMatchObject({ line: null });
  });
  it('is outdated by another label, and is not once that is taken back', async () => {
    const [first = ''] = idsOf(draft, ({ label }) => label === 'good');
    const sorted = async (label: string) =>
      (await (await teacher.post(draft.id, 'label', { pictureIds: [first], label })).json()) as OpenedDraft;
    expect((await sorted('unused')).taught?.outdated).toBe(true);
    expect((await sorted('good')).taught?.outdated).toBe(false);
  });
  it('saves a new product and changes over to it; the line judges by it', async () => {
    const source = { kind: 'folder', path: join(folder, 'set', 'test', 'scratch'), mode: 'loop' };
    expect((await teacher.browser.json('/api/v1/line/source', 'POST', { source })).status).toBe(200);
    const answer = await teacher.post(draft.id, 'save', { name: 'Plate A', threshold: 0.5, comment: 'first', select: true });
    expect(answer.status).toBe(200);
    const product = (await answer.json()) as Product;
    expect(product).toMatchObject({ name: 'Plate A', number: 1, version: 1, active: true, createdBy: 'engineer' });
    const saved = (await (await teacher.browser.fetch(`/api/v1/products/${product.id}`)).json()) as { golden: GoldenSample[] };
    expect(saved.golden.map(({ expected }) => expected)).toEqual(['pass', 'pass', 'fail', 'fail', 'fail']);
    expect((await teacher.get(draft.id)).savedAs).toEqual({ productId: product.id, version: 1 });
    expect((await teacher.browser.json('/api/v1/line/start', 'POST')).status).toBe(200);
    const status = async () => (await (await teacher.browser.fetch('/api/v1/status')).json()) as Status;
    await expect.poll(async () => (await status()).counters.ng, { timeout: 60_000 }).toBeGreaterThan(0);
    expect((await status()).counters.ok).toBe(0);
  });
  it('answers who sends a picture while it teaches, and makes the next version of the product', async () => {
    await teacher.browser.json('/api/v1/line/stop', 'POST');
    const { id } = draft;
    await drafted(await teacher.browser.json(`/api/v1/teach/drafts/${id}`, 'PATCH', { falseRejectRate: 0.1 }));
    await drafted(await teacher.post(id, 'teach'));
    const running = async () => (await teacher.get(id)).job?.state === 'running';
    await expect.poll(running, { timeout: 60_000, interval: 20 }).toBe(true);
    const form = new FormData();
    form.append('photo', new File([await readFile(join(folder, 'set', 'test', 'scratch', 'plate-000.png'))], 'bad.png'));
    const report = await teacher.browser.fetch('/api/v1/inspections', { method: 'POST', body: form });
    expect(await report.json()).toMatchObject({ verdict: 'fail', recipeVersion: 1 });
    expect(await running()).toBe(true);
    draft = await teacher.settled(id);
    expect(draft).toMatchObject({ job: { state: 'done' }, taught: { falseRejectRate: 0.1, outdated: false } });
    const again = (await (await teacher.post(id, 'save', { name: 'Plate A', threshold: 0.6 })).json()) as Product;
    expect(again).toMatchObject({ id: draft.productId, number: 1, version: 2, threshold: 0.6 });
  });
});
