import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate, loadModel, teachModel } from '#main/vision/index.ts';
import type { Image, Model, TeachRequest, TeachResult } from '#main/vision/types.ts';
import { needBackbone, plate, savePlates } from './vision-fixture.ts';

const patient = { timeout: 240_000 };
const options = { threshold: 0.5, minDefectAreaPx: 0 };
let folder: string;
let request: TeachRequest;
let taught: TeachResult;
let model: Model;

const scratched = (seed: number): Image =>
  plate(seed, { scratch: { x: 60 + ((seed * 17) % 50), y: 40 + ((seed * 29) % 60), length: 70 + ((seed * 7) % 30) } });
/** A dark pit somewhere on the left. */
function pitted(seed: number): Image {
  const image = plate(seed);
  const [middleX, middleY, radius] = [60 + ((seed * 23) % 50), 60 + ((seed * 31) % 110), 9 + (seed % 4)];
  for (let y = middleY - radius; y <= middleY + radius; y++) {
    for (let x = middleX - radius; x <= middleX + radius; x++) {
      if (Math.hypot(x - middleX, y - middleY) <= radius) image.data.fill(40, (y * 320 + x) * 3, (y * 320 + x) * 3 + 3);
    }
  }
  return image;
}

beforeAll(async () => {
  await needBackbone();
  folder = await mkdtemp(join(tmpdir(), 'passline-kinds-'));
  const plates = (name: string, count: number, draw: (seed: number) => Image, from: number) =>
    savePlates(
      join(folder, name),
      Array.from({ length: count }, (_, k) => draw(from + k)),
    );
  const good = await plates('good', 10, plate, 0);
  const [scratches, pits] = [await plates('scratch', 4, scratched, 100), await plates('pit', 4, pitted, 200)];
  const unnamed = await plates('unnamed', 1, scratched, 300);
  const kinds = Object.fromEntries([
    ...scratches.map((path) => [path, 'scratch'] as const),
    ...pits.map((path) => [path, 'pit'] as const),
  ]);
  request = { name: 'plate', good, bad: [...scratches, ...pits, ...unnamed], kinds, falseRejectRate: 0.02, seed: 7 };
  taught = await teachModel(request, join(folder, 'models'));
  model = await loadModel(taught.modelPath);
}, patient.timeout);
afterAll(async () => {
  await model?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('kinds of defects', () => {
  it('are learnt from the bad pictures that say one, and the card says how well', () => {
    expect(taught.card.teaching.bad).toBe(9);
    expect(taught.card.kinds).toMatchObject({
      kinds: [
        { name: 'pit', pictures: 4 },
        { name: 'scratch', pictures: 4 },
      ],
      kept: true,
    });
    expect(taught.card.kinds?.right).toBeGreaterThanOrEqual(0.8);
  });
  it('are named on pictures that took no part', async () => {
    const named: (string | null | undefined)[] = [];
    for (const [draw, kind] of [
      [scratched, 'scratch'],
      [pitted, 'pit'],
    ] as const) {
      for (const seed of [401, 402, 403]) {
        const [defect] = (await model.measure(draw(seed), options)).defects;
        expect(defect?.kind_confidence).toBeGreaterThan(0.5);
        // Sure enough or not: never the other one.
        expect([kind, null]).toContain(defect?.kind);
        named.push(defect?.kind);
      }
    }
    expect(named.filter((kind) => kind !== null).length).toBeGreaterThanOrEqual(4);
  });
  it('change nothing of score, map and place', patient, async () => {
    const { kinds: _, ...without } = request;
    const plainModel = await loadModel((await teachModel(without, join(folder, 'plain'))).modelPath);
    const [plain, telling] = [await plainModel.measure(pitted(401), options), await model.measure(pitted(401), options)];
    expect(telling.score).toBe(plain.score);
    expect(telling.map).toEqual(plain.map);
    expect(telling.defects.map(({ kind: _kind, kind_confidence: __, ...rest }) => rest)).toEqual(plain.defects);
    expect(plain.defects[0]).not.toHaveProperty('kind');
    await plainModel.close();
  });
  it('are refused where a model brings other names than kinds.json may hold', async () => {
    const entries = unzipSync(await readFile(taught.modelPath));
    const kinds = JSON.parse(new TextDecoder().decode(entries['kinds.json']));
    const path = join(folder, 'odd.model');
    for (const odd of [{ ...kinds, names: ['<b>'] }, { ...kinds, temperature: 'hot' }, []]) {
      entries['kinds.json'] = new TextEncoder().encode(JSON.stringify(odd));
      await writeFile(path, zipSync(entries, { level: 0 }));
      await expect(loadModel(path)).rejects.toMatchObject({ code: 'MODEL_REJECTED' });
    }
    // More names than the graph speaks for: nothing is made up.
    entries['kinds.json'] = new TextEncoder().encode(JSON.stringify({ ...kinds, names: ['a', 'b', 'c'] }));
    await writeFile(path, zipSync(entries, { level: 0 }));
    const odd = await loadModel(path);
    expect((await odd.measure(pitted(401), options)).defects[0]?.kind).toBeNull();
    await odd.close();
  });
});

describe('evaluating how kinds are named', () => {
  it('names each bad test picture by a model that others taught', patient, async () => {
    const set = join(folder, 'set');
    const copies: [from: readonly string[], to: string][] = [
      [request.good, 'train/good'],
      [request.bad.filter((path) => request.kinds?.[path] === 'scratch'), 'test/scratch'],
      [request.bad.filter((path) => request.kinds?.[path] === 'pit'), 'test/pit'],
    ];
    for (const [from, to] of copies) {
      await mkdir(join(set, to), { recursive: true });
      for (const path of from) await copyFile(path, join(set, to, basename(path)));
    }
    const result = await evaluate(set, { kinds: true }, {});
    expect(result).toMatchObject({ teach_images: 10, test_bad: 8, kinds_not_found: 0, folds: 5, kinds_judged: 8 });
    expect(Number(result['kinds_right'])).toBeGreaterThanOrEqual(5);
    expect(Number(result['kinds_right']) + Number(result['kinds_wrong']) + Number(result['kinds_unknown'])).toBe(8);
    expect(result['kinds']).toMatchObject([
      { name: 'pit', judged: 4 },
      { name: 'scratch', judged: 4 },
    ]);
    await rm(join(set, 'test/pit'), { recursive: true });
    await expect(evaluate(set, { kinds: true }, {})).rejects.toMatchObject({ code: 'PICTURE_UNSUPPORTED' });
  });
});
