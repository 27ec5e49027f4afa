import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PasslineError } from '#shared/contract/errors.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import { installModel, packProduct, readPackage, writePackage } from '#main/learning/package.ts';

const modelSha256 = 'a'.repeat(64);
const recipe: Recipe = {
  schema: 1,
  productId: '0198f1a0-0000-7000-8000-000000000001',
  number: 7,
  name: 'Flansch Größe 50',
  views: [
    {
      id: 'top',
      tools: [{ id: 'surface', kind: 'anomaly', modelSha256, threshold: 0.5, reviewThreshold: null, minDefectAreaPx: 0 }],
    },
  ],
  trigger: { mode: 'free', periodMs: 900 },
  limits: { frameAgeMs: 1000, frameTimeoutMs: 2000, judgeTimeoutMs: 2000 },
  pictures: { passes: 'jpeg', jpegQuality: 85, crops: true, retentionDays: 90 },
};
const model = { sha256: modelSha256, bytes: Uint8Array.from({ length: 60_000 }, (_, i) => (i * 31) % 251) };
const golden = [
  { name: 'good 1.PNG', expected: 'pass' as const, bytes: strToU8('first picture') },
  { name: 'кривой.jpeg', expected: 'fail' as const, bytes: strToU8('second picture') },
];
const draft = { recipe, createdAtUtc: '2026-01-02T03:04:05.000Z', writtenBy: '0.1.0', model, golden };

let folder: string;
let whole: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  whole = await packProduct(draft);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The package with entries changed, its manifest left as it is. */
function altered(change: (files: Record<string, Uint8Array>) => void): Uint8Array {
  const files = unzipSync(whole);
  change(files);
  return zipSync(files, { level: 0 });
}

/** The package with its manifest rewritten to fit, as a forger would. */
function forged(change: (files: Record<string, Uint8Array>, manifest: Record<string, unknown>) => void): Uint8Array {
  return altered((files) => {
    const manifest = JSON.parse(new TextDecoder().decode(files['manifest.json'])) as Record<string, unknown>;
    change(files, manifest);
    manifest.entries = Object.entries(files)
      .filter(([name]) => name !== 'manifest.json')
      .map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }));
    files['manifest.json'] = strToU8(JSON.stringify(manifest));
  });
}

async function refusal(bytes: Uint8Array | string): Promise<string> {
  const error = await readPackage(bytes).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PasslineError))
    throw new Error('the package was accepted, or refused in an unknown way', { cause: error });
  expect(error.code).toBe('PACKAGE_INVALID');
  return error.detail ?? '';
}

/** A zip written by hand: its directory says what it is told to say. */
function rawZip(entry: { name: string; packed: Uint8Array; method: number; claimedBytes: number }): Uint8Array {
  const name = Buffer.from(entry.name, 'latin1');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const directory = Buffer.alloc(46);
  directory.writeUInt32LE(0x02014b50, 0);
  directory.writeUInt16LE(entry.method, 10);
  directory.writeUInt32LE(entry.packed.length, 20);
  directory.writeUInt32LE(entry.claimedBytes, 24);
  directory.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + entry.packed.length, 16);
  return Buffer.concat([local, name, entry.packed, directory, name, end]);
}

describe('a product package that is not what it should be is refused', () => {
  it('when any byte of it is changed', async () => {
    for (let offset = 0; offset < whole.length; offset += 211) {
      const damaged = whole.slice();
      damaged[offset] = (damaged[offset] ?? 0) ^ 0x41;
      const read = await readPackage(damaged).catch((error: unknown) => error);
      if (read instanceof PasslineError) continue;
      // Dates and flags in the headers of a zip carry nothing: what was read must then be exactly what was written.
      expect(read, `byte ${offset}`).toEqual(await readPackage(whole));
    }
  });
  it('when it is cut off anywhere, or has something behind it', async () => {
    for (let length = 0; length < whole.length; length += 997)
      expect(await refusal(whole.subarray(0, length))).toContain('not a whole zip');
    expect(await refusal(whole.subarray(0, whole.length - 1))).toContain('not a whole zip');
    expect(await refusal(Buffer.concat([whole, Buffer.from('x')]))).toContain('not a whole zip');
  });
  it('when it is something else', async () => {
    expect(await refusal(strToU8('hello'))).toContain('not a whole zip');
    expect(await refusal(folder)).toContain('not a file');
    expect(await refusal(join(folder, 'nothing.passline'))).toContain('ENOENT');
  });
  it('when another model was put in', async () => {
    const other = new Uint8Array(60_000).fill(9);
    expect(await refusal(altered((files) => Object.assign(files, { [`model/${modelSha256}.model`]: other })))).toContain(
      'not the file that the manifest names',
    );
  });
  it('when the recipe asks for another model than the one inside', async () => {
    const changed = forged((files) => {
      files['recipe.json'] = strToU8(JSON.stringify(recipe).replace(modelSha256, 'b'.repeat(64)));
    });
    expect(await refusal(changed)).toContain('asks for another model');
  });
  it('when the recipe does not make sense', async () => {
    const changed = forged((files) => {
      files['recipe.json'] = strToU8(JSON.stringify({ ...recipe, number: 0 }));
    });
    expect(await refusal(changed)).toContain('recipe.json: number');
  });
  it('when an entry is missing, is not listed, or is listed and not there', async () => {
    expect(await refusal(altered((files) => delete files['recipe.json']))).toContain('recipe.json is missing');
    expect(await refusal(altered((files) => delete files['manifest.json']))).toContain('manifest.json is missing');
    expect(await refusal(altered((files) => Object.assign(files, { 'golden/extra.png': strToU8('x') })))).toContain(
      'not in the manifest',
    );
  });
  it.each([
    '../evil',
    'model/../../evil.model',
    '/etc/passwd',
    'golden/..png',
    'golden/a/b.png',
    'C:\\evil.png',
    'golden\\a.png',
    'golden/a.png\0',
  ])('when an entry is called %j', async (name) => {
    expect(await refusal(rawZip({ name, packed: strToU8('x'), method: 0, claimedBytes: 1 }))).toContain('does not belong there');
  });
  it('when it says that it unpacks to more than is allowed', async () => {
    const packed = deflateRawSync(Buffer.alloc(1024));
    expect(await refusal(rawZip({ name: 'manifest.json', packed, method: 8, claimedBytes: 600 * 1024 * 1024 }))).toContain(
      'more than is allowed',
    );
  });
  it('when it unpacks to more than it says, without unpacking it', async () => {
    const packed = deflateRawSync(Buffer.alloc(300 * 1024 * 1024));
    const before = process.memoryUsage().rss;
    expect(await refusal(rawZip({ name: 'manifest.json', packed, method: 8, claimedBytes: 100 }))).toContain(
      'cannot be unpacked',
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });
  it('when it has too many entries', async () => {
    const files = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`golden/${index}.png`, strToU8('x')]));
    expect(await refusal(zipSync(files))).toContain('201 entries');
  });
  it('when a name stands in it twice', async () => {
    const two = Buffer.from(zipSync({ 'golden/a.png': strToU8('x'), 'golden/b.png': strToU8('x') })).toString('latin1');
    expect(await refusal(Buffer.from(two.replaceAll('golden/b.png', 'golden/a.png'), 'latin1'))).toContain('twice');
  });
});

describe('a product package', () => {
  it('gives back what was put in: recipe, model, golden pictures with their verdicts', async () => {
    const path = join(folder, 'flange.passline');
    await writePackage(path, draft);
    const read = await readPackage(path);
    expect(read.recipe).toEqual(recipe);
    expect(Buffer.compare(read.modelBytes, model.bytes)).toBe(0);
    expect(read.golden.map(({ name, expected }) => [name, expected])).toEqual([
      ['good 1.PNG', 'pass'],
      ['кривой.jpeg', 'fail'],
    ]);
    expect(new TextDecoder().decode(read.golden[1]?.bytes)).toBe('second picture');
    expect(read.manifest).toMatchObject({ format: 1, name: recipe.name, model: { sha256: modelSha256 } });
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
  it('is the same, byte for byte, each time it is written', async () => {
    expect(Buffer.compare(await packProduct(draft), whole)).toBe(0);
  });
  it('may be packed by another program', async () => {
    const repacked = zipSync(unzipSync(whole), { level: 6 });
    expect((await readPackage(repacked)).recipe).toEqual(recipe);
  });
  it('installs its model once; a damaged one is replaced', async () => {
    const models = join(folder, 'models');
    const product = await readPackage(whole);
    const path = await installModel(product, models);
    expect(await installModel(product, models)).toBe(path);
    expect(await readdir(models)).toEqual([`${modelSha256}.model`]);
    await writeFile(path, 'broken');
    await installModel(product, models);
    expect(Buffer.compare(await readFile(path), model.bytes)).toBe(0);
  });
});
