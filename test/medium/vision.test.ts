import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePicture, encodeMapPng, engineFingerprint, loadModel, renderOverlay, teachModel } from '#main/vision/index.ts';
import type { Image, Model, TeachProgress, TeachResult } from '#main/vision/types.ts';
import { needBackbone, plate, savePlates, type Scratch } from './vision-fixture.ts';

const scratch: Scratch = { x: 70, y: 60, length: 90 };
const options = { threshold: 0.5, minDefectAreaPx: 0 };
/** Teaching takes two seconds alone, and minutes beside other work. */
const patient = { timeout: 240_000 };
let folder: string;
let good: string[];
let bad: string[];
let taught: TeachResult;
let model: Model;
const progress: TeachProgress[] = [];

beforeAll(async () => {
  await needBackbone();
  folder = await mkdtemp(join(tmpdir(), 'passline-vision-'));
  good = await savePlates(
    join(folder, 'good'),
    Array.from({ length: 12 }, (_, k) => plate(k)),
  );
  bad = await savePlates(join(folder, 'bad'), [plate(100, { scratch }), plate(101, { scratch })]);
  const broken = join(folder, 'broken.png');
  await writeFile(broken, (await readFile(good[0] as string)).subarray(0, 4000));
  const pictures = [...good.slice(0, 6), broken, ...good.slice(6)];
  const request = { name: 'plate', good: pictures, bad, falseRejectRate: 0.02, reviewRate: 0.1, seed: 7 };
  taught = await teachModel(request, join(folder, 'models'), { onProgress: (step) => progress.push(step) });
  model = await loadModel(taught.modelPath);
}, patient.timeout);
afterAll(async () => {
  await model?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('teaching', () => {
  it('skips pictures that cannot be used, and says why', () => {
    expect(taught.skipped.map(({ path, reason }) => [basename(path), reason])).toEqual([['broken.png', 'FILE_DAMAGED']]);
    expect(taught.card.teaching.good).toBe(12);
  });
  it('tells how far it is: every step, in order, up to its end', () => {
    expect([...new Set(progress.map(({ step }) => step))]).toEqual([
      'decode',
      'features',
      'validate',
      'select',
      'compile',
      'self-test',
    ]);
    for (const step of ['decode', 'features', 'validate'] as const) {
      const own = progress.filter((one) => one.step === step);
      expect(own.at(-1)?.done).toBe(own.at(-1)?.total);
    }
  });
  it('puts the middle of the validated good parts at 0.25 and most of them below 0.5', () => {
    const scores = taught.card.threshold.goodScores;
    expect(((scores[5] as number) + (scores[6] as number)) / 2).toBeCloseTo(0.25, 5);
    expect(scores.filter((score) => score >= 0.5).length).toBeLessThanOrEqual(1);
    expect(taught.card.threshold.badScores.every((score) => score > 0.5)).toBe(true);
  });
  it('gives the score of every picture by its path: those that the threshold was placed on, and the bad ones', () => {
    const { scores, card } = taught;
    const of = (kind: 'good' | 'bad') => scores.filter((one) => one.kind === kind);
    expect(of('good').map(({ path }) => path)).toEqual(good);
    expect(of('good').every(({ crossValidated }) => crossValidated)).toBe(true);
    const ascending = (values: readonly { readonly score: number }[]) =>
      values.map(({ score }) => score).toSorted((a, b) => a - b);
    expect(ascending(of('good'))).toEqual(card.threshold.goodScores);
    expect(of('bad').map(({ path }) => basename(dirname(path)))).toEqual(['bad', 'bad']);
    expect(ascending(of('bad'))).toEqual(card.threshold.badScores);
  });
  it('proposes from which score a person should look: above the middle of the good parts, below the threshold', () => {
    const { review, goodScores } = taught.card.threshold;
    expect(review?.rate).toBe(0.1);
    expect(review?.value).toBeGreaterThan(0.25);
    expect(review?.value).toBeLessThan(0.5);
    const looked = (limit: number) => goodScores.filter((score) => score >= limit).length;
    expect(looked(review?.value ?? 0)).toBeLessThanOrEqual(6);
  });
  it('says which judges took part, and by what evidence', () => {
    const { scoring } = taught.card;
    expect(scoring?.members.map(({ name }) => name)).toEqual(['r16', 'r16c', 'g8']);
    expect(scoring?.members.every(({ weight }) => weight > 0)).toBe(true);
    // The plates sit still on no background worth the name, or fill the picture: copies follow from the spread alone.
    expect(scoring?.evidence.positionVariance).toBeLessThan(0.5);
    expect(scoring?.copies).toBe((scoring?.evidence.spread ?? 0) >= 2.5 ? 24 : 0);
  });
  it('gives the same model from the same pictures and seed', patient, async () => {
    const request = { name: 'another name', good, bad, falseRejectRate: 0.02, seed: 7 };
    const again = await teachModel(request, join(folder, 'again'));
    expect(again.sha256).toBe(taught.sha256);
  });
  it('needs five different good pictures', async () => {
    const same = Array.from({ length: 6 }, () => good[0] as string);
    const request = { name: 'few', good: [...good.slice(1, 4), ...same], bad: [], falseRejectRate: 0.02, seed: 7 };
    await expect(teachModel(request, join(folder, 'few'))).rejects.toMatchObject({ code: 'PICTURE_UNSUPPORTED' });
    await expect(teachModel({ ...request, good: [] }, join(folder, 'few'))).rejects.toMatchObject({
      code: 'PICTURE_UNSUPPORTED',
    });
  });
  it('stops when cancelled and leaves nothing behind', async () => {
    const cancel = new AbortController();
    const outFolder = join(folder, 'cancelled');
    const request = { name: 'plate', good, bad: [], falseRejectRate: 0.02, seed: 7 };
    const onProgress = ({ step }: TeachProgress) => {
      if (step === 'validate') cancel.abort(new Error('enough'));
    };
    await expect(teachModel(request, outFolder, { onProgress, signal: cancel.signal })).rejects.toThrow('enough');
    expect(await readdir(outFolder).catch(() => [])).toEqual([]);
  });
});

describe('judging', () => {
  it('passes a good part that was never seen, without a defect', async () => {
    const { score, defects } = await model.measure(plate(50), options);
    expect(score).toBeLessThan(0.5);
    expect(defects).toEqual([]);
  });
  it('finds a scratch, and finds it where it is', async () => {
    const { score, defects } = await model.measure(plate(51, { scratch }), options);
    expect(score).toBeGreaterThan(0.5);
    const [defect] = defects;
    // The scratch runs from (70, 60) to (106, 150).
    expect(defect?.x).toBeLessThan(88);
    expect((defect?.x ?? 0) + (defect?.width ?? 0)).toBeGreaterThan(88);
    expect(defect?.y).toBeLessThan(105);
    expect((defect?.y ?? 0) + (defect?.height ?? 0)).toBeGreaterThan(105);
    expect((defect?.width ?? 0) * (defect?.height ?? 0)).toBeLessThan(320 * 240 * 0.4);
  });
  it('says which judges lift the score of a defect', async () => {
    const { scorers } = await model.measure(plate(51, { scratch }), options);
    const names = [
      ...(taught.card.scoring?.members.map(({ name }) => name) ?? []),
      ...(taught.card.scoring?.labelled?.kept === true ? ['labelled'] : []),
    ];
    expect(scorers.map(({ name }) => name)).toEqual(names);
    expect(scorers.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(scorers.every(({ share }) => share >= 0)).toBe(true);
  });
  it('tells what a defect looked most like: places of the good pictures that the model carries', async () => {
    const { defects, resemblances } = await model.measure(plate(51, { scratch }), options);
    expect(resemblances.map(({ defect }) => defect)).toEqual([...defects.keys()]);
    for (const { x, y, width, height, good: found } of resemblances) {
      expect(x + width).toBeLessThanOrEqual(320);
      expect(y + height).toBeLessThanOrEqual(240);
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found.map(({ picture }) => picture)).size).toBe(found.length);
    }
  });
  it('tells what the highest place of a part without a defect looked most like', async () => {
    const { resemblances } = await model.measure(plate(50), options);
    expect(resemblances.map(({ defect }) => defect)).toEqual([null]);
    expect(resemblances[0]?.good.every(({ picture }) => picture < (taught.card.carried?.length ?? 0))).toBe(true);
  });
  it('lists a defect for every score at the threshold, whatever the threshold and the least area', async () => {
    const image = plate(52, { scratch: { ...scratch, length: 25 } });
    const { score } = await model.measure(image, options);
    for (const threshold of [score, score - 1e-7, score - 0.1, 0.1]) {
      const { defects } = await model.measure(image, { threshold, minDefectAreaPx: 1e9 });
      expect(defects.length).toBe(1);
    }
  });
  it('says the same of the same picture every time, and of its crop what it said of the picture', async () => {
    const image = plate(53, { width: 1000, height: 750, scratch: { x: 300, y: 200, length: 200 } });
    const [first, second] = [await model.measure(image, options), await model.measure(image, options)];
    expect(second.score).toBe(first.score);
    expect(Buffer.compare(Buffer.from(first.map.data.buffer), Buffer.from(second.map.data.buffer))).toBe(0);
    expect((await model.measure(first.crop, options)).score).toBe(first.score);
  });
  it('takes pixels that stand on shared memory', async () => {
    const image = plate(54);
    const data = new Uint8Array(new SharedArrayBuffer(image.data.length));
    data.set(image.data);
    expect((await model.measure({ ...image, data }, options)).score).toBe((await model.measure(image, options)).score);
  });
  it('refuses a picture of another shape than was taught', async () => {
    await expect(model.measure(plate(55, { width: 240, height: 320 }), options)).rejects.toMatchObject({
      code: 'PICTURE_UNSUPPORTED',
    });
  });
  it('draws what it saw: the map as grey PNG, the overlay as JPEG with colours where the scratch is', async () => {
    const image: Image = plate(56, { scratch });
    const { map, defects } = await model.measure(image, options);
    const png = await sharp(await encodeMapPng(map, 0.5)).metadata();
    expect(png).toMatchObject({ format: 'png', width: map.width, height: map.height, channels: 1 });
    const overlay = await decodePicture({ bytes: await renderOverlay(image, map, defects, { threshold: 0.5 }) });
    expect(overlay).toMatchObject({ width: 320, height: 240 });
    const colourful = (x: number, y: number) => {
      const [red = 0, green = 0, blue = 0] = overlay.data.subarray((y * 320 + x) * 3);
      return Math.max(red, green, blue) - Math.min(red, green, blue);
    };
    expect(colourful(88, 105)).toBeGreaterThan(60);
    expect(colourful(300, 20)).toBeLessThan(30);
  });
});

describe('a model file', () => {
  const rewritten = async (change: (entries: Record<string, Uint8Array>) => void): Promise<string> => {
    const entries = unzipSync(await readFile(taught.modelPath));
    change(entries);
    const path = join(await mkdtemp(join(folder, 'changed-')), 'changed.model');
    await writeFile(path, zipSync(entries, { level: 0 }));
    return path;
  };
  const rejected = { code: 'MODEL_REJECTED' };
  const replace = (entries: Record<string, Uint8Array>, name: string, from: RegExp, to: string) => {
    const text = new TextDecoder().decode(entries[name]);
    expect(text).toMatch(from);
    entries[name] = new TextEncoder().encode(text.replace(from, to));
  };

  it('is named by its content and loads to the same scores', async () => {
    expect(basename(taught.modelPath)).toBe(`${taught.sha256}.model`);
    expect(model.sha256).toBe(taught.sha256);
    const reloaded = await loadModel(taught.modelPath);
    const image = plate(60, { scratch });
    expect((await reloaded.measure(image, options)).score).toBe((await model.measure(image, options)).score);
    await reloaded.close();
  });
  it('that is missing is MODEL_MISSING', async () => {
    await expect(loadModel(join(folder, 'none.model'))).rejects.toMatchObject({ code: 'MODEL_MISSING' });
  });
  it('that has the name of another is rejected', async () => {
    const path = join(dirname(taught.modelPath), `${'0'.repeat(64)}.model`);
    await cp(taught.modelPath, path);
    await expect(loadModel(path)).rejects.toMatchObject(rejected);
  });
  it('that is not a model at all is rejected', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('PK'), Buffer.alloc(100_000, 1)]) {
      const path = join(folder, 'noise.model');
      await writeFile(path, bytes);
      await expect(loadModel(path)).rejects.toMatchObject(rejected);
    }
  });
  it('whose weights were changed fails its self-test', async () => {
    const path = await rewritten((entries) => {
      const graph = entries['graph.onnx'] as Uint8Array;
      for (let i = graph.length >> 1; i < (graph.length >> 1) + 4096; i += 4) graph[i] = (graph[i] ?? 0) ^ 0xff;
    });
    await expect(loadModel(path)).rejects.toMatchObject(rejected);
  });
  it('whose expectations were changed fails its self-test, by little on this machine, by much on any', async () => {
    const nudge = (digits: string) =>
      rewritten((entries) => replace(entries, 'self-test.json', /("score": -?\d+\.)\d+/, `$1${digits}`));
    await expect(loadModel(await nudge('9'))).rejects.toMatchObject(rejected);
    const score = (await readSelfTest(taught.modelPath)).cases[0]?.score ?? Number.NaN;
    const slightly = await rewritten((entries) =>
      replace(entries, 'self-test.json', /"score": -?[\d.e-]+/, `"score": ${score + 2e-5}`),
    );
    await expect(loadModel(slightly)).rejects.toMatchObject(rejected);
    const elsewhere = await rewritten((entries) => {
      replace(entries, 'self-test.json', /"score": -?[\d.e-]+/, `"score": ${score + 2e-5}`);
      replace(entries, 'self-test.json', /"fingerprint": "[^"]*"/, '"fingerprint": "another machine"');
    });
    await (await loadModel(elsewhere)).close();
  });
  it('that brings foreign operators, odd names or missing pieces is rejected', async () => {
    const foreign = await rewritten((entries) => {
      const graph = Buffer.from(entries['graph.onnx'] as Uint8Array);
      // Field 4 of a node, 15 bytes long: its operator. Names of values hold the same word.
      const at = graph.indexOf('\x22\x0fLpNormalization', 0, 'latin1');
      graph.write('LoadEverything!', at + 2, 'latin1');
      entries['graph.onnx'] = graph;
    });
    await expect(loadModel(foreign)).rejects.toThrow(/LoadEverything/);
    const changes: ((entries: Record<string, Uint8Array>) => void)[] = [
      (entries) => void (entries['../outside.txt'] = new Uint8Array(3)),
      (entries) => void delete entries['self-test.json'],
      (entries) => void delete entries['self-test/0.png'],
      (entries) => void delete entries['taught/0.jpg'],
      (entries) => void (entries['taught/1.jpg'] = entries['self-test/0.png'] as Uint8Array),
      (entries) => void (entries['taught/99.jpg'] = entries['taught/0.jpg'] as Uint8Array),
      (entries) => replace(entries, 'preprocessing.json', /"width": \d+/, '"width": 100000'),
      (entries) => replace(entries, 'preprocessing.json', /"width": \d+/, '"width": 352'),
      (entries) => void (entries['card.json'] = new TextEncoder().encode('{}')),
      (entries) => void (entries['graph.onnx'] = new Uint8Array(10)),
    ];
    for (const change of changes) await expect(loadModel(await rewritten(change))).rejects.toMatchObject(rejected);
  });
  it('of an earlier version, whose card does not tell of judges, still loads', async () => {
    const path = await rewritten((entries) => {
      const { scoring: _, ...card } = JSON.parse(new TextDecoder().decode(entries['card.json']));
      entries['card.json'] = new TextEncoder().encode(JSON.stringify(card));
    });
    const older = await loadModel(path);
    expect(older.card.scoring).toBeUndefined();
    expect(older.sha256).toBe(taught.sha256);
    await older.close();
  });
  it('of an earlier version, which carries no pictures, still loads and tells of none', async () => {
    const path = await rewritten((entries) => {
      for (const name of Object.keys(entries)) if (name.startsWith('taught/')) delete entries[name];
    });
    const older = await loadModel(path);
    const { score, resemblances } = await older.measure(plate(60, { scratch }), options);
    expect(score).toBe((await model.measure(plate(60, { scratch }), options)).score);
    expect(resemblances).toEqual([]);
    await older.close();
  });
  it('that unpacks to more than a model may is rejected before it is unpacked', async () => {
    const path = join(folder, 'bomb.model');
    await writeFile(path, zipSync({ 'card.json': new Uint8Array(64 * 1024 * 1024) }, { level: 9 }));
    await expect(loadModel(path)).rejects.toMatchObject(rejected);
  });
});

async function readSelfTest(path: string): Promise<{ fingerprint: string; cases: { score: number }[] }> {
  const entries = unzipSync(await readFile(path));
  return JSON.parse(new TextDecoder().decode(entries['self-test.json']));
}

describe('the engine fingerprint', () => {
  it('names what scores depend on, and is what the self-test was seen with', async () => {
    for (const part of ['onnxruntime 1.', 'libvips 8.', `node ${process.versions.node}`])
      expect(engineFingerprint()).toContain(part);
    expect((await readSelfTest(taught.modelPath)).fingerprint).toBe(engineFingerprint());
  });
});
