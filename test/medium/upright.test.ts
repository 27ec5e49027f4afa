import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutOut } from '#main/vision/crop.ts';
import { loadModel, teachModel } from '#main/vision/index.ts';
import type { Image, Model, TeachResult } from '#main/vision/types.ts';
import { type PartKind, type PartView, saveTurningParts, stainOf, turningPart, viewsOf } from './turning-parts.ts';
import { needBackbone } from './vision-fixture.ts';

const patient = { timeout: 240_000 };
const options = { threshold: 0.5, minDefectAreaPx: 0 };
let folder: string;

beforeAll(async () => {
  await needBackbone();
  folder = await mkdtemp(join(tmpdir(), 'passline-upright-'));
}, patient.timeout);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function teach(kind: PartKind, name: string, more: Parameters<typeof viewsOf>[3] = {}): Promise<TeachResult> {
  const good = await saveTurningParts(join(folder, name), viewsOf(kind, 1000, 12, more));
  return teachModel({ name, good, bad: [], falseRejectRate: 0.05, seed: 1 }, join(folder, `${name}-models`));
}

/** Greens of the part, and none of the belt. */
const partFrom = 130;

/** Cut out such that the (bright) part lies eight pixels from the left and the upper border. */
function movedToCorner({ width, height, data }: Image): Image {
  const isPart = (x: number, y: number) => (data[(y * width + x) * 3 + 1] as number) > partFrom;
  const columns = [...Array(width).keys()].filter((x) => [...Array(height).keys()].some((y) => isPart(x, y)));
  const rows = [...Array(height).keys()].filter((y) => [...Array(width).keys()].some((x) => isPart(x, y)));
  return cutOut({ width, height, data }, { left: (columns[0] ?? 0) - 8, top: (rows[0] ?? 0) - 8, width: 384, height: 320 });
}

describe('parts that turn freely', () => {
  let taught: TeachResult;
  let model: Model;
  beforeAll(async () => {
    taught = await teach('bracket', 'brackets');
    model = await loadModel(taught.modelPath);
  }, patient.timeout);
  afterAll(() => model.close());

  it('are brought upright, and the card says why', () => {
    const turning = taught.card.scoring?.turning;
    expect(turning).toMatchObject({ looked: 12, found: 1, upright: true });
    expect(turning?.turned).toBeGreaterThan(0.5);
    expect(turning?.followed).toBeGreaterThan(0.9);
    expect(turning?.gained).toBeGreaterThan(0.3);
    expect(taught.card.limits.join(' ')).toContain('upright');
  });

  it('pass where they are good, and fail with a small defect, however they lie', patient, async () => {
    const scores = async (views: readonly PartView[]) => {
      const all: number[] = [];
      for (const view of views) all.push((await model.measure(turningPart(view), options)).score);
      return all;
    };
    const good = await scores(viewsOf('bracket', 2000, 6));
    for (const defect of ['nick', 'stain', 'hole missing', 'broken'] as const) {
      const bad = await scores(viewsOf('bracket', 3000, 2, { defect }));
      expect(Math.min(...bad)).toBeGreaterThan(Math.max(...good));
      expect(Math.min(...bad)).toBeGreaterThanOrEqual(0.5);
    }
  });

  it('are seen once where they lie at the border of the picture', patient, async () => {
    for (const view of viewsOf('bracket', 2500, 4)) {
      const { crop } = await model.measure(movedToCorner(turningPart({ ...view, width: 500, height: 420 })), options);
      const { width, height, data } = crop;
      const outermost = [...Array(width * height).keys()].filter((at) => {
        const [x, y] = [at % width, Math.floor(at / width)];
        return x === 0 || y === 0 || x === width - 1 || y === height - 1;
      });
      expect(outermost.filter((at) => (data[at * 3 + 1] as number) > partFrom)).toEqual([]);
    }
  });

  it('have their defects where they are in the picture, in tight boxes and on the map', patient, async () => {
    for (const view of viewsOf('bracket', 4000, 4, { defect: 'stain' })) {
      const image = turningPart(view);
      const { defects, map, latencyMs } = await model.measure(image, options);
      const { x, y } = stainOf(view);
      const [first] = defects;
      expect(first).toBeDefined();
      const box = first ?? { x: 0, y: 0, width: 0, height: 0 };
      expect(x).toBeGreaterThanOrEqual(box.x);
      expect(x).toBeLessThanOrEqual(box.x + box.width);
      expect(y).toBeGreaterThanOrEqual(box.y);
      expect(y).toBeLessThanOrEqual(box.y + box.height);
      // The stain is 14 px wide; a cell of the network sees about 8 px of the picture, and three of them at once.
      expect(Math.max(box.width, box.height)).toBeLessThan(70);
      const highest = map.data.indexOf(Math.max(...map.data));
      const [column, row] = [highest % map.width, Math.floor(highest / map.width)];
      expect(
        Math.hypot(((column + 0.5) * image.width) / map.width - x, ((row + 0.5) * image.height) / map.height - y),
      ).toBeLessThan(20);
      expect(latencyMs.locate).toBeGreaterThan(0);
    }
  });

  it('are not found on an empty belt: that is an error, and no pass', patient, async () => {
    for (const view of viewsOf('bracket', 5000, 3, { empty: true }))
      await expect(model.measure(turningPart(view), options)).rejects.toMatchObject({ code: 'PART_NOT_FOUND' });
  });

  it('are not judged by a model that would find them elsewhere than when it was taught', patient, async () => {
    const entries = unzipSync(await readFile(taught.modelPath));
    const test = JSON.parse(strFromU8(entries['self-test.json'] as Uint8Array)) as { places: { turnDeg: number }[] };
    expect(test.places).toHaveLength(2);
    (test.places[0] as { turnDeg: number }).turnDeg += 1;
    const path = join(folder, 'elsewhere.model');
    await writeFile(path, zipSync({ ...entries, 'self-test.json': strToU8(JSON.stringify(test)) }));
    await expect(loadModel(path)).rejects.toMatchObject({ code: 'MODEL_REJECTED' });
    const { 'golden.png': _, ...without } = entries;
    await writeFile(path, zipSync(without));
    await expect(loadModel(path)).rejects.toMatchObject({ code: 'MODEL_REJECTED' });
  });
});

describe('parts that turn, in pictures held across and upright', () => {
  /** Every other picture upright. */
  const held = (views: readonly PartView[]) =>
    views.map((view, k) => ({ ...view, ...(k % 2 === 0 ? { width: 400, height: 300 } : { width: 300, height: 400 }) }));
  let taught: TeachResult;
  let model: Model;
  beforeAll(async () => {
    const good = await saveTurningParts(join(folder, 'held'), held(viewsOf('bracket', 1000, 12)));
    taught = await teachModel({ name: 'held', good, bad: [], falseRejectRate: 0.05, seed: 1 }, join(folder, 'held-models'));
    model = await loadModel(taught.modelPath);
  }, patient.timeout);
  afterAll(() => model.close());

  it('are brought upright as they are, never squeezed', patient, async () => {
    expect(taught.card.scoring?.turning).toMatchObject({ looked: 12, found: 1, upright: true });
    const scores = async (views: readonly PartView[]) => {
      const all: number[] = [];
      for (const view of held(views)) all.push((await model.measure(turningPart(view), options)).score);
      return all;
    };
    const good = await scores(viewsOf('bracket', 2000, 6));
    const bad = await scores(viewsOf('bracket', 3000, 4, { defect: 'stain' }));
    expect(Math.max(...good)).toBeLessThan(0.5);
    expect(Math.min(...bad)).toBeGreaterThanOrEqual(0.5);
  });

  it('have their defects where they are in the picture as it came', patient, async () => {
    for (const view of held(viewsOf('bracket', 4000, 4, { defect: 'stain' }))) {
      const image = turningPart(view);
      const { defects, map } = await model.measure(image, options);
      const { x, y } = stainOf(view);
      const box = defects[0] ?? { x: 0, y: 0, width: 0, height: 0 };
      expect(Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y)).toBeLessThan(20);
      expect(Math.max(box.width, box.height)).toBeLessThan(70);
      const highest = map.data.indexOf(Math.max(...map.data));
      const [column, row] = [highest % map.width, Math.floor(highest / map.width)];
      expect(
        Math.hypot(((column + 0.5) * image.width) / map.width - x, ((row + 0.5) * image.height) / map.height - y),
      ).toBeLessThan(20);
    }
  });

  it('are found in pictures of both shapes when the model proves itself', async () => {
    const entries = unzipSync(await readFile(taught.modelPath));
    const { places } = JSON.parse(strFromU8(entries['self-test.json'] as Uint8Array)) as { places: { size?: object }[] };
    expect(places).toHaveLength(2);
    expect(places.filter(({ size }) => size === undefined)).toHaveLength(1);
  });

  it('are judged as before by a model of before, which squeezes every picture', patient, async () => {
    const entries = unzipSync(await readFile(taught.modelPath));
    const preprocessing = JSON.parse(strFromU8(entries['preprocessing.json'] as Uint8Array));
    delete preprocessing.upright.shapes;
    const path = join(folder, 'squeezing.model');
    await writeFile(path, zipSync({ ...entries, 'preprocessing.json': strToU8(JSON.stringify(preprocessing)) }));
    const squeezing = await loadModel(path);
    try {
      const [usual, other] = held(viewsOf('bracket', 2000, 2)).map(turningPart) as [Image, Image];
      const scoresOf = async (image: Image) => [
        (await model.measure(image, options)).score,
        await squeezing.measure(image, options).then(
          ({ score }) => score,
          (error: { code: string }) => error.code,
        ),
      ];
      const [now, before] = await scoresOf(usual);
      expect(before).toBe(now);
      const [own, squeezed] = await scoresOf(other);
      expect(own).toBeLessThan(0.5);
      expect(squeezed).not.toBe(own);
    } finally {
      await squeezing.close();
    }
  });
});

describe('parts that are judged as they lie', () => {
  it.each([
    ['round ones, which have no direction', 'washer', 180],
    ['those that hardly turn', 'plate', 6],
  ] as const)('are %s; and no empty belt passes', patient, async (_what, kind, mostTurnDeg) => {
    const taught = await teach(kind, `${kind}s`, { mostTurnDeg });
    expect(taught.card.scoring?.turning).toMatchObject({ found: 1, upright: false });
    const model = await loadModel(taught.modelPath);
    try {
      const good = await model.measure(turningPart({ kind, seed: 77, turnDeg: 4 }), options);
      expect(good.score).toBeLessThan(0.5);
      expect(good.latencyMs).not.toHaveProperty('locate');
      for (const view of viewsOf(kind, 5000, 4, { empty: true })) {
        const said = await model.measure(turningPart(view), options).then(
          ({ score }) => score,
          (error: { code: string }) => error.code,
        );
        expect(typeof said === 'number' ? said >= 0.5 : said === 'PART_NOT_FOUND').toBe(true);
      }
    } finally {
      await model.close();
    }
  });
});
