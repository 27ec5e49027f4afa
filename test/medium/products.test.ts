import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { packProduct, readPackage, writePackage } from '#main/learning/package.ts';
import { openRecords, verifyInThread } from '#main/records/index.ts';
import type { Product, ProductVersion } from '#shared/contract/products.ts';
import type { Status } from '#shared/contract/status.ts';
import type { PartSummary } from '#shared/domain/inspection.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import { simulated } from './engine-fixture.ts';
import { silent } from './records-fixture.ts';
import { type Browser, signedIn, startStation, type TestStation } from './station-fixture.ts';
import { type TaughtProduct, teachProduct } from './station-product.ts';

const scratch = mkdtempSync(join(tmpdir(), 'passline-products-'));
const data = join(scratch, 'data');
const flange = '0198c0de-0000-7000-8000-000000000001';
let taught: TaughtProduct;
let packageFile: string;
let station: TestStation;
let engineer: Browser;

const start = () => startStation({ dataFolder: data, source: simulated({ defectRate: 0 }) });
const ready = () => vi.waitUntil(async () => (await status()).blockers.length === 0, { timeout: 60_000, interval: 100 });

beforeAll(async () => {
  taught = await teachProduct();
  packageFile = join(scratch, 'flange.passline');
  await writePackage(packageFile, await draft());
  station = await startStation({ dataFolder: data, source: simulated({ defectRate: 0 }), packageFile });
  engineer = await signedIn(station, 'engineer');
  await station.restored;
  await ready();
}, 180_000);
afterAll(async () => {
  await station.remove();
  rmSync(scratch, { recursive: true, force: true });
});

/** The taught product as a package with two golden samples, its recipe changed. */
async function draft(change: Partial<Recipe> = {}) {
  const { recipe, manifest, modelBytes } = await readPackage(taught.packageFile);
  return {
    recipe: { ...recipe, ...change },
    createdAtUtc: manifest.createdAtUtc,
    writtenBy: 'test',
    model: { sha256: manifest.model.sha256, bytes: modelBytes },
    golden: [
      { name: 'good.png', expected: 'pass' as const, bytes: taught.picture },
      { name: 'Kratzer.bmp', expected: 'fail' as const, bytes: new TextEncoder().encode('BM not shown in a browser') },
    ],
  };
}

const read = async <T>(answer: Promise<Response> | Response): Promise<T> => (await (await answer).json()) as T;
const get = <T>(path: string, of = station) => read<T>(of.asKey(`/api/v1${path}`));
const status = () => get<Status>('/status');
const products = (query = '') => get<Product[]>(`/products${query}`);
const one = async (id = flange) => (await products('?retired=with')).find((product) => product.id === id);
const versions = (id = flange) => get<ProductVersion[]>(`/products/${id}/versions`);
const call = (path: string, body: object = {}) => engineer.json(`/api/v1/products/${path}`, 'POST', body);
const refusal = async (answer: Response) => [answer.status, (await read<{ code: string }>(answer)).code];
const send = (bytes: Uint8Array, to: Browser = engineer) => {
  const form = new FormData();
  form.append('package', new File([new Uint8Array(bytes)], 'a.passline'));
  form.append('comment', 'from the other line');
  return to.fetch('/api/v1/products/import', { method: 'POST', body: form });
};
const exported = async (id: string, query = '', by: Browser = engineer) => {
  const answer = await by.fetch(`/api/v1/products/${id}.passline${query}`);
  expect(answer.status).toBe(200);
  return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
};
/** Everything that an import could change. */
const everything = async () => ({
  products: await products('?retired=with'),
  models: readdirSync(join(data, 'models')),
  golden: readdirSync(join(data, 'golden')),
  uploads: readdirSync(join(data, 'uploads')),
});

describe('the products of a station', () => {
  it('are seen by whoever watches, with a picture, who brought the model and since when', async () => {
    const guest = await station.browser();
    const [product, ...others] = await read<Product[]>(guest.fetch('/api/v1/products'));
    expect(others).toEqual([]);
    expect(product).toMatchObject({
      id: flange,
      version: 1,
      active: true,
      lineVersion: 1,
      retired: false,
      reviewThreshold: null,
      modelBy: 'system',
      taughtAtUtc: expect.stringMatching(/Z$/),
    });
    const picture = await guest.fetch(product?.pictureUrl ?? '');
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await picture.arrayBuffer()).equals(taught.picture)).toBe(true);
    const again = await guest.fetch(product?.pictureUrl ?? '', {
      headers: { 'if-none-match': picture.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
    expect((await guest.fetch('/api/v1/products/nobody/picture')).status).toBe(404);
    expect((await guest.fetch(`/api/v1/products/${flange}.passline`)).status).toBe(401);
  });

  it('have their golden samples beside the recipe and the card of the model', async () => {
    const detail = await get<{ golden: object[]; recipe: Recipe }>(`/products/${flange}`);
    expect(detail.golden).toMatchObject([
      { name: 'good.png', expected: 'pass', bytes: taught.picture.length },
      { name: 'Kratzer.bmp', expected: 'fail' },
    ]);
  });
});

describe('a package that is foreign or damaged', () => {
  it.each([
    ['something else', async () => new TextEncoder().encode('PK but not really')],
    ['one that was cut off', async () => new Uint8Array(readFileSync(packageFile)).subarray(0, -100)],
    [
      'one with a byte changed inside a golden sample',
      async () => {
        const bytes = new Uint8Array(readFileSync(packageFile));
        const at = Buffer.from(bytes).indexOf('not shown in a browser');
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        return bytes;
      },
    ],
    [
      'one whose model is none, although every hash fits',
      async () => {
        const whole = await draft({ productId: 'other', number: 50 });
        return packProduct({ ...whole, model: { ...whole.model, bytes: new TextEncoder().encode('no model') } });
      },
    ],
    [
      'one whose model was exchanged for another under its name',
      async () => {
        const whole = await draft();
        const bytes = whole.model.bytes.slice();
        bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
        return packProduct({ ...whole, model: { ...whole.model, bytes } });
      },
    ],
  ])('is refused, and nothing has changed: %s', async (_what, make) => {
    const before = await everything();
    expect(await refusal(await send(await make()))).toEqual([422, 'PACKAGE_INVALID']);
    expect(await everything()).toEqual(before);
  });
});

describe('a change of a recipe', () => {
  it('is a new version with what changed, who changed it and why; the line goes on with the one it has', async () => {
    const change = {
      name: 'Flange 40',
      limits: { frameAgeMs: 9_000 },
      tools: [{ id: 'anomaly', threshold: 5, reviewThreshold: 4 }],
    };
    const answer = await call(`${flange}/versions`, { basedOn: 1, change, comment: ' too strict ' });
    expect(await read<Product>(answer)).toMatchObject({ version: 2, lineVersion: 1, threshold: 5, reviewThreshold: 4 });
    const [second, first] = await versions();
    expect(first).toMatchObject({ version: 1, changes: null, createdBy: 'system', golden: 2 });
    expect(second).toMatchObject({ version: 2, createdBy: 'engineer', comment: 'too strict', golden: 2 });
    expect(second?.changes?.map(({ field, before, after }) => [field, before, after])).toEqual([
      ['name', 'Flange', 'Flange 40'],
      ['frameAge', 10_000, 9_000],
      ['threshold', 0.5, 5],
      ['reviewThreshold', null, 4],
    ]);
    expect((await status()).product).toMatchObject({ version: 1, threshold: 0.5 });
    expect((await one())?.modelBy).toBe('system');
  });

  it.each([
    ['by somebody who saw an older version', { basedOn: 1, change: { name: 'B' } }, [409, 'VERSION_OUTDATED']],
    ['of a version that never was', { basedOn: 9, change: { name: 'B' } }, [404, 'NOT_FOUND']],
    ['that makes no sense', { basedOn: 2, change: { tools: [{ id: 'anomaly', threshold: 3 }] } }, [400, 'BAD_REQUEST']],
    ['that is out of bounds', { basedOn: 2, change: { number: 10_000 } }, [400, 'BAD_REQUEST']],
  ])('is refused %s', async (_what, body, code) => {
    const before = await everything();
    expect(await refusal(await call(`${flange}/versions`, body))).toEqual(code);
    expect(await everything()).toEqual(before);
  });

  it('is put on the running line by changing over: the part in progress is finished by the old version', async () => {
    expect((await engineer.json('/api/v1/line/start', 'POST')).status).toBe(200);
    const total = async () => (await status()).counters.total;
    await expect.poll(total, { timeout: 60_000, interval: 50 }).toBeGreaterThan(3);
    expect(await read<Product>(call(`${flange}/select`))).toMatchObject({ active: true, version: 2, lineVersion: 2 });
    expect((await status()).product).toMatchObject({ version: 2, threshold: 5, reviewThreshold: 4 });
    const atChange = await total();
    await expect.poll(total, { timeout: 60_000, interval: 50 }).toBeGreaterThan(atChange + 3);
    await engineer.json('/api/v1/line/stop', 'POST');
    const parts = (await get<PartSummary[]>('/parts/recent?limit=100')).toReversed();
    const judgedBy = parts.map(({ recipeVersion, threshold }) => `v${recipeVersion} at ${threshold}`);
    expect([...new Set(judgedBy)]).toEqual(['v1 at 0.5', 'v2 at 5']);
    expect(judgedBy).toEqual(judgedBy.toSorted());
    expect(parts.filter(({ verdict }) => verdict === 'error')).toEqual([]);
    expect(parts).toHaveLength(await total());
  });

  it('does not reach the line by a restart of the station either', async () => {
    const { version } = await read<Product>(call(`${flange}/versions`, { basedOn: 2, change: { name: 'Flange 41' } }));
    expect(version).toBe(3);
    await station.stop();
    station = await start();
    engineer = await signedIn(station, 'engineer');
    await station.restored;
    await ready();
    expect((await status()).product).toMatchObject({ version: 2, name: 'Flange 40' });
    expect(await one()).toMatchObject({ version: 3, lineVersion: 2 });
  });
});

describe('restoring an old version', () => {
  it('makes a new one that equals it and says so', async () => {
    expect(await read<Product>(call(`${flange}/restore`, { version: 1 }))).toMatchObject({ version: 4, name: 'Flange' });
    const [fourth, , , first] = await versions();
    expect(fourth?.recipe).toEqual(first?.recipe);
    expect(fourth).toMatchObject({ sha256: first?.sha256, comment: 'Version 1 restored', createdBy: 'engineer' });
  });

  it('is nothing where it is the newest already, and refused for one that never was', async () => {
    expect(await read<Product>(call(`${flange}/restore`, { version: 1 }))).toMatchObject({ version: 4 });
    expect(await refusal(await call(`${flange}/restore`, { version: 77 }))).toEqual([404, 'NOT_FOUND']);
  });
});

describe('a duplicate', () => {
  let copy: Product;

  it('is another product with its own name, a free number and the same golden samples', async () => {
    copy = await read<Product>(call(`${flange}/duplicate`, { name: 'Flange left' }));
    expect(copy).toMatchObject({ name: 'Flange left', number: 2, version: 1, active: false, lineVersion: null });
    expect(copy.id).not.toBe(flange);
    const [first] = await versions(copy.id);
    expect(first).toMatchObject({ comment: 'Duplicate of Flange, version 4', golden: 2 });
  });

  it('cannot take the number of another product, nor bring an old one back that was given away', async () => {
    expect(await refusal(await call(`${copy.id}/versions`, { basedOn: 1, change: { number: 1 } }))).toEqual([
      409,
      'NUMBER_TAKEN',
    ]);
    await call(`${copy.id}/versions`, { basedOn: 1, change: { number: 9 } });
    const other = await read<Product>(call(`${flange}/duplicate`, { name: 'Flange right' }));
    expect(other.number).toBe(2);
    expect(await refusal(await call(`${copy.id}/restore`, { version: 1 }))).toEqual([409, 'NUMBER_TAKEN']);
    await call(`${other.id}/retire`);
  });

  it('is retired: in no list, on no line, its number kept, until it is brought back', async () => {
    expect(await refusal(await call(`${flange}/retire`))).toEqual([409, 'PRODUCT_ACTIVE']);
    expect(await read<Product>(call(`${copy.id}/retire`, { comment: 'no orders' }))).toMatchObject({ retired: true });
    expect((await products()).map(({ id }) => id)).toEqual([flange]);
    expect(await refusal(await call(`${copy.id}/select`))).toEqual([409, 'PRODUCT_RETIRED']);
    expect((await versions(copy.id)).length).toBe(2);
    expect(await read<Product>(call(`${copy.id}/bring-back`))).toMatchObject({ retired: false, number: 9 });
    expect((await products()).map(({ id }) => id)).toEqual([flange, copy.id]);
  });

  it('comes back when its package is imported again', async () => {
    const { bytes } = await exported(copy.id);
    await call(`${copy.id}/retire`);
    expect(await read<Product>(send(bytes))).toMatchObject({ id: copy.id, retired: false, version: 2 });
  });
});

describe('a product that is exported', () => {
  it('is a package of recipe, model and golden samples, the same each time, and that of an old version as it was', async () => {
    const { answer, bytes } = await exported(flange, '?version=2');
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="Flange 40 v2.passline"; filename*=UTF-8''Flange%2040%20v2.passline`,
    );
    const read2 = await readPackage(bytes);
    expect(read2.recipe).toMatchObject({ name: 'Flange 40', number: 1 });
    const wanted = await draft();
    expect(read2.golden.map(({ name, expected, bytes: file }) => [name, expected, Buffer.from(file)])).toEqual(
      wanted.golden.map(({ name, expected, bytes: file }) => [name, expected, Buffer.from(file)]),
    );
    expect(Buffer.compare(read2.modelBytes, wanted.model.bytes)).toBe(0);
    expect(Buffer.compare((await exported(flange, '?version=2')).bytes, bytes)).toBe(0);
    expect((await engineer.fetch(`/api/v1/products/${flange}.passline?version=no`)).status).toBe(400);
    expect((await engineer.fetch(`/api/v1/products/${flange}.passline?version=99`)).status).toBe(404);
  });

  it('is on another station what it was here, golden samples too, and a new version where it was before', async () => {
    const { bytes } = await exported(flange, '?version=2');
    const other = await startStation();
    try {
      const there = await signedIn(other, 'engineer');
      expect(await read<Product>(send(bytes, there))).toMatchObject({ id: flange, version: 1, name: 'Flange 40' });
      expect(await read<Product>(send(readFileSync(packageFile), there))).toMatchObject({ version: 2, name: 'Flange' });
      const [second, first] = await get<ProductVersion[]>(`/products/${flange}/versions`, other);
      expect([first?.comment, second?.createdBy]).toEqual(['from the other line', 'engineer']);
      expect(second?.changes?.map(({ field }) => field)).toEqual(['name', 'frameAge', 'threshold', 'reviewThreshold']);
      const back = await exported(flange, '?version=1', there);
      const [here, again] = [await readPackage(bytes), await readPackage(back.bytes)];
      expect(again.recipe).toEqual(here.recipe);
      expect(again.golden).toEqual(here.golden);
    } finally {
      await other.remove();
    }
  });

  it('that was asked for at the start and cannot be had leaves the line without one, rather than with the demo', async () => {
    const damaged = join(scratch, 'damaged.passline');
    writeFileSync(damaged, readFileSync(packageFile).subarray(0, -100));
    const other = await startStation({ packageFile: damaged, demo: true, source: simulated() });
    try {
      await other.restored;
      const { product, state, blockers } = await get<Status>('/status', other);
      expect({ product, state, blockers: blockers.map(({ code }) => code) }).toEqual({
        ...{ product: null, state: 'not_ready' },
        blockers: expect.arrayContaining(['NO_PRODUCT']),
      });
    } finally {
      await other.remove();
    }
  });

  it('gets the next free number where its own belongs to another product', async () => {
    const bytes = await packProduct({ ...(await draft({ productId: 'washer', name: 'Washer' })), golden: [] });
    const imported = await read<Product>(send(bytes));
    expect(imported).toMatchObject({ id: 'washer', number: 3 });
    const picture = await station.asKey(imported.pictureUrl);
    expect(picture.status).toBe(404);
  });
});

it('every change is in the audit trail, and the records still prove', async () => {
  await station.stop();
  const records = await openRecords({ dataFolder: data, log: silent });
  const trail = await records.auditTrail({ before: null, limit: 100 });
  await records.close();
  const byEngineer = trail.filter(({ actor }) => actor === 'engineer').map(({ action }) => action);
  expect(new Set(byEngineer)).toEqual(
    new Set([
      ...['recipe.saved', 'product.selected', 'product.retired', 'product.brought_back', 'product.exported'],
      ...['golden.changed', 'line.started', 'line.stopped', 'user.signed_in'],
    ]),
  );
  expect(await verifyInThread({ dataFolder: data, pictures: true })).toMatchObject({ ok: true, problems: [] });
});
