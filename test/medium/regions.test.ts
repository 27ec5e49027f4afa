import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '#main/engine/index.ts';
import { draftRecipe } from '#main/learning/draft-recipe.ts';
import { loadModel, teachModel } from '#main/vision/index.ts';
import type { Image, Model } from '#main/vision/types.ts';
import type { Point, Region } from '#shared/domain/region.ts';
import { quiet } from './engine-fixture.ts';
import { needBackbone, plate, savePlates } from './vision-fixture.ts';

const patient = { timeout: 240_000 };
const options = { threshold: 0.5, minDefectAreaPx: 0 };
const size = { width: 640, height: 480 };
const rectangle = (left: number, top: number, right: number, bottom: number): Point[] => [
  { x: left, y: top },
  { x: right, y: top },
  { x: right, y: bottom },
  { x: left, y: bottom },
];
/** The left third, from the upper quarter down; in it a label that may look anyhow. */
const face: Region = { id: 'face', kind: 'inspect', polygon: rectangle(0.05, 0.25, 0.4, 0.9), sensitivity: 1 };
const label: Region = { id: 'label', kind: 'ignore', polygon: rectangle(0.06, 0.6, 0.2, 0.85), sensitivity: 1 };
const inFace = { x: 150, y: 190, length: 12 };
const inLabel = { x: 70, y: 330, length: 30 };
const outside = { x: 450, y: 60, length: 120 };

let folder: string;
let good: string[];
let whole: Model;
let part: Model;
let partPath: string;

const teach = async (name: string, regions?: readonly Region[]) => {
  const request = { name, good, bad: [], falseRejectRate: 0.02, seed: 7, regions };
  const { modelPath } = await teachModel(request, join(folder, name));
  return modelPath;
};

beforeAll(async () => {
  await needBackbone();
  folder = await mkdtemp(join(tmpdir(), 'passline-regions-'));
  good = await savePlates(
    join(folder, 'good'),
    Array.from({ length: 12 }, (_, k) => plate(k, size)),
  );
  whole = await loadModel(await teach('whole'));
  partPath = await teach('part', [face, label]);
  part = await loadModel(partPath);
}, patient.timeout);
afterAll(async () => {
  await Promise.all([whole?.close(), part?.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** A plate and the same plate with a scratch: nothing else differs. */
const pair = (seed: number, scratch: { x: number; y: number; length: number }): [clean: Image, scratched: Image] => [
  plate(seed, size),
  plate(seed, { ...size, scratch }),
];

describe('regions', () => {
  it('a defect in an ignored region, or outside of all, changes nothing', async () => {
    for (const scratch of [inLabel, outside]) {
      const [clean, scratched] = pair(60, scratch);
      expect((await whole.measure(scratched, options)).score).not.toBe((await whole.measure(clean, options)).score);
      const [before, after] = [await part.measure(clean, options), await part.measure(scratched, options)];
      expect(after.score).toBe(before.score);
      expect(Buffer.compare(Buffer.from(after.map.data.buffer), Buffer.from(before.map.data.buffer))).toBe(0);
    }
  });
  it('a speck inside is told from good parts, and better than by looking at the whole picture', async () => {
    const seeds = [60, 61, 62, 63, 64, 65];
    const margins = [];
    for (const model of [whole, part]) {
      const scores = { clean: [] as number[], speck: [] as number[] };
      for (const seed of seeds) {
        const [clean, scratched] = pair(seed, { ...inFace, length: 3 });
        scores.clean.push((await model.measure(clean, options)).score);
        scores.speck.push((await model.measure(scratched, options)).score);
      }
      margins.push(Math.min(...scores.speck) - Math.max(...scores.clean));
    }
    const [byWhole = Number.NaN, byPart = Number.NaN] = margins;
    expect(byPart).toBeGreaterThan(0.5);
    expect(byPart).toBeGreaterThan(byWhole);
  });
  it('the defect and the map lie where they are in the full picture', async () => {
    const [, scratched] = pair(62, inFace);
    const { defects, map } = await part.measure(scratched, options);
    const [defect] = defects;
    const [x, y] = [inFace.x + 2, inFace.y + inFace.length / 2];
    expect(defect?.x).toBeLessThan(x);
    expect((defect?.x ?? 0) + (defect?.width ?? 0)).toBeGreaterThan(x);
    expect(defect?.y).toBeLessThan(y);
    expect((defect?.y ?? 0) + (defect?.height ?? 0)).toBeGreaterThan(y);
    const at = (px: number, py: number) =>
      map.data[Math.floor((py / 480) * map.height) * map.width + Math.floor((px / 640) * map.width)] ?? Number.NaN;
    expect(at(x, y)).toBeGreaterThan(0.5);
    // What is not inspected has nothing to show.
    expect([at(620, 20), at(85, 345), at(450, 120)]).toEqual([0, 0, 0]);
  });
  it(
    'places with more sensitivity count more than others',
    async () => {
      const half = (id: string, left: number, sensitivity: number): Region => ({
        id,
        kind: 'inspect',
        polygon: rectangle(left, 0, left + 0.5, 1),
        sensitivity,
      });
      const models = await Promise.all(
        [0.25, 4].map(async (sensitivity, k) =>
          loadModel(await teach(`half-${k}`, [half('left', 0, sensitivity), half('right', 0.5, 1)])),
        ),
      );
      const [, scratched] = pair(63, inFace);
      const [dull, keen] = await Promise.all(models.map((model) => model.measure(scratched, options)));
      expect(keen?.score).toBeGreaterThan(dull?.score ?? Number.POSITIVE_INFINITY);
      await Promise.all(models.map((model) => model.close()));
    },
    patient.timeout,
  );
  it('that leave nothing to inspect teach nothing', async () => {
    const everything: Region = { id: 'all', kind: 'ignore', polygon: rectangle(0, 0, 1, 1), sensitivity: 1 };
    await expect(teach('nothing', [everything])).rejects.toMatchObject({ code: 'PICTURE_UNSUPPORTED' });
  });
  it('of a picture with too few pixels for them give no score', async () => {
    await expect(part.measure(plate(64, { width: 28, height: 21 }), options)).rejects.toMatchObject({
      code: 'PICTURE_TOO_SMALL',
    });
  });
});

describe('a recipe', () => {
  let bench: Engine;
  beforeAll(() => {
    bench = createEngine({ role: 'bench', log: quiet, memoryLimitMb: 3_000 });
  });
  afterAll(() => bench.stop());
  const prepare = async (regions: readonly Region[] | undefined) => {
    const recipe = draftRecipe({
      productId: 'p',
      name: 'plate',
      number: 1,
      modelSha256: part.sha256,
      trigger: { mode: 'software' },
      regions,
    });
    return bench.call('prepare', { recipe, models: { [part.sha256]: partPath } }, { timeoutMs: patient.timeout });
  };
  it('has to name the regions that its model was taught with', patient, async () => {
    await expect(prepare(undefined)).rejects.toMatchObject({ reason: 'MODEL_REJECTED' });
    await expect(prepare([face])).rejects.toMatchObject({ reason: 'MODEL_REJECTED' });
    await expect(prepare([face, { ...label, polygon: rectangle(0, 0, 0.2, 0.2) }])).rejects.toMatchObject({
      reason: 'MODEL_REJECTED',
    });
    await expect(prepare([face, label])).resolves.toMatchObject({ cards: { [part.sha256]: { name: 'part' } } });
  });
});
