import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePicture, evaluateReferences, evaluateSet, loadModel, teachModel } from '#main/vision/index.ts';
import type { TeachResult } from '#main/vision/types.ts';
import { needBackbone, plate, savePlates } from './vision-fixture.ts';

const hazelnut = fileURLToPath(new URL('../../../shared/datasets/hazelnut_toy', import.meta.url));
/** Teaching real pictures takes seconds alone and minutes beside other work. */
const patient = { timeout: 240_000 };
const absent = !existsSync(hazelnut);
if (absent) process.stderr.write(`SKIPPED: real pictures, because ${hazelnut} is not there\n`);

describe.skipIf(absent)('on real hazelnuts', () => {
  let folder: string;
  let taught: TeachResult;
  beforeAll(async () => {
    await needBackbone();
    folder = await mkdtemp(join(tmpdir(), 'passline-hazelnut-'));
    const from = join(hazelnut, 'train', 'good');
    const good = (await readdir(from)).sort().map((name) => join(from, name));
    taught = await teachModel({ name: 'hazelnut', good, bad: [], falseRejectRate: 0.05, seed: 1 }, folder);
  }, patient.timeout);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('tells good from bad: AUROC 0.99 and more, few false rejects, the map on the marks', patient, async () => {
    const result = await evaluateSet(hazelnut);
    expect(result).toMatchObject({ dataset: 'hazelnut_toy', teach_images: 22, test_good: 12, test_bad: 17, threshold: 0.5 });
    expect(result.image_auroc).toBeGreaterThanOrEqual(0.99);
    expect(result.false_reject_rate).toBeLessThanOrEqual(0.1);
    expect(result.escape_rate).toBeLessThanOrEqual(0.1);
    expect(result.pixel_auroc).toBeGreaterThan(0.95);
    expect(result.aupro).toBeGreaterThan(0.8);
    // The same pictures and seed: what was taught here is what was evaluated.
    expect(result.model_sha256).toBe(taught.sha256);
  });
  it('two loads of one model give the same score to the last bit', async () => {
    const [first, second] = [await loadModel(taught.modelPath), await loadModel(taught.modelPath)];
    for (const name of (await readdir(join(hazelnut, 'test', 'colour'))).slice(0, 4)) {
      const image = await decodePicture({ path: join(hazelnut, 'test', 'colour', name) });
      const options = { threshold: 0.5, minDefectAreaPx: 0 };
      const [a, b] = [await first.measure(image, options), await second.measure(image, options)];
      expect(b.score).toBe(a.score);
      expect(b.defects).toEqual(a.defects);
    }
    await Promise.all([first.close(), second.close()]);
  });
});

const boards = fileURLToPath(new URL('../../../shared/datasets/deeppcb_20085', import.meta.url));
const noBoards = !existsSync(boards);
if (noBoards) process.stderr.write(`SKIPPED: real boards, because ${boards} is not there\n`);

describe.skipIf(noBoards)('on real boards, each against its reference', () => {
  it('finds the annotated defects and nothing else, F1 0.95 and more, and passes disturbed copies', {
    timeout: 480_000,
  }, async () => {
    const folders = { references: join(boards, 'reference'), boxes: join(boards, 'boxes') };
    const result = await evaluateReferences(boards, folders);
    expect(result).toMatchObject({ references: 25, without_reference: 25, defects_annotated: 188, escape_rate: 0 });
    expect(result.defect_f1).toBeGreaterThanOrEqual(0.95);
    expect(result).toMatchObject({ copies: 50, copies_rejected: 0, errors: { good: 0, bad: 0 } });
  });
});

describe('evaluating a set', () => {
  let folder: string;
  beforeAll(async () => {
    await needBackbone();
    folder = await mkdtemp(join(tmpdir(), 'passline-set-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('refuses a folder that is no set', async () => {
    await expect(evaluateSet(folder)).rejects.toMatchObject({ code: 'FILE_NOT_A_PICTURE' });
  });
  it('counts a test picture that cannot be judged as rejected, and has no pixel figures without masks', patient, async () => {
    const scratch = { x: 70, y: 60, length: 90 };
    await savePlates(
      join(folder, 'train', 'good'),
      Array.from({ length: 8 }, (_, k) => plate(k)),
    );
    await savePlates(join(folder, 'test', 'good'), [plate(20), plate(21)]);
    await savePlates(join(folder, 'test', 'scratch'), [plate(30, { scratch }), plate(31, { scratch })]);
    await symlink('/nowhere', join(folder, 'test', 'scratch', 'lost.png'));
    // A picture whatever it is called; what systems and people leave beside pictures.
    await rename(join(folder, 'test', 'scratch', 'plate-001.png'), join(folder, 'test', 'scratch', 'plate-001.export'));
    for (const kind of ['good', 'scratch']) {
      for (const stray of ['Thumbs.db', '.DS_Store', 'desktop.ini', 'notes.txt', 'README'])
        await writeFile(join(folder, 'test', kind, stray), 'no picture');
    }
    await writeFile(join(folder, 'train', 'good', 'Thumbs.db'), 'no picture');
    const result = await evaluateSet(folder);
    expect(result).toMatchObject({ test_good: 2, test_bad: 3, pixel_auroc: null, aupro: null, image_auroc: 1, recall: 1 });
    expect(result.errors).toEqual({ good: 0, bad: 1, FILE_NOT_A_PICTURE: 1, masks: 0 });
    expect(Object.keys(result).sort()).toEqual(
      [
        ...[
          'aupro',
          'backbone_ms_p50',
          'dataset',
          'errors',
          'escape_rate',
          'f1',
          'false_reject_rate',
          'image_auroc',
          'latency_ms',
          'method',
        ],
        ...[
          'model_sha256',
          'pixel_auroc',
          'precision',
          'recall',
          'teach_images',
          'teach_s',
          'test_bad',
          'test_good',
          'upright',
          'threshold',
        ],
      ].sort(),
    );
  });
  it('measures pixels against masks where there are some', patient, async () => {
    const masks = join(folder, 'ground_truth', 'scratch');
    await mkdir(masks, { recursive: true });
    const data = new Uint8Array(320 * 240 * 3);
    for (let y = 60; y < 150; y++) {
      const x = Math.round(70 + (y - 60) * 0.4);
      data.fill(255, (y * 320 + x - 3) * 3, (y * 320 + x + 4) * 3);
    }
    await savePlates(masks, [{ width: 320, height: 240, data }]);
    const result = await evaluateSet(folder);
    expect(result.pixel_auroc).toBeGreaterThan(0.9);
    expect(result.aupro).toBeGreaterThan(0.5);
    expect(result.aupro).toBeLessThanOrEqual(1);

    // The same mask with its kind of defect as a number, beside one that is no picture; and no good pictures to test.
    const numbered = data.map((value) => (value > 0 ? 2 : 0));
    await savePlates(masks, [{ width: 320, height: 240, data: numbered }]);
    await writeFile(join(masks, 'plate-001_mask.png'), 'not a picture');
    await rm(join(folder, 'test', 'good'), { recursive: true });
    const again = await evaluateSet(folder);
    expect(again.pixel_auroc).toBeGreaterThan(0.9);
    expect(again.errors).toMatchObject({ masks: 1 });
    expect(again).toMatchObject({ test_good: 0, image_auroc: null, false_reject_rate: null, escape_rate: 0 });
  });
});
