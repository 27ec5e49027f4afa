import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPackage } from '#main/learning/package.ts';
import { runCli } from './cli-fixture.ts';
import { openForTest, temporaryFolder } from './records-fixture.ts';
import { type TaughtProduct, teachProduct } from './station-product.ts';

/** Every run is a process of its own; on a busy machine they add up. */
describe('passline products', { timeout: 240_000 }, () => {
  let product: TaughtProduct;
  beforeAll(async () => {
    product = await teachProduct();
  }, 180_000);

  it('imports, lists and exports beside a running station, as the station itself does', async () => {
    const data = temporaryFolder();
    const station = await openForTest(data);
    const imported = await runCli('products', 'import', product.packageFile, '--data', data, '--comment', 'by hand', '--json');
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(imported.stdout)).toMatchObject({ number: 1, name: 'Flange', version: 1 });
    const stored = await station.recipe('0198c0de-0000-7000-8000-000000000001');
    expect(stored).toMatchObject({ version: 1, createdBy: 'cli', comment: 'by hand' });
    expect((await runCli('products', 'list', '--data', data)).stdout).toMatch(/^1 +Flange +v1 +\d{4}-.* cli +0198c0de/m);

    const out = join(data, 'flange.passline');
    const exported = await runCli('products', 'export', 'Flange', '--data', data, '--out', out);
    expect(exported).toMatchObject({ code: 0, stdout: `Flange (number 1), version 1, is written to ${out}.\n` });
    const [there, here] = [await readPackage(product.packageFile), await readPackage(out)];
    expect(here.recipe).toEqual(there.recipe);
    expect(Buffer.compare(here.modelBytes, there.modelBytes)).toBe(0);
    expect(await station.verify({ pictures: true })).toMatchObject({ ok: true });
  });

  it('ends with 64 and changes nothing where a package is damaged or a product is not there', async () => {
    const data = temporaryFolder();
    const station = await openForTest(data);
    const damaged = join(data, 'damaged.passline');
    writeFileSync(damaged, readFileSync(product.packageFile).subarray(0, -9));
    const [bad, nobody, nowhere] = await Promise.all([
      runCli('products', 'import', damaged, '--data', data),
      runCli('products', 'export', 'Nut', '--data', data, '--out', join(data, 'nut.passline')),
      runCli('products', 'list', '--data', temporaryFolder()),
    ]);
    expect([bad?.code, nobody?.code, nowhere?.code]).toEqual([64, 64, 64]);
    expect(bad?.stderr).toContain('damaged');
    expect(nobody?.stderr).toContain('There is no product "Nut"');
    expect(await station.recipes()).toEqual([]);
  });
});
