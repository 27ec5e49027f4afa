import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Finished, finishModel } from '#main/vision/finish.ts';
import { decodePicture, evaluateLabelled, loadModel, teachModel } from '#main/vision/index.ts';
import { judgeCrop } from '#main/vision/judge.ts';
import { lookAtPictures } from '#main/vision/labelled/bad-pictures.ts';
import { standardise } from '#main/vision/labelled/ridge.ts';
import { type Learned, learnGood } from '#main/vision/learn.ts';
import { openSession } from '#main/vision/session.ts';
import type { TeachResult } from '#main/vision/types.ts';
import { needBackbone, plate, savePlates } from './vision-fixture.ts';

const patient = { timeout: 240_000 };
const range = (count: number, from: number) => Array.from({ length: count }, (_, k) => from + k);
/** Tarnished all over: no place stands out, so good pictures alone hardly tell. */
const tarnished = (seed: number) => {
  const image = plate(seed);
  return { ...image, data: image.data.map((value, i) => (i % 3 === 2 ? Math.round(value * 0.94) : value)) };
};

let folder: string;
let good: string[];
let bad: string[];
let taught: TeachResult;
let learned: Learned;
let plain: Finished;
const { signal } = new AbortController();
const request = () => ({ name: 'plate', good, bad, falseRejectRate: 0.05, seed: 3 });

beforeAll(async () => {
  await needBackbone();
  folder = await mkdtemp(join(tmpdir(), 'passline-labelled-'));
  good = await savePlates(
    join(folder, 'train', 'good'),
    range(14, 0).map((seed) => plate(seed)),
  );
  await savePlates(
    join(folder, 'test', 'good'),
    range(6, 50).map((seed) => plate(seed)),
  );
  bad = await savePlates(join(folder, 'test', 'tarnish'), range(8, 100).map(tarnished));
  taught = await teachModel(request(), join(folder, 'models'));
  learned = await learnGood({ good, seed: 3, pooled: true }, () => {}, signal);
  plain = finishModel(learned, [], request());
}, patient.timeout);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('teaching with known bad pictures', () => {
  it('keeps a head that shows the defects it never saw more clearly, and says so in the card', () => {
    const tried = taught.card.scoring?.labelled;
    expect(tried).toMatchObject({ defects: 8, kept: true });
    expect(tried?.with).toBeGreaterThan(tried?.without ?? 1);
    expect(taught.card.method).toContain('known defects');
    expect(taught.scores.every(({ crossValidated }) => crossValidated)).toBe(true);
  });
  it('compiles it into the one graph, which loads, repeats its self-test and never scores above its map', patient, async () => {
    const model = await loadModel(taught.modelPath);
    for (const path of [...good.slice(0, 3), ...bad]) {
      const { score, map } = await model.measure(await decodePicture({ path }), { threshold: 0.5, minDefectAreaPx: 0 });
      expect(Math.max(...map.data)).toBeGreaterThanOrEqual(score);
    }
    await model.close();
  });
  it('scores with the head as it was proved: judges and head, on one scale', patient, async () => {
    const { seen } = await lookAtPictures(bad, learned, plain, () => {}, signal);
    const { graph, calibration, labelled } = finishModel(learned, seen, request());
    const { head } = labelled;
    if (head === null) throw new Error('the head was not kept');
    const session = await openSession(graph);
    for (const { crop, pools, score } of seen) {
      const raised = standardise(head, pools).reduce((sum, value, c) => sum + value * (head.weights[c] ?? 0), head.constant);
      const expected = (score * (1 - head.share) + raised) * calibration.scale + calibration.offset;
      const judged = await judgeCrop(session, crop, learned.preprocessing.map);
      expect(Math.abs(judged.score - expected)).toBeLessThan(1e-4);
    }
    await session.close();
  });
  it('is the same model as without them where they teach nothing: good parts called bad', patient, async () => {
    const alike = await savePlates(
      join(folder, 'alike'),
      range(5, 300).map((seed) => plate(seed)),
    );
    const { seen } = await lookAtPictures(alike, learned, plain, () => {}, signal);
    const misled = finishModel(learned, seen, request());
    expect(misled.labelled.evidence.kept).toBe(false);
    expect(Buffer.compare(misled.graph, plain.graph)).toBe(0);
  });
  it('counts a picture that is given twice once: a twin would be taught while the other is left out', patient, async () => {
    const twins = [bad[0], bad[1], bad[0], bad[0]] as string[];
    const { seen, skipped } = await lookAtPictures(twins, learned, plain, () => {}, signal);
    expect(seen.map(({ path }) => path)).toEqual([bad[0], bad[1]]);
    expect(skipped).toEqual([]);
  });
});

describe('evaluating with known bad pictures', () => {
  it('judges both models on the pictures that are left, draw by draw', patient, async () => {
    await writeFile(join(folder, 'test', 'tarnish', 'cut.png'), 'no picture');
    const result = await evaluateLabelled(folder, { labelled: 3, seeds: 2 });
    expect(result.errors).toEqual({ good: 0, bad: 1, FILE_NOT_A_PICTURE: 1 });
    expect(result).toMatchObject({ labelled: 3, test_good: 6, test_bad: 5, teach_images: 14 });
    expect(result.seeds.map(({ seed, labelled }) => [seed, labelled.length])).toEqual([
      [1, 3],
      [2, 3],
    ]);
    expect(result.seeds[0]?.labelled).not.toEqual(result.seeds[1]?.labelled);
    const gains = result.seeds.map(({ image_auroc }) => image_auroc.with - image_auroc.without);
    expect(result.mean_gain).toBeCloseTo(((gains[0] ?? 0) + (gains[1] ?? 0)) / 2, 9);
    expect(result.worst_gain).toBeCloseTo(Math.min(...gains), 9);
  });
  it('refuses to leave no bad picture to judge', patient, async () => {
    await expect(evaluateLabelled(folder, { labelled: 8 })).rejects.toMatchObject({ code: 'PICTURE_UNSUPPORTED' });
  });
});
