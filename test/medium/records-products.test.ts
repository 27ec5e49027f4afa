import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Records } from '#main/records/index.ts';
import { verifyRecords } from '#main/records/verify.ts';
import { newPart, openForTest, recipe, reject, temporaryFolder } from './records-fixture.ts';

const by = { actor: 'Ann', comment: '' };
const verified = (folder: string) => verifyRecords({ dataFolder: folder, pictures: true }, () => undefined);
const actions = async (records: Records) =>
  (await records.auditTrail({ before: null, limit: 50 })).map(({ actor, action, subject }) => [actor, action, subject]);

function goldenFile(folder: string, content: string, expected: 'pass' | 'fail' = 'pass') {
  const sha256 = createHash('sha256').update(content).digest('hex');
  mkdirSync(join(folder, 'golden'), { recursive: true });
  writeFileSync(join(folder, 'golden', sha256), content);
  return { name: `${content}.png`, expected, sha256, bytes: content.length };
}

describe('a new version', () => {
  it('is refused when somebody saved another meanwhile: of two that try at once, one wins', async () => {
    const records = await openForTest(temporaryFolder());
    await records.putRecipe(recipe(), by);
    const tries = ['B', 'C'].map((name) => records.putRecipe(recipe({ name }), { ...by, onlyAfter: 1 }));
    const settled = await Promise.allSettled(tries);
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(records.putRecipe(recipe({ name: 'D' }), { ...by, onlyAfter: 1 })).rejects.toMatchObject({
      code: 'VERSION_OUTDATED',
    });
    expect((await records.recipeVersions('bracket')).map(({ version }) => version)).toEqual([2, 1]);
  });

  it('is refused with a number that another product has, or gets the next free one', async () => {
    const records = await openForTest(temporaryFolder());
    await records.putRecipe(recipe({ number: 1 }), by);
    await records.putRecipe(recipe({ productId: 'nut', number: 2, name: 'Nut' }), by);
    const washer = recipe({ productId: 'washer', number: 1, name: 'Washer' });
    await expect(records.putRecipe(washer, { ...by, number: 'unique' })).rejects.toMatchObject({ code: 'NUMBER_TAKEN' });
    expect(await records.recipe('washer')).toBeNull();
    expect((await records.putRecipe(washer, { ...by, number: 'next-free' })).recipe.number).toBe(3);
    const last = recipe({ productId: 'last', number: 9_999 });
    await records.putRecipe(last, by);
    const around = await records.putRecipe({ ...last, productId: 'around' }, { ...by, number: 'next-free' });
    expect(around.recipe.number).toBe(4);
    expect((await records.putRecipe(recipe({ number: 1 }), { ...by, number: 'unique' })).version).toBe(1);
  });
});

describe('a retired product', () => {
  it('stays retired until it is brought back; both are chained, audited and proved', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    await records.putRecipe(recipe(), by);
    await records.putRecipe(recipe({ productId: 'nut', number: 2 }), by);
    await expect(records.setRetired('nobody', { retired: true, comment: null, actor: 'Bo' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    for (let twice = 0; twice < 2; twice += 1)
      await records.setRetired('nut', { retired: true, comment: 'no orders', actor: 'Bo' });
    expect(await records.retiredProducts()).toEqual(['nut']);
    await records.setRetired('nut', { retired: false, comment: null, actor: 'Cy' });
    expect(await records.retiredProducts()).toEqual([]);
    expect((await actions(records)).slice(0, 3)).toEqual([
      ['Cy', 'product.brought_back', 'nut'],
      ['Bo', 'product.retired', 'nut'],
      ['Ann', 'recipe.saved', 'nut@1'],
    ]);
    expect(await verified(folder)).toMatchObject({ ok: true });
  });
});

describe('golden samples', () => {
  it('belong to the version they came with and to those after it, until others come', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const [first, second] = [goldenFile(folder, 'one'), goldenFile(folder, 'two', 'fail')];
    await records.putRecipe(recipe(), by);
    await records.putRecipe(recipe({ name: 'B' }), { ...by, golden: [first] });
    await records.putRecipe(recipe({ name: 'C' }), by);
    await records.putRecipe(recipe({ name: 'D' }), { ...by, golden: [first, second] });
    const sets = await Promise.all([1, 2, 3, 4].map((version) => records.golden('bracket', version)));
    expect(sets).toEqual([[], [first], [first], [first, second]]);
    expect(await records.golden('bracket')).toEqual([first, second]);
    expect(await records.golden('nobody')).toEqual([]);
    expect(await verified(folder)).toMatchObject({ ok: true });
  });

  it('can come to a version that is there already, and come only once', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const sample = goldenFile(folder, 'one');
    await records.putRecipe(recipe(), by);
    for (let twice = 0; twice < 2; twice += 1)
      expect((await records.putRecipe(recipe(), { ...by, golden: [sample] })).version).toBe(1);
    expect(await records.golden('bracket', 1)).toEqual([sample]);
    expect((await actions(records)).filter(([, action]) => action === 'golden.changed')).toHaveLength(1);
  });

  it('that are missing on the disk, or are others, are found by verify', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const [gone, other] = [goldenFile(folder, 'gone'), goldenFile(folder, 'other')];
    await records.putRecipe(recipe(), { ...by, golden: [gone, other] });
    rmSync(join(folder, 'golden', gone.sha256));
    writeFileSync(join(folder, 'golden', other.sha256), 'swapped');
    const { problems } = await verified(folder);
    expect(problems.map(({ kind }) => kind)).toEqual(['golden_missing', 'golden_changed']);
    const rowsOnly = await verifyRecords({ dataFolder: folder, pictures: false }, () => undefined);
    expect(rowsOnly.ok).toBe(true);
  });
});

it.each([
  ['a product that was retired past the station', 'UPDATE retirement SET retired = 0', 'retirement_changed'],
  ['a retirement that was deleted', 'DELETE FROM retirement', 'retirement_changed'],
  ['golden samples that were exchanged', `UPDATE golden_set SET document = '[]'`, 'golden_changed'],
  ['golden samples that were moved to another version', 'UPDATE golden_set SET version = 2', 'golden_changed'],
  ['golden samples that were deleted', 'DELETE FROM golden_set', 'golden_changed'],
  [
    'golden samples that were added past the station',
    `INSERT INTO golden_set SELECT 9, product_id, version, '[]', actor, at_utc, mono_ns, boot_id, 900 FROM golden_set`,
    'golden_changed',
  ],
])('verify finds %s', async (_what, sql, kind) => {
  const folder = temporaryFolder();
  const records = await openForTest(folder);
  await records.putRecipe(recipe(), { ...by, golden: [goldenFile(folder, 'one')] });
  await records.putRecipe(recipe({ name: 'B' }), by);
  await records.setRetired('bracket', { retired: true, comment: null, actor: 'Bo' });
  await records.close();
  const database = new Database(join(folder, 'passline.db'));
  database.pragma('foreign_keys = OFF');
  const table = sql.includes('retirement') ? 'retirement' : 'golden_set';
  expect(() => database.exec(sql.startsWith('INSERT') ? `DELETE FROM ${table}` : sql)).toThrow('append-only');
  database.exec(`DROP TRIGGER ${table}_no_update; DROP TRIGGER ${table}_no_delete`);
  expect(database.prepare(sql).run().changes).toBe(1);
  database.close();
  const { ok, problems } = await verified(folder);
  expect(ok).toBe(false);
  expect(problems.map((problem) => problem.kind)).toContain(kind);
});

describe('the picture of a product', () => {
  it('is its last good part in production that kept one', async () => {
    const records = await openForTest(temporaryFolder());
    const good = newPart({ pictures: ['crop'] });
    const others = [
      newPart(),
      reject({ pictures: ['full'] }),
      newPart({ mode: 'service', pictures: ['full'] }),
      newPart({ productId: 'nut', pictures: ['full'] }),
    ];
    for (const part of [good, ...others]) await records.commitPart(part);
    expect(await records.goodPartOf('bracket')).toBe(good.id);
    expect(await records.goodPartOf('nobody')).toBeNull();
  });
});
