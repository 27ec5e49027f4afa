import { createHash, randomUUIDv7 } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ortWeb from 'onnxruntime-web';
import protobuf from 'protobufjs/light.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backboneLimits } from '#shared/domain/backbone.ts';
import { createEngine, type Engine } from '#main/engine/index.ts';
import { createBackboneStore } from '#main/learning/backbone-store.ts';
import { draftRecipe } from '#main/learning/draft-recipe.ts';
import { parseArtifact } from '#main/vision/artifact.ts';
import { judgeCrop } from '#main/vision/judge.ts';
import { loadModel, teachModel } from '#main/vision/index.ts';
import { readEntries } from '#main/vision/model-file.ts';
import { graphBuilder } from '#main/vision/onnx/builder.ts';
import { dataTypes, encodeOnnx } from '#main/vision/onnx/codec.ts';
import { selfTestTolerance } from '#main/vision/self-test.ts';
import { openSession } from '#main/vision/session.ts';
import type { Image, OwnBackbone } from '#main/vision/types.ts';
import { runCli } from './cli-fixture.ts';
import { quiet } from './engine-fixture.ts';
import { residualManifest, residualNetwork, saveNetwork, transformerManifest, visionTransformer } from './own-networks.ts';
import { plate, savePlates } from './vision-fixture.ts';

const patient = { timeout: 240_000 };
const options = { threshold: 0.5, minDefectAreaPx: 0 };
/** A part with a corner that is not there: networks that nobody trained see no less. */
function broken(seed: number): Image {
  const image = plate(seed);
  for (let y = 0; y < 110; y++) image.data.fill(255, y * image.width * 3, (y * image.width + 120) * 3);
  return image;
}
let folder: string;
let good: string[];
let bench: Engine;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passline-own-'));
  good = await savePlates(
    join(folder, 'good'),
    Array.from({ length: 8 }, (_, k) => plate(k)),
  );
  bench = createEngine({ role: 'bench', log: quiet, memoryLimitMb: 1_536, startTimeoutMs: 120_000 });
}, patient.timeout);
afterAll(async () => {
  await bench?.stop();
  await rm(folder, { recursive: true, force: true });
});

const networkFolder = async (): Promise<string> => {
  const made = join(folder, randomUUIDv7());
  await mkdir(made);
  return made;
};

describe.each([
  ['a residual network, two layers, any size', residualNetwork, residualManifest],
  ['a vision transformer, tokens, one size', visionTransformer, transformerManifest],
])('%s', (_what, network, manifest) => {
  let files: OwnBackbone;
  beforeAll(async () => {
    files = await saveNetwork(await networkFolder(), network(), manifest);
  });

  it('is tried out, kept and found again', patient, async () => {
    const store = createBackboneStore(join(folder, manifest.name));
    const added = await store.add(files, bench);
    const sha256 = createHash('sha256').update(network()).digest('hex');
    expect(added).toMatchObject({ name: manifest.name, sha256, opset: 17, licence: manifest.licence });
    expect(await store.list()).toEqual([added]);
    const kept = await store.files(manifest.name);
    expect(JSON.parse(await readFile(kept?.manifest ?? '', 'utf8'))).toMatchObject({ ...manifest, sha256 });

    await expect(store.add(files, bench)).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    await appendFile(kept?.onnx ?? '', 'more');
    const request = { name: 'plate', good, bad: [], falseRejectRate: 0.02, seed: 7, backbone: kept ?? files };
    await expect(teachModel(request, folder)).rejects.toMatchObject({
      code: 'BACKBONE_REJECTED',
      detail: expect.stringContaining('hash'),
    });
    await store.remove(manifest.name);
    expect(await readdir(join(folder, manifest.name))).toEqual([]);
    await expect(store.remove(manifest.name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('teaches a model that needs nothing but its own file, and says the same everywhere', patient, async () => {
    const request = { name: 'plate', good, bad: [], falseRejectRate: 0.02, seed: 7, backbone: files };
    const { modelPath, sha256, card } = await teachModel(request, join(folder, 'models'));
    const { onnx } = files;
    await rm(onnx);
    expect(card.backbone).toEqual({
      name: manifest.name,
      sha256: createHash('sha256').update(network()).digest('hex'),
      licence: manifest.licence,
    });
    const model = await loadModel(modelPath);
    const { graph, preprocessing } = await parseArtifact(await readEntries(modelPath));
    const exported = await openSession(graph);
    const recipe = draftRecipe({
      ...{ productId: 'p', name: 'plate', number: 1, modelSha256: sha256 },
      trigger: { mode: 'software' },
    });
    await bench.call('prepare', { recipe, models: { [sha256]: modelPath } }, { timeoutMs: patient.timeout });
    const images = [plate(101), broken(100)];
    const paths = await savePlates(await networkFolder(), images);
    const scores: number[] = [];
    for (const [k, image] of images.entries()) {
      const measured = await model.measure(image, options);
      scores.push(measured.score);
      expect((await judgeCrop(exported, measured.crop, preprocessing.map)).score).toBe(measured.score);
      const inWasm = await scoreInWasm(graph, measured.crop);
      expect(Math.abs(inWasm - measured.score)).toBeLessThanOrEqual(selfTestTolerance * Math.max(1, Math.abs(measured.score)));
      const judged = await bench.call(
        'judgePicture',
        { partId: randomUUIDv7(), picture: { path: paths[k] as string }, recipe },
        { timeoutMs: patient.timeout },
      );
      expect(judged.tools.map(({ score }) => score)).toEqual([measured.score]);
    }
    expect(scores[0]).toBeLessThan(0.5);
    expect(scores[1]).toBeGreaterThan(0.5);
    await Promise.all([model.close(), exported.close()]);
    await writeFile(onnx, network());
  });
});

async function scoreInWasm(graph: Uint8Array, crop: { width: number; height: number; data: Uint8Array }): Promise<number> {
  ortWeb.env.wasm.numThreads = 1;
  const session = await ortWeb.InferenceSession.create(graph, { executionProviders: ['wasm'] });
  const picture = new ortWeb.Tensor('uint8', crop.data, [1, crop.height, crop.width, 3]);
  const outputs = await session.run({ picture });
  await session.release();
  return Number(outputs['score']?.data[0]);
}

describe('a file that is not what it should be', () => {
  const loop = () => {
    const builder = graphBuilder();
    const pixels = builder.input({ name: 'pixels', dataType: dataTypes.float, shape: [1, 3, 'h', 'w'] });
    const value = builder.node('NonZero', [pixels], {}, 'layer2');
    builder.output({ name: value, dataType: dataTypes.float, shape: [1] });
    return encodeOnnx(builder.build('foreign'));
  };
  const infinite = () => {
    const builder = graphBuilder();
    const pixels = builder.input({ name: 'pixels', dataType: dataTypes.float, shape: [1, 3, 'h', 'w'] });
    const pooled = builder.node('AveragePool', [pixels], { kernel_shape: [8, 8], strides: [8, 8] });
    const value = builder.node('Div', [pooled, builder.node('Sub', [pooled, pooled])], {}, 'layer2');
    builder.output({ name: value, dataType: dataTypes.float, shape: [1, 3, 'h', 'w'] });
    return encodeOnnx(builder.build('infinite'));
  };
  const [first, second] = residualManifest.taps;
  const oneTap = { ...residualManifest, taps: [{ ...first, channels: 3 }] };
  it.each([
    ['is cut off', residualNetwork().subarray(0, 5_000), residualManifest, /./],
    ['is no ONNX at all', new TextEncoder().encode('not a network '.repeat(50)), residualManifest, /./],
    ['is empty', new Uint8Array(), residualManifest, /no graph/],
    ['has an operator that is not accepted', loop(), oneTap, /operator NonZero/],
    ['keeps its weights in another file', withExternalData(residualNetwork()), residualManifest, /another file/],
    [
      'has not the layer named',
      residualNetwork(),
      { ...residualManifest, taps: [{ ...first, tensor: 'layer9' }] },
      /no value layer9/,
    ],
    [
      'has another input',
      residualNetwork(),
      { ...residualManifest, input: { ...residualManifest.input, name: 'image' } },
      /input pixels/,
    ],
    [
      'has layers of another width',
      residualNetwork(),
      { ...residualManifest, taps: [{ ...first, channels: 23 }, second] },
      /not \[1,23,/,
    ],
    [
      'has layers of another stride',
      residualNetwork(),
      { ...residualManifest, taps: [first, { ...second, stride: 32 }] },
      /not \[1,300,/,
    ],
    [
      'has tokens where a map is named',
      visionTransformer(),
      { ...transformerManifest, taps: [{ kind: 'map', tensor: 'tokens', channels: 48, stride: 16 }] },
      /not \[1,48,8,8\]/,
    ],
    [
      'has other prefix tokens',
      visionTransformer(),
      { ...transformerManifest, taps: [{ ...transformerManifest.taps[0], prefix: 1 }] },
      /not \[1,65,48\]/,
    ],
    [
      'takes another size',
      visionTransformer(),
      { ...transformerManifest, input: { ...transformerManifest.input, size: { width: 160, height: 160 } } },
      /does not run/,
    ],
    ['gives no numbers', infinite(), oneTap, /not finite/],
    ['is not the file of the hash', residualNetwork(), { ...residualManifest, sha256: '0'.repeat(64) }, /hash/],
    ['has a manifest of another version', residualNetwork(), { ...residualManifest, format: 2 }, /format/],
    ['has a name that is a path', residualNetwork(), { ...residualManifest, name: '../up' }, /name/],
    [
      'has strides that do not fit its sizes',
      residualNetwork(),
      { ...residualManifest, input: { ...residualManifest.input, size: { multipleOf: 8, side: 160 } } },
      /multipleOf/,
    ],
    [
      'has something in its manifest that nobody knows',
      residualNetwork(),
      { ...residualManifest, extra: 1 },
      /manifest is not valid/,
    ],
  ])('%s: refused with the reason, and nothing is kept', patient, async (_what, onnx, manifest, reason) => {
    const files = await saveNetwork(await networkFolder(), onnx, manifest);
    const kept = join(folder, 'kept');
    const adding = createBackboneStore(kept).add(files, bench);
    await expect(adding).rejects.toMatchObject({ reason: 'BACKBONE_REJECTED', detail: expect.stringMatching(reason) });
    expect(await readdir(kept)).toEqual([]);
  });

  it('a file that is larger than any network is refused before it is copied', async () => {
    const files = await saveNetwork(await networkFolder(), residualNetwork(), residualManifest);
    await truncate(files.onnx, backboneLimits.file + 1);
    const store = createBackboneStore(await networkFolder());
    await expect(store.add(files, bench)).rejects.toMatchObject({
      reason: 'BACKBONE_REJECTED',
      detail: expect.stringContaining('more than 294912 KiB'),
    });
    expect(await store.list()).toEqual([]);
  });
  it('a manifest that is no JSON, or too large, is refused too', patient, async () => {
    const files = await saveNetwork(await networkFolder(), residualNetwork(), residualManifest);
    const kept = join(folder, 'kept');
    for (const text of ['{', JSON.stringify({ ...residualManifest, notice: 'x'.repeat(100_000) })]) {
      await writeFile(files.manifest, text);
      await expect(createBackboneStore(kept).add(files, bench)).rejects.toMatchObject({ reason: 'BACKBONE_REJECTED' });
    }
    expect(await readdir(kept)).toEqual([]);
  });
});

/** One more weight, of which the file says that it lies in another one (TensorProto.data_location 1). */
function withExternalData(onnx: Uint8Array): Uint8Array {
  const location = protobuf.Writer.create().uint32(tag(1)).string('location').uint32(tag(2)).string('../weights.bin').finish();
  const tensor = protobuf.Writer.create();
  tensor
    .uint32(1 << 3)
    .int64(4)
    .uint32(2 << 3)
    .int32(dataTypes.float)
    .uint32(tag(8))
    .string('elsewhere');
  tensor
    .uint32(tag(13))
    .bytes(location)
    .uint32(14 << 3)
    .int32(1);
  const reader = protobuf.Reader.create(onnx);
  const parts: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [from, field] = [reader.pos, reader.uint32()];
    if (field === tag(7)) {
      const weight = protobuf.Writer.create().uint32(tag(5)).bytes(tensor.finish()).finish();
      const graph = Buffer.concat([reader.bytes(), weight]);
      parts.push(protobuf.Writer.create().uint32(field).bytes(graph).finish());
    } else {
      reader.skipType(field & 7);
      parts.push(onnx.subarray(from, reader.pos));
    }
  }
  return Buffer.concat(parts);
}

/** Of a field with a length. */
const tag = (id: number) => (id << 3) | 2;

describe('passline backbones', () => {
  it('adds, lists and removes, teaches by name, and says what is wrong', patient, async () => {
    const data = join(folder, 'data');
    const files = await saveNetwork(await networkFolder(), residualNetwork(), residualManifest);
    const added = await runCli('backbones', 'add', files.onnx, '--data', data);
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect(added.stdout).toMatch(/^residual is added: \d+ MiB of weights, [\d.]+ ms a run/);

    await writeFile(files.onnx, residualNetwork().subarray(0, 3_000));
    const out = join(folder, 'plate.passline');
    const common = ['--good', join(folder, 'good'), '--out', out, '--data', data];
    const [listed, taught, cut, nobody, both] = await Promise.all([
      runCli('backbones', 'list', '--data', data),
      runCli('teach', ...common, '--backbone', 'residual', '--json'),
      runCli('backbones', 'add', files.onnx, '--data', data),
      runCli('teach', ...common, '--backbone', 'nobody'),
      runCli('teach', ...common, '--backbone', 'residual', '--profile', 'fast'),
    ]);
    expect(listed.stdout).toMatch(/^residual +any size +\d+ MiB/m);
    expect(JSON.parse(taught.stdout)).toMatchObject({ backbone: { name: 'residual', licence: 'BSD-3-Clause' } });
    expect([taught.code, cut.code, nobody.code, both.code]).toEqual([0, 64, 64, 64]);
    expect(cut.stderr).toContain('BACKBONE_REJECTED');
    expect(nobody.stderr).toContain('no backbone "nobody"');
    expect((await runCli('backbones', 'remove', 'residual', '--data', data)).code).toBe(0);
    expect(await readdir(join(data, 'backbones'))).toEqual([]);
    expect((await runCli('inspect', '--model', out, join(folder, 'good'))).code).toBe(0);
  });
});
