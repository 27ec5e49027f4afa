import { randomUUIDv7 } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ortWeb from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '#main/engine/index.ts';
import { draftRecipe } from '#main/learning/draft-recipe.ts';
import { parseArtifact } from '#main/vision/artifact.ts';
import { judgeCrop } from '#main/vision/judge.ts';
import { loadModel, teachModel } from '#main/vision/index.ts';
import { readEntries } from '#main/vision/model-file.ts';
import { selfTestTolerance } from '#main/vision/self-test.ts';
import { openSession } from '#main/vision/session.ts';
import type { Measurement } from '#main/vision/types.ts';
import type { Region } from '#shared/domain/region.ts';
import { quiet } from './engine-fixture.ts';
import { needBackbone, plate, savePlates, type Scratch } from './vision-fixture.ts';

const patient = { timeout: 240_000 };
const options = { threshold: 0.5, minDefectAreaPx: 0 };
const scratch: Scratch = { x: 70, y: 60, length: 90 };
const face: Region = {
  id: 'face',
  kind: 'inspect',
  polygon: [
    { x: 0.05, y: 0.1 },
    { x: 0.55, y: 0.1 },
    { x: 0.4, y: 0.95 },
  ],
  sensitivity: 2,
};
let folder: string;
let good: string[];
let bad: string[];

beforeAll(async () => {
  await needBackbone();
  folder = await mkdtemp(join(tmpdir(), 'passline-parity-'));
  good = await savePlates(
    join(folder, 'good'),
    Array.from({ length: 8 }, (_, k) => plate(k)),
  );
  bad = await savePlates(join(folder, 'bad'), [plate(100, { scratch }), plate(101)]);
}, patient.timeout);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The graph of the artifact in the WebAssembly build of ONNX Runtime: another compiler, other instructions, the same file. */
async function judgeInWasm(graph: Uint8Array, crop: Measurement['crop']) {
  ortWeb.env.wasm.numThreads = 1;
  const session = await ortWeb.InferenceSession.create(graph, { executionProviders: ['wasm'] });
  const picture = new ortWeb.Tensor('uint8', crop.data, [1, crop.height, crop.width, 3]);
  const outputs = await session.run({ picture });
  await session.release();
  return { score: Number(outputs['score']?.data[0]), map: Float32Array.from(outputs['map']?.data as Float32Array) };
}

describe.each([
  ['the whole picture', undefined, 'fast'],
  ['regions with a sensitivity', [face], 'fast'],
  ['regions at two sizes', [face], 'accurate'],
] as const)('a model of %s', (_what, regions, profile) => {
  it('says the same as a file in another runtime, and exactly the same on the line', patient, async () => {
    const request = { name: 'plate', good, bad: [], falseRejectRate: 0.02, seed: 7, regions, profile };
    const { modelPath, sha256 } = await teachModel(request, join(folder, `models-${regions?.length ?? 0}-${profile}`));
    const model = await loadModel(modelPath);
    const { graph, preprocessing } = await parseArtifact(await readEntries(modelPath));
    const exported = await openSession(graph);
    const bench = createEngine({ role: 'bench', log: quiet, memoryLimitMb: 3_000 });
    const recipe = draftRecipe({
      ...{ productId: 'p', name: 'plate', number: 1, modelSha256: sha256, regions },
      trigger: { mode: 'software' },
    });
    await bench.call('prepare', { recipe, models: { [sha256]: modelPath } }, { timeoutMs: patient.timeout });
    for (const [k, image] of [plate(101), plate(100, { scratch })].entries()) {
      const measured = await model.measure(image, options);
      const judged = await judgeCrop(exported, measured.crop, preprocessing.map);
      expect(judged.score).toBe(measured.score);

      const inWasm = await judgeInWasm(graph, measured.crop);
      expect(Math.abs(inWasm.score - judged.score)).toBeLessThanOrEqual(selfTestTolerance * Math.max(1, Math.abs(judged.score)));
      const farthest = judged.cells.data.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - (inWasm.map[at] ?? Number.NaN))),
        0,
      );
      expect(farthest).toBeLessThanOrEqual(selfTestTolerance * Math.max(1, ...judged.cells.data));

      const partId = randomUUIDv7();
      const path = bad[1 - k] as string;
      const onLine = await bench.call('judgePicture', { partId, picture: { path }, recipe }, { timeoutMs: patient.timeout });
      expect(onLine.tools.map(({ score }) => score)).toEqual([measured.score]);
    }
    await Promise.all([model.close(), exported.close(), bench.stop()]);
  });
});
