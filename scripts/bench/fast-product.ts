/**
 * A product that is judged in a few milliseconds, for `npm run bench:page`: small pictures and a small network with random
 * weights, taught like every other. What it finds is of no interest, how often is.
 *
 *     node scripts/bench/fast-product.ts FILE.passline
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { planPart } from '../../src/main/cameras/simulated/plan.ts';
import { expose, renderClean } from '../../src/main/cameras/simulated/render.ts';
import { buildScene } from '../../src/main/cameras/simulated/scene.ts';
import { draftRecipe } from '../../src/main/learning/draft-recipe.ts';
import { writePackage } from '../../src/main/learning/package.ts';
import { encodePng, teachModel } from '../../src/main/vision/index.ts';
import { graphBuilder } from '../../src/main/vision/onnx/builder.ts';
import { dataTypes, encodeOnnx } from '../../src/main/vision/onnx/codec.ts';
import { normal, uniform } from '../../src/main/vision/random.ts';

const parts = 30;
const seed = 20_260_000;
const scene = buildScene(320, 240);

/** Three convolutions: `layer2` [1, 24, H/8, W/8], `layer3` [1, 48, H/16, W/16]. */
function smallNetwork(): Uint8Array {
  const builder = graphBuilder();
  const next = normal(uniform(1));
  const layer = (value: string, from: number, to: number, stride: number, name?: string): string => {
    const scale = Math.sqrt(2 / (from * 9));
    const weights = builder.floats(
      [to, from, 3, 3],
      Float32Array.from({ length: to * from * 9 }, () => next() * scale),
    );
    const shape = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [stride, stride] };
    return builder.node('Relu', [builder.node('Conv', [value, weights], shape)], {}, name);
  };
  const pixels = builder.input({ name: 'pixels', dataType: dataTypes.float, shape: [1, 3, 'height', 'width'] });
  layer(layer(layer(pixels, 3, 12, 4), 12, 24, 2, 'layer2'), 24, 48, 2, 'layer3');
  builder.output({ name: 'layer3', dataType: dataTypes.float, shape: [1, 48, 'rows', 'columns'] });
  return encodeOnnx(builder.build('small'));
}

const smallManifest = {
  format: 1,
  name: 'small',
  input: { name: 'pixels', size: { multipleOf: 16, side: 128 } },
  taps: [
    { kind: 'map', tensor: 'layer2', channels: 24, stride: 8 },
    { kind: 'map', tensor: 'layer3', channels: 48, stride: 16 },
  ],
  licence: 'none needed: random numbers',
};

const out = process.argv[2];
if (out === undefined) throw new Error('which file?');
const folder = await mkdtemp(join(tmpdir(), 'passline-fast-'));
try {
  const good: string[] = [];
  for (let index = 0; index < parts; index += 1) {
    const plan = planPart(seed, index, 0);
    renderClean(scene, plan);
    const path = join(folder, `${index}.png`);
    await writeFile(path, await encodePng({ width: scene.width, height: scene.height, data: expose(scene, plan.seed) }));
    good.push(path);
  }
  const backbone = { onnx: join(folder, 'small.onnx'), manifest: join(folder, 'small.json') };
  await writeFile(backbone.onnx, smallNetwork());
  await writeFile(backbone.manifest, JSON.stringify(smallManifest));
  const request = { name: 'Fast line', good, bad: [], falseRejectRate: 0.01, seed: 1, backbone };
  const { sha256, modelPath, card } = await teachModel(request, folder);
  const recipe = draftRecipe({
    productId: '0198c0de-0000-7000-8000-000000000041',
    name: 'Fast line',
    number: 1,
    modelSha256: sha256,
    trigger: { mode: 'free', periodMs: 1_000 },
  });
  await mkdir(dirname(out), { recursive: true });
  await writePackage(out, {
    recipe,
    createdAtUtc: card.createdAtUtc,
    writtenBy: manifest.version,
    model: { sha256, bytes: await readFile(modelPath) },
    golden: [],
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
