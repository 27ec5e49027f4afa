import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Product } from '#shared/contract/products.ts';
import type { Status } from '#shared/contract/status.ts';
import type { PartReport } from '#shared/domain/inspection.ts';
import { jsonLines, runCli } from './cli-fixture.ts';
import { signedIn, startStation, type TestStation } from './station-fixture.ts';
import { type Teacher, teacherOf } from './teach-fixture.ts';
import { needBackbone, plate, savePlates } from './vision-fixture.ts';

const hazelnut = fileURLToPath(new URL('../../../shared/datasets/hazelnut_toy', import.meta.url));
const absent = !existsSync(hazelnut);
if (absent) process.stderr.write(`SKIPPED: teaching real pictures by API, because ${hazelnut} is not there\n`);
const patient = { timeout: 240_000 };

describe('a product that is taught by API', () => {
  let folder: string;
  let station: TestStation;
  let teacher: Teacher;
  beforeAll(async () => {
    await needBackbone();
    folder = await mkdtemp(join(tmpdir(), 'passline-teach-sets-'));
    station = await startStation();
    teacher = teacherOf(await signedIn(station, 'engineer'));
  });
  afterAll(async () => {
    await station.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it(
    'has the model that the command line teaches from the same pictures, whatever the order in which they came',
    patient,
    async () => {
      const good = await savePlates(
        join(folder, 'good'),
        Array.from({ length: 8 }, (_, k) => plate(k)),
      );
      const { id } = await teacher.begin('Plate');
      await Promise.all(good.toReversed().map((path) => teacher.upload(id, path)));
      await teacher.settled(id);
      await teacher.post(id, 'teach');
      const { taught } = await teacher.settled(id);
      const out = join(folder, 'plate.passline');
      const { stdout } = await runCli('teach', '--good', join(folder, 'good'), '--out', out, '--json');
      const [told] = jsonLines<{ model_sha256: string }>(stdout);
      expect(taught?.modelSha256).toBe(told?.model_sha256);
    },
  );

  it.skipIf(absent)('from real hazelnuts passes good ones and fails the others on the line', patient, async () => {
    const { id } = await teacher.begin('Hazelnut');
    await teacher.post(id, 'folder', { path: join(hazelnut, 'train') });
    expect((await teacher.settled(id)).counts).toMatchObject({ good: 22, bad: 0 });
    await teacher.post(id, 'teach');
    const draft = await teacher.settled(id);
    expect(draft).toMatchObject({ job: { state: 'done' }, taught: { good: 22, threshold: 0.5 } });
    const save = { name: 'Hazelnut', threshold: 0.5, comment: 'from the toy set' };
    const { id: productId } = (await (await teacher.post(id, 'save', { ...save, select: true })).json()) as Product;
    const verdicts = async (set: string): Promise<string[]> => {
      const source = { kind: 'folder', path: join(hazelnut, 'test', set), mode: 'once' };
      const known = new Set((await reports()).map((part) => part.id));
      await teacher.browser.json('/api/v1/line/source', 'POST', { source });
      await teacher.browser.json('/api/v1/line/start', 'POST');
      await expect
        .poll(async () => ((await (await teacher.browser.fetch('/api/v1/status')).json()) as Status).camera.state, {
          timeout: 120_000,
        })
        .toBe('ended');
      await teacher.browser.json('/api/v1/line/stop', 'POST');
      return (await reports()).filter((part) => !known.has(part.id)).map(({ verdict }) => verdict);
    };
    const reports = async () =>
      (
        (await (await teacher.browser.fetch(`/api/v1/parts?mode=production&limit=500&product=${productId}`)).json()) as {
          parts: PartReport[];
        }
      ).parts;
    const good = await verdicts('good');
    expect(good).toHaveLength(12);
    expect(good.filter((verdict) => verdict === 'pass').length).toBeGreaterThanOrEqual(11);
    expect(new Set(await verdicts('colour'))).toEqual(new Set(['fail']));
  });
});
