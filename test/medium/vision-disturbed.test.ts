import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateDisturbed } from '#main/vision/index.ts';
import { needBackbone, plate, savePlates } from './vision-fixture.ts';

const patient = { timeout: 240_000 };
let folder: string;

beforeAll(async () => {
  await needBackbone();
  folder = await mkdtemp(join(tmpdir(), 'passline-disturbed-'));
  const save = (name: string, from: number, count: number, scratched: boolean) =>
    savePlates(
      join(folder, name),
      Array.from({ length: count }, (_, k) => plate(from + k, scratched ? { scratch: { x: 70, y: 60, length: 90 } } : {})),
    );
  await save('train/good', 0, 8, false);
  await save('test/good', 50, 3, false);
  await save('test/scratch', 60, 3, true);
  await writeFile(join(folder, 'test', 'scratch', 'cut.png'), 'no picture');
  await writeFile(join(folder, 'test', 'scratch', 'Thumbs.db'), 'no picture');
}, patient.timeout);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('evaluating with disturbed copies', () => {
  it('says what turned, shifted and lit copies lose, within the limits and at them', patient, async () => {
    const result = await evaluateDisturbed(folder, { disturb: true, seeds: 2 });
    expect(result).toMatchObject({ draws: 2, test_good: 3, test_bad: 4, image_auroc: 1 });
    expect(result.errors).toEqual({ good: 0, bad: 1, FILE_NOT_A_PICTURE: 1, copies: 0 });
    for (const kind of ['turned', 'shifted', 'lit'] as const) {
      const { image_auroc, lost, image_auroc_at_limit, lost_at_limit } = result[kind];
      expect(lost).toBeCloseTo(1 - image_auroc, 9);
      expect(lost_at_limit).toBeCloseTo(1 - image_auroc_at_limit, 9);
    }
    // Plates sit still and fill the picture: a brighter lamp must not make them bad.
    expect(result.lit.lost).toBeLessThanOrEqual(0.2);
  });
});
