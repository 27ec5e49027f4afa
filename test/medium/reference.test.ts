import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModels } from '#main/engine/models.ts';
import { decodePicture, encodePng, evaluateReferences, loadModel, teachReference } from '#main/vision/index.ts';
import { resizeArea } from '#main/vision/resize.ts';
import type { Image, Model, TeachReferenceRequest } from '#main/vision/types.ts';
import type { Region } from '#shared/domain/region.ts';
import { board, type Colour, label, photograph, type PrintedPart, type Shape, type View } from './printed-parts.ts';

const slow = 240_000;
const options = { threshold: 0.5, minDefectAreaPx: 0 };
const size = { width: 360, height: 280 };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passline-reference-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function save(name: string, image: Image): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, await encodePng(image));
  return path;
}

const jpeg = async (image: Image, quality = 85): Promise<Image> =>
  decodePicture({
    bytes: await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
      .jpeg({ quality })
      .toBuffer(),
  });

async function teach(name: string, image: Image, change: Partial<TeachReferenceRequest> = {}) {
  const reference = await save(`${name}.png`, image);
  return teachReference({ name, reference, good: [], bad: [], falseRejectRate: 0.05, seed: 1, ...change }, folder);
}

const parts: readonly (readonly [string, PrintedPart])[] = [
  ['a populated board', board(4, size)],
  ['a board with a texture that is never the same', { ...board(5, size), grain: 9 }],
  ['a coloured label', label(6, size)],
  ['a pale label', pale(label(7, size))],
];

/** The same print in light colours. */
function pale(part: PrintedPart): PrintedPart {
  const lighter = ([r, g, b]: Colour): Colour => [170 + r * 0.25, 170 + g * 0.25, 170 + b * 0.25];
  return { ...part, ground: [226, 224, 218], shapes: part.shapes.map((shape) => ({ ...shape, colour: lighter(shape.colour) })) };
}

const spot = (x: number, y: number, radius: number, colour: Colour): Shape => ({ kind: 'disc', x, y, radius, colour });

describe.each(parts)('%s against its reference', (name, part) => {
  let model: Model;
  beforeAll(async () => {
    const reference = await jpeg(photograph(part, { noise: 2, seed: 1 }), 92);
    model = await loadModel((await teach(name.replaceAll(' ', '-'), reference)).modelPath);
  }, slow);
  afterAll(() => model.close());
  const judge = async (view: View, spoilt: readonly Shape[] = []) =>
    model.measure(await jpeg(photograph({ ...part, shapes: [...part.shapes, ...spoilt] }, view)), options);

  it.each<[string, View]>([
    ['as it was taken', { noise: 2, seed: 2 }],
    ['turned by 2°', { turnDeg: 2, noise: 3, seed: 3 }],
    ['turned by −2° and shifted', { turnDeg: -2, shiftX: 6.3, shiftY: -4.7, noise: 3, seed: 4 }],
    ['shifted by part of a pixel', { shiftX: 0.5, shiftY: 3.25, noise: 2, seed: 5 }],
    ['brighter by 10 % and noisy', { gain: 1.1, turnDeg: 1, noise: 6, seed: 6 }],
    ['darker by 10 %, the light sloping', { gain: 0.9, slope: 0.12, turnDeg: -0.6, noise: 4, seed: 7 }],
    ['a little nearer', { scale: 1.008, turnDeg: 0.4, noise: 3, seed: 8 }],
  ])('has no defect %s', async (_how, view) => {
    const { score, defects } = await judge(view);
    expect({ defects, passes: score < 0.5 }).toEqual({ defects: [], passes: true });
  });

  it('has a spot of ink in a tight box, where it is in the picture', async () => {
    const { score, defects, map } = await judge({ shiftX: 5, shiftY: 3, noise: 3, seed: 9 }, [spot(180, 150, 6, [118, 20, 122])]);
    expect(score).toBeGreaterThan(0.5);
    expect(defects).toHaveLength(1);
    const [{ x, y, width, height, area_px, score: own } = {} as never] = defects;
    expect(Math.hypot(x + width / 2 - 185, y + height / 2 - 153)).toBeLessThan(3);
    expect(Math.max(width, height)).toBeLessThanOrEqual(20);
    expect(area_px).toBeLessThanOrEqual(width * height);
    expect(own).toBeCloseTo(score, 5);
    // The map says the same at the same place: outlines, heat and records are drawn from it.
    const cell = Math.floor((153 / 280) * map.height) * map.width + Math.floor((185 / 360) * map.width);
    expect(map.data[cell]).toBeGreaterThan(0.5);
    expect(Math.max(...map.data)).toBe(Math.fround(score));
  });
});

describe('a printed part', () => {
  const part = label(11, size);
  let model: Model;
  beforeAll(async () => {
    model = await loadModel((await teach('label', photograph(part, { noise: 1 }))).modelPath);
  }, slow);
  afterAll(() => model.close());
  const measure = (image: Image, threshold = 0.5) => model.measure(image, { threshold, minDefectAreaPx: 0 });
  const without = (index: (shape: Shape) => boolean): PrintedPart => ({
    ...part,
    shapes: part.shapes.filter((one) => !index(one)),
  });

  it('fails where something is missing, of another colour, scratched or printed too much', async () => {
    const logo = (shape: Shape) => shape.kind === 'disc' && shape.radius === 24;
    const recoloured = {
      ...part,
      // As bright as before: only its colour tells.
      shapes: part.shapes.map((one): Shape => (logo(one) ? { ...one, colour: [184, 240, 60] } : one)),
    };
    const scratch: Shape = { kind: 'line', x: 60, y: 130, toX: 140, toY: 210, thickness: 2, colour: [120, 110, 100] };
    for (const spoilt of [without(logo), recoloured, { ...part, shapes: [...part.shapes, scratch] }]) {
      const { score, defects } = await measure(photograph(spoilt, { noise: 2, turnDeg: 1, seed: 3 }));
      expect(score).toBeGreaterThan(0.5);
      expect(defects.length).toBeGreaterThan(0);
    }
  });
  it('is an error, never a pass, where it cannot be laid over its reference', async () => {
    const refused = { code: 'PART_NOT_FOUND' };
    await expect(measure(photograph(board(1, size)))).rejects.toMatchObject(refused);
    for (const turnDeg of [6, -25, 180]) await expect(measure(photograph(part, { turnDeg }))).rejects.toMatchObject(refused);
    await expect(measure(photograph(part, { shiftX: 90 }))).rejects.toMatchObject(refused);
    for (const grey of [0, 128, 255]) {
      const blank = { ...size, data: new Uint8Array(size.width * size.height * 3).fill(grey) };
      await expect(measure(blank)).rejects.toMatchObject(refused);
    }
  });
  it('fails all over where it is another one of the same layout', async () => {
    const { score, defects } = await measure(photograph(label(99, size)));
    expect(score).toBeGreaterThan(0.5);
    expect(defects.length).toBeGreaterThan(10);
  });
  it('is an error in a picture of another shape, and judged alike in one of another size', async () => {
    await expect(measure(photograph({ ...part, width: 280 }))).rejects.toMatchObject({ code: 'PICTURE_UNSUPPORTED' });
    const spoilt = photograph({ ...part, shapes: [...part.shapes, spot(120, 200, 7, [20, 20, 20])] }, { noise: 1, seed: 5 });
    const { defects } = await measure(resizeArea(spoilt, 720, 560));
    expect(defects).toHaveLength(1);
    const [{ x, y, width, height } = {} as never] = defects;
    expect(Math.hypot(x + width / 2 - 240, y + height / 2 - 400)).toBeLessThan(6);
    const good = photograph(part, { noise: 1, seed: 6 });
    expect((await measure(resizeArea(good, 720, 560))).defects).toEqual([]);
  });
  it('shows fewer defects with a higher threshold and more with a lower one', async () => {
    const faint = spot(120, 200, 8, [214, 206, 190]);
    const image = photograph(
      { ...part, shapes: [...part.shapes, faint, spot(240, 120, 7, [20, 20, 20])] },
      { noise: 1, seed: 7 },
    );
    const counts: number[] = [];
    for (const threshold of [0.4, 1, 50]) counts.push((await measure(image, threshold)).defects.length);
    expect(counts).toEqual([2, 1, 0]);
  });
  it('gives the same score again, from the kept picture of its input too', async () => {
    const image = photograph(part, { noise: 3, turnDeg: 1.4, seed: 8 });
    const first = await measure(image);
    expect((await measure(image)).score).toBe(first.score);
    const kept = await decodePicture({ bytes: await encodePng(first.crop) });
    expect((await measure(kept)).score).toBe(first.score);
  });
});

describe('the model of a reference', () => {
  const image = photograph(label(21, { width: 200, height: 160 }), { noise: 1 });

  it('is refused where it was tampered with, or where a recipe takes it for another kind', async () => {
    const { modelPath, sha256 } = await teach('small', image);
    const tool = { id: 'a', modelSha256: sha256, threshold: 0.5, reviewThreshold: null, minDefectAreaPx: 0 };
    const models = createModels();
    await expect(models.load([{ ...tool, kind: 'anomaly' }], { [sha256]: modelPath })).rejects.toMatchObject({
      reason: 'MODEL_REJECTED',
    });
    expect(await models.load([{ ...tool, kind: 'reference' }], { [sha256]: modelPath })).toMatchObject({
      [sha256]: { method: 'reference comparison', backbone: null },
    });
    const entries = unzipSync(await readFile(modelPath));
    const comparison = JSON.parse(new TextDecoder().decode(entries['comparison.json'])) as { score: { scale: number } };
    comparison.score.scale *= 2;
    const forged = join(folder, 'forged.model');
    await writeFile(
      forged,
      zipSync({ ...entries, 'comparison.json': new TextEncoder().encode(JSON.stringify(comparison)) }, { level: 0 }),
    );
    await expect(loadModel(forged)).rejects.toMatchObject({ code: 'MODEL_REJECTED', detail: expect.stringMatching(/self-test/) });
  });
  it('is not made of a picture that shows nothing, or too little', async () => {
    const blank = { width: 200, height: 160, data: new Uint8Array(200 * 160 * 3).fill(200) };
    await expect(teach('blank', blank)).rejects.toMatchObject({ code: 'PICTURE_UNSUPPORTED' });
    await expect(teach('tiny', resizeArea(image, 50, 40))).rejects.toMatchObject({ code: 'PICTURE_TOO_SMALL' });
  });
  it(
    'takes its threshold from good pictures where there are enough, and says what it left out',
    async () => {
      const part = label(21, { width: 200, height: 160 });
      // Each with a print that is a little stronger or weaker: what this product is allowed to do.
      const good = await Promise.all(
        [0, 1, 2, 3, 4, 5].map((k) => {
          const faint = spot(20, 140, 5, [214 - 4 * k, 210 - 4 * k, 198 - 4 * k]);
          return save(`good-${k}.png`, photograph({ ...part, shapes: [...part.shapes, faint] }, { noise: 1, seed: k + 1 }));
        }),
      );
      const strange = await save('strange.png', photograph(board(3, { width: 200, height: 160 })));
      const alone = await teach('strict', image, { reviewRate: 0.3 });
      const taught = await teach('tolerant', image, { good: [...good, strange], bad: [strange], reviewRate: 0.3 });
      expect(taught.card.teaching).toMatchObject({ good: 6, bad: 0 });
      expect(taught.card.threshold.method).toMatch(/6 good pictures/);
      // A share of good parts is known from good parts, never from copies of the reference.
      expect(alone.card.threshold.review).toEqual({ value: null, rate: 0.3 });
      expect(taught.card.threshold.review?.value).toBeGreaterThan(0.25);
      expect(taught.card.threshold.review?.value).toBeLessThan(0.5);
      expect(taught.skipped.map(({ reason }) => reason)).toEqual(['PART_NOT_FOUND', 'PART_NOT_FOUND']);
      const strongest = await decodePicture({ path: good[5] ?? '' });
      const scores: number[] = [];
      for (const { modelPath } of [alone, taught]) {
        const model = await loadModel(modelPath);
        scores.push((await model.measure(strongest, options)).score);
        await model.close();
      }
      expect(scores[0]).toBeGreaterThan(0.5);
      expect(scores[1]).toBeLessThan(0.5);
    },
    slow,
  );
});

describe('a reference with regions', () => {
  const part = label(12, size);
  const box = (left: number, top: number, right: number, bottom: number) =>
    [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ].map(([x = 0, y = 0]) => ({ x: x / size.width, y: y / size.height }));
  const region = (kind: Region['kind'], polygon: Region['polygon'], sensitivity = 1): Region => ({
    ...{ id: kind, kind, polygon, sensitivity },
  });
  const ink = spot(120, 200, 7, [20, 20, 20]);
  const inked = { ...part, shapes: [...part.shapes, ink] };
  const judgeBy = async (regions: readonly Region[], ...views: readonly View[]) => {
    const { modelPath } = await teach('regions', photograph(part, { noise: 1 }), { regions });
    const model = await loadModel(modelPath);
    expect(model.regions).toEqual(regions);
    const judge = (view: View) => model.measure(photograph(inked, { noise: 1, seed: 5, ...view }), options);
    const measured = [];
    for (const view of [{}, ...views]) measured.push(await judge(view));
    await model.close();
    return measured.map(({ score, defects }) => ({ passes: score < options.threshold, score, count: defects.length }));
  };

  it('sees nothing in one to ignore, which goes along with a part that lies elsewhere', async () => {
    const passes = { passes: true, count: 0 };
    const around = [region('ignore', box(110, 190, 130, 210))];
    expect(await judgeBy(around, { shiftX: 12, shiftY: 8 }, { turnDeg: 2 })).toMatchObject([passes, passes, passes]);
    expect(await judgeBy([region('ignore', box(140, 190, 160, 210))])).toMatchObject([{ passes: false, count: 1 }]);
  });
  it('sees what lies in one to inspect and nothing else, and counts it by its sensitivity', async () => {
    const here = (sensitivity: number) => judgeBy([region('inspect', box(80, 160, 160, 240), sensitivity)]);
    const [usual, higher] = [await here(1), await here(2)];
    expect(usual).toMatchObject([{ passes: false, count: 1 }]);
    expect(higher[0]?.score).toBeGreaterThan(usual[0]?.score ?? Number.NaN);
    expect(await judgeBy([region('inspect', box(200, 20, 340, 140))])).toMatchObject([{ passes: true, count: 0 }]);
  });
  it('is no model where they leave nothing', async () => {
    const nothing = [region('inspect', box(10, 10, 60, 60)), region('ignore', box(0, 0, 80, 80))];
    await expect(judgeBy(nothing)).rejects.toMatchObject({ code: 'PICTURE_UNSUPPORTED' });
  });
});

describe('evaluating a set with references', () => {
  it(
    'counts defects one to one, and pictures without a reference',
    async () => {
      const set = join(folder, 'set');
      const places = { test: join(set, 'test/mixed'), good: join(set, 'test/good'), reference: join(set, 'reference/mixed') };
      const boxes = join(set, 'boxes/mixed');
      for (const place of [...Object.values(places), boxes]) await mkdir(place, { recursive: true });
      for (const k of [0, 1]) {
        const part = board(30 + k, { width: 240, height: 200 });
        await writeFile(join(places.reference, `${k}.png`), await encodePng(photograph(part, { noise: 1 })));
        const spoilt = { ...part, shapes: [...part.shapes, spot(70, 60, 5, [240, 40, 40]), spot(160, 130, 5, [240, 40, 40])] };
        await writeFile(join(places.test, `${k}.png`), await encodePng(photograph(spoilt, { noise: 1, turnDeg: 1, seed: 4 })));
        // The second one names a place where nothing is.
        await writeFile(
          join(boxes, `${k}.txt`),
          k === 0 ? '55 45 85 75 1\n145 115 175 145 2\n' : '55 45 85 75 1\n10 150 30 180 2\n',
        );
      }
      await writeFile(join(places.reference, '2.png'), await encodePng(photograph(board(32, { width: 240, height: 200 }))));
      await writeFile(join(places.test, '2.png'), 'no picture');
      await writeFile(join(places.good, 'alone.png'), await encodePng(photograph(board(40))));
      await expect(evaluateReferences(set, { references: places.good, boxes: null })).resolves.toMatchObject({ references: 1 });
      const result = await evaluateReferences(set, { references: join(set, 'reference'), boxes: join(set, 'boxes') });
      expect(result).toMatchObject({
        ...{ references: 3, without_reference: 1, test_good: 0, test_bad: 3, recall: 1, escape_rate: 0 },
        ...{ defects_annotated: 4, defects_detected: 4, defect_f1: 0.75, defect_precision: 0.75, defect_recall: 0.75 },
        ...{ image_auroc: null, false_reject_rate: null, copies: 6, copies_rejected: 0 },
        errors: { good: 0, bad: 1, FILE_NOT_A_PICTURE: 1 },
      });
      await expect(evaluateReferences(set, { references: folder, boxes: null })).rejects.toMatchObject({
        code: 'FILE_NOT_A_PICTURE',
      });
    },
    slow,
  );
});
