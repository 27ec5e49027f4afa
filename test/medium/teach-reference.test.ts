import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePng } from '#main/vision/index.ts';
import type { Product } from '#shared/contract/products.ts';
import type { DraftPicture, OpenedDraft, TryResult } from '#shared/contract/draft.ts';
import type { GoldenSample } from '#shared/domain/golden-sample.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import type { Region } from '#shared/domain/region.ts';
import { board, label, photograph, type PrintedPart } from './printed-parts.ts';
import { signedIn, startStation, type TestStation } from './station-fixture.ts';
import { drafted, type Teacher, teacherOf } from './teach-fixture.ts';

const size = { width: 240, height: 200 };
const part = board(8, size);
const spoilt = (x: number, y: number): PrintedPart => ({
  ...part,
  shapes: [...part.shapes, { kind: 'disc', x, y, radius: 5, colour: [235, 60, 60] }],
});

describe('a product that is compared with one of its pictures, taught by API', { timeout: 240_000 }, () => {
  let folder: string;
  let station: TestStation;
  let teacher: Teacher;
  let draft: OpenedDraft;
  let reference: DraftPicture;

  const picture = async (name: string, image: Parameters<typeof encodePng>[0]) => {
    const path = join(folder, `${name}.png`);
    await writeFile(path, await encodePng(image));
    return path;
  };
  const added = async (name: string, image: Parameters<typeof encodePng>[0], as = 'good') =>
    (await (await teacher.upload(draft.id, await picture(name, image), as)).json()) as DraftPicture;
  const change = (what: unknown) => teacher.browser.json(`/api/v1/teach/drafts/${draft.id}`, 'PATCH', what);
  const taught = async () => {
    await drafted(await teacher.post(draft.id, 'teach'));
    draft = await teacher.settled(draft.id);
    return draft;
  };
  const tried = async (path: string) => {
    const form = new FormData();
    form.append('threshold', '0.5');
    form.append('picture', new File([await readFile(path)], 'tried.png'));
    const answer = await teacher.browser.fetch(`/api/v1/teach/drafts/${draft.id}/try`, { method: 'POST', body: form });
    return (await answer.json()) as TryResult;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passline-teach-reference-'));
    station = await startStation();
    teacher = teacherOf(await signedIn(station, 'engineer'));
    const answer = await teacher.browser.json('/api/v1/teach/drafts', 'POST', { name: 'Board', method: 'reference' });
    draft = (await answer.json()) as OpenedDraft;
  });
  afterAll(async () => {
    await station.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('is not taught before a picture is chosen, and only a picture of the draft can be', async () => {
    expect(draft).toMatchObject({ method: 'reference', reference: null });
    reference = await added('reference', photograph(part, { noise: 1 }), 'bad');
    expect((await taught()).job).toMatchObject({ state: 'failed', failure: { code: 'NO_REFERENCE' } });
    for (const wrong of ['f'.repeat(64), '../draft.json']) expect((await change({ reference: wrong })).status).toBe(400);
    expect((await change({ method: 'anomaly', reference: reference.id })).status).toBe(400);
    expect(await teacher.get(draft.id)).toMatchObject({ method: 'reference', reference: null });
  });
  it('counts the chosen one among no others, whatever is said of it afterwards', async () => {
    await drafted(await change({ reference: reference.id }));
    await teacher.post(draft.id, 'label', { pictureIds: [reference.id], label: 'bad' });
    draft = await teacher.settled(draft.id);
    expect(draft).toMatchObject({ reference: reference.id, counts: { good: 0, bad: 0, unused: 0 } });
    expect(draft.pictures).toMatchObject([{ id: reference.id, label: 'good' }]);
  });
  it('is taught by that one picture, with what is to be ignored on it', async () => {
    const corner = [
      { x: 0.7, y: 0.7 },
      { x: 0.95, y: 0.7 },
      { x: 0.95, y: 0.95 },
      { x: 0.7, y: 0.95 },
    ];
    const regions: Region[] = [{ id: 'date', kind: 'ignore', polygon: corner, sensitivity: 1 }];
    await drafted(await change({ regions }));
    expect((await taught()).job).toMatchObject({ state: 'done', share: 1 });
    expect(draft.taught).toMatchObject({ method: 'reference', good: 0, bad: 0, threshold: 0.5, outdated: false });
    const [good, bad, ignored, other] = [
      await tried(await picture('good', photograph(part, { noise: 2, turnDeg: 1, seed: 2 }))),
      await tried(await picture('inked', photograph(spoilt(120, 100), { seed: 3 }))),
      await tried(await picture('dated', photograph(spoilt(200, 165), { seed: 4 }))),
      await tried(await picture('other', photograph(label(9, size)))),
    ];
    expect(good.score).toBeLessThan(0.5);
    expect(bad.score).toBeGreaterThan(0.5);
    expect(bad.defects).toHaveLength(1);
    expect(ignored).toMatchObject({ defects: [], failure: null });
    expect(other).toMatchObject({ score: null, failure: { reason: 'PART_NOT_FOUND' } });
  });
  it('is outdated by another reference and by pictures that check it, and then says how they score', async () => {
    for (const seed of [5, 6]) await added(`good-${seed}`, photograph(part, { noise: 2, seed }));
    const bad = await added('bad', photograph(spoilt(60, 60), { seed: 7 }), 'bad');
    expect((await teacher.get(draft.id)).taught?.outdated).toBe(true);
    await taught();
    expect(draft).toMatchObject({ counts: { found: 0 }, taught: { good: 2, bad: 1, outdated: false } });
    const scored = draft.pictures.map(({ id, score }) => [id, score === null ? null : score >= 0.5]);
    expect(Object.fromEntries(scored)).toMatchObject({ [reference.id]: null, [bad.id]: true });
    const [other] = draft.pictures.filter(({ name }) => name === 'good-5.png');
    await drafted(await change({ reference: other?.id }));
    expect(await teacher.get(draft.id)).toMatchObject({ taught: { outdated: true }, counts: { good: 2, bad: 1 } });
    await drafted(await change({ reference: reference.id }));
    expect((await teacher.get(draft.id)).taught?.outdated).toBe(false);
  });
  it('is saved as a recipe that compares, with the regions and golden samples', async () => {
    const product = (await (await teacher.post(draft.id, 'save', { name: 'Board', threshold: 0.5 })).json()) as Product;
    const saved = (await (await teacher.browser.fetch(`/api/v1/products/${product.id}`)).json()) as {
      recipe: Recipe;
      golden: GoldenSample[];
    };
    expect(saved.golden.map(({ expected }) => expected)).toEqual(['pass', 'pass', 'fail']);
    expect(saved.recipe).toMatchObject({
      views: [{ tools: [{ id: 'reference', kind: 'reference', regions: [{ id: 'date' }] }] }],
      limits: { judgeTimeoutMs: 5_000 },
    });
    const next = await teacher.begin('Board, again', product.id);
    expect(next.method).toBe('reference');
  });
  it('fails by name where the reference shows nothing that could be found again', async () => {
    const blank = { ...size, data: new Uint8Array(size.width * size.height * 3).fill(200) };
    const { id } = await added('blank', blank);
    await drafted(await change({ reference: id }));
    expect((await taught()).job).toMatchObject({ state: 'failed', failure: { code: 'REFERENCE_UNSUITABLE' } });
    expect(draft.taught).toMatchObject({ method: 'reference', outdated: true });
    await teacher.post(draft.id, 'remove-pictures', { pictureIds: [id] });
    expect((await teacher.get(draft.id)).reference).toBeNull();
    await drafted(await change({ method: 'anomaly' }));
    expect(await teacher.get(draft.id)).toMatchObject({ method: 'anomaly', reference: null, counts: { good: 3 } });
  });
});
