import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePng, evaluateReferences, loadModel, teachReference } from '#main/vision/index.ts';
import type { Image, Model, TeachReferenceRequest, TeachResult } from '#main/vision/types.ts';
import { type Colour, photograph, type PrintedPart, type Shape, type View } from './printed-parts.ts';

/**
 * Tracks of copper on a dark ground, as boards are before anything is soldered to them; and what goes wrong with them: a track
 * that is cut through, two that are joined, a splash that touches nothing.
 */
const copper: Colour = [204, 150, 92];
const ground: Colour = [34, 52, 44];
/** Their upper edges; no two gaps are alike, so that no part can be laid over its reference one track too high. */
const rows = [24, 43, 66, 82, 106, 130, 147, 171, 189];
const thick = 7;
const track = (k: number): number => rows[k] as number;
const part: PrintedPart = {
  ...{ width: 280, height: 220, ground, grain: 2 },
  shapes: rows.flatMap((y, k): Shape[] => [
    { kind: 'rect', x: 30 + ((k * 13) % 17), y, width: 205 + ((k * 11) % 19), height: thick, colour: copper },
    { kind: 'disc', x: 30 + ((k * 13) % 17), y: y + 3.5, radius: 5 + (k % 3), colour: copper },
  ]),
};
const place = (seed: number) => ({ x: 60 + ((seed * 37) % 150), k: 1 + ((seed * 5) % 6) });
const cutAt = (x: number, k: number, width: number): Shape => ({
  ...{ kind: 'rect', x, y: track(k) - 2, width, height: thick + 4, colour: ground },
});
const joinedAt = (x: number, k: number, width: number): Shape => ({
  ...{ kind: 'rect', x, y: track(k) + 2, width, height: track(k + 1) - track(k), colour: copper },
});
const spoilt = (shapes: readonly Shape[], seed: number, view: View = {}): Image => {
  const lies = { shiftX: (seed % 5) - 2, turnDeg: ((seed % 7) - 3) / 4, ...view };
  return photograph({ ...part, shapes: [...part.shapes, ...shapes] }, { noise: 2, seed, ...lies });
};
const wrong = {
  cut: (seed: number) => spoilt([cutAt(place(seed).x, place(seed).k, 8 + (seed % 4))], seed),
  joined: (seed: number) => spoilt([joinedAt(place(seed).x, place(seed).k, 7 + (seed % 4))], seed),
  splash: (seed: number) => {
    const { x, k } = place(seed);
    const y = (track(k) + thick + track(k + 1)) / 2;
    return spoilt([{ kind: 'disc', x, y, radius: 2.2 + (seed % 3) / 4, colour: copper }], seed);
  },
} as const;
type Kind = keyof typeof wrong;
const kinds = Object.keys(wrong) as Kind[];

const slow = 240_000;
const options = { threshold: 0.5, minDefectAreaPx: 0 };
let folder: string;
let request: TeachReferenceRequest;
let taught: TeachResult;
let model: Model;

const save = async (name: string, image: Image): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, await encodePng(image));
  return path;
};
/** Four of a kind, taught; others are judged. */
const known = [1, 2, 3, 4];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passline-reference-kinds-'));
  const reference = await save('reference.png', photograph(part, { noise: 1 }));
  const pairs: [string, Kind][] = [];
  for (const kind of kinds) for (const seed of known) pairs.push([await save(`${kind}-${seed}.png`, wrong[kind](seed)), kind]);
  request = {
    ...{ name: 'board', reference, good: [], bad: pairs.map(([path]) => path), kinds: Object.fromEntries(pairs) },
    ...{ falseRejectRate: 0.05, seed: 1 },
  };
  taught = await teachReference(request, join(folder, 'models'));
  model = await loadModel(taught.modelPath);
}, slow);
afterAll(async () => {
  await model?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('kinds of defects of a product that is compared with a reference', { timeout: slow }, () => {
  it('are learnt from the bad pictures that say one, and the card says how well', () => {
    expect(taught.card.kinds).toMatchObject({ kinds: kinds.map((name) => ({ name, pictures: 4 })), kept: true });
    expect(taught.card.kinds?.right).toBeGreaterThanOrEqual(0.8);
  });
  it('are named on pictures that took no part', async () => {
    const named: (readonly [Kind, string | null | undefined])[] = [];
    for (const kind of kinds) {
      for (const seed of [11, 12, 13, 14]) {
        const { defects } = await model.measure(wrong[kind](seed), options);
        expect(defects).toHaveLength(1);
        expect(defects[0]?.kind_confidence).toBeGreaterThan(0);
        named.push([kind, defects[0]?.kind]);
      }
    }
    // Sure enough or not: never one of the others.
    expect(named.filter(([kind, told]) => told !== null && told !== kind)).toEqual([]);
    expect(named.filter(([, told]) => told !== null).length).toBeGreaterThanOrEqual(9);
  });
  it('leave a defect unknown that is like none of those that were taught', async () => {
    const blue: Shape = { kind: 'disc', x: 140, y: 120, radius: 30, colour: [40, 60, 230] };
    const [defect] = (await model.measure(spoilt([blue], 5), options)).defects;
    expect(defect).toMatchObject({ kind: null });
  });
  it('change nothing of score, map and place, and none are told where none were taught', { timeout: slow }, async () => {
    const { kinds: _, ...without } = request;
    const plainTaught = await teachReference(without, join(folder, 'plain'));
    expect(plainTaught.card.kinds).toBeUndefined();
    const plainModel = await loadModel(plainTaught.modelPath);
    const image = wrong.cut(21);
    const [plain, telling] = [await plainModel.measure(image, options), await model.measure(image, options)];
    expect(telling.score).toBe(plain.score);
    expect(telling.map).toEqual(plain.map);
    expect(telling.defects.map(({ kind: _kind, kind_confidence: __, ...rest }) => rest)).toEqual(plain.defects);
    expect(plain.defects[0]).not.toHaveProperty('kind');
    await plainModel.close();
  });
  it('are learnt from boxes with types, which say more than the picture they are drawn on', { timeout: slow }, async () => {
    const boxes = join(folder, 'boxes');
    await mkdir(boxes, { recursive: true });
    const bad: string[] = [];
    for (const seed of known) {
      // Two defects on a picture: only boxes can tell which is which.
      const { x, k } = place(seed);
      const other = { x: 60 + ((x + 60) % 150), k: 1 + (k % 6) };
      const image = spoilt([cutAt(x, k, 8), joinedAt(other.x, other.k, 7)], seed);
      bad.push(await save(`two-${seed}.png`, image));
      const box = (left: number, top: number, right: number, bottom: number, type: string) =>
        `${[left - 5, top - 5, right + 5, bottom + 5].join(' ')} ${type}\n`;
      await writeFile(
        join(boxes, `two-${seed}.txt`),
        box(x, track(k), x + 8, track(k) + thick, 'cut through') +
          box(other.x, track(other.k) + thick, other.x + 7, track(other.k + 1), 'joined'),
      );
    }
    const wrongKinds = Object.fromEntries(bad.map((path) => [path, 'anything']));
    const { card, modelPath } = await teachReference({ ...request, bad, kinds: wrongKinds, boxes }, join(folder, 'boxed'));
    const told = ['cut through', 'joined'].map((name) => ({ name, pictures: 4 }));
    expect(card.kinds).toMatchObject({ kinds: told, kept: true });
    const boxed = await loadModel(modelPath);
    const [defect] = (await boxed.measure(wrong.joined(31), options)).defects;
    expect(['joined', null]).toContain(defect?.kind);
    await boxed.close();
    await writeFile(join(boxes, 'two-1.txt'), 'here and there\n');
    await expect(teachReference({ ...request, bad, boxes }, join(folder, 'boxed'))).rejects.toMatchObject({
      code: 'FILE_DAMAGED',
    });
  });
  it('are refused where a model brings what tells nothing apart', async () => {
    const entries = unzipSync(await readFile(taught.modelPath));
    const stored = JSON.parse(new TextDecoder().decode(entries['kinds.json'])) as { linears: unknown[]; mean: number[] };
    const odd = [{ ...stored, names: ['one'] }, { ...stored, linears: stored.linears.slice(1) }, { ...stored, mean: [0] }, []];
    for (const kindsOf of odd) {
      const path = join(folder, 'odd.model');
      await writeFile(
        path,
        zipSync({ ...entries, 'kinds.json': new TextEncoder().encode(JSON.stringify(kindsOf)) }, { level: 0 }),
      );
      await expect(loadModel(path)).rejects.toMatchObject({ code: 'MODEL_REJECTED' });
    }
  });
});

describe('what the reference shows where a part has a defect', { timeout: slow }, () => {
  it('is the same place, wherever the part lies in its picture and however large that is', async () => {
    for (const view of [{ shiftX: 0 }, { shiftX: 6, shiftY: -4, turnDeg: 2 }] satisfies View[]) {
      const { defects, resemblances } = await model.measure(spoilt([cutAt(120, 3, 8)], 3, view), options);
      expect(resemblances).toHaveLength(defects.length);
      const [
        {
          defect,
          good: [shown],
          ...own
        } = {} as never,
      ] = resemblances;
      expect(defect).toBe(0);
      expect(shown?.picture).toBe(0);
      // The middle of the cut, in pixels of the reference.
      expect(
        Math.hypot(
          (shown?.x ?? 0) + (shown?.width ?? 0) / 2 - 124,
          (shown?.y ?? 0) + (shown?.height ?? 0) / 2 - (track(3) + 3.5),
        ),
      ).toBeLessThan(3);
      const [found] = defects;
      expect(
        Math.hypot(
          own.x + own.width / 2 - ((found?.x ?? 0) + (found?.width ?? 0) / 2),
          own.y + own.height / 2 - ((found?.y ?? 0) + (found?.height ?? 0) / 2),
        ),
      ).toBeLessThan(2);
    }
  });
  it('is told of no part that passes', async () => {
    expect((await model.measure(photograph(part, { noise: 2, seed: 9 }), options)).resemblances).toEqual([]);
  });
});

describe('evaluating how kinds are named', () => {
  it('names the defects of each picture by what the others teach', { timeout: slow }, async () => {
    const set = join(folder, 'set');
    const [test, reference, boxes] = ['test/mixed', 'reference/mixed', 'boxes/mixed'].map((name) => join(set, name)) as [
      string,
      string,
      string,
    ];
    for (const one of [test, reference, boxes]) await mkdir(one, { recursive: true });
    const judged: readonly Kind[] = ['cut', 'splash', 'cut', 'splash', 'cut', 'splash'];
    for (const [k, kind] of judged.entries()) {
      await writeFile(join(reference, `${k}.png`), await encodePng(photograph(part, { noise: 1 })));
      await writeFile(join(test, `${k}.png`), await encodePng(wrong[kind](40 + k)));
      // The last one says no type: it is found, but nobody knows how it should be called.
      await writeFile(join(boxes, `${k}.txt`), `0 0 280 220 ${k < 5 ? kind : ''}\n`);
    }
    const result = await evaluateReferences(set, { references: join(set, 'reference'), boxes: join(set, 'boxes'), kinds: true });
    expect(result).toMatchObject({ defects_detected: 6, kinds_judged: 5, kinds_wrong: 0 });
    expect((result.kinds_right ?? 0) + (result.kinds_unknown ?? 0)).toBe(5);
    expect(result.kinds_right).toBeGreaterThanOrEqual(3);
    expect(result.kinds).toMatchObject([
      { name: 'cut', judged: 3, taken_for: [] },
      { name: 'splash', judged: 2, taken_for: [] },
    ]);
  });
});
