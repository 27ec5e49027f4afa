import { describe, expect, it } from 'vitest';
import type { Backbone } from './backbone.ts';
import { compileDistances, compileFeatures, compileModel, type MemoryBank } from './compile.ts';
import { patchRows, type Rows } from './coreset.ts';
import { fuseMaps, pictureScore, type Scorer } from './method.ts';
import { graphBuilder } from './onnx/builder.ts';
import { dataTypes } from './onnx/codec.ts';
import { trustedGraph } from './onnx/trust.ts';
import { uniform } from './random.ts';
import { openSession } from './session.ts';

const size = { width: 96, height: 64 };
const grid = { width: 6, height: 4 };
const channels = 8;

/** A backbone of one layer: enough to prove the graph around it. */
function smallBackbone(): Backbone {
  const random = uniform(5);
  const builder = graphBuilder();
  const image = builder.input({ name: 'image', dataType: dataTypes.float, shape: [1, 3, 'height', 'width'] });
  const kernel = builder.floats(
    [channels, 3, 16, 16],
    Float32Array.from({ length: channels * 3 * 256 }, () => random() - 0.5),
  );
  builder.output({
    name: builder.node('Conv', [image, kernel], { kernel_shape: [16, 16], strides: [16, 16] }, 'tap'),
    dataType: dataTypes.float,
    shape: [1, channels, 'h', 'w'],
  });
  return {
    name: 'small',
    sha256: '',
    licence: '',
    notice: '',
    input: { name: 'image', scale: 1 / 127.5, offset: -1, multipleOf: 16 },
    taps: [{ name: 'tap', channels, stride: 16 }],
    graph: builder.build('small'),
  };
}

const backbone = smallBackbone();
const picture = (seed: number) => {
  const random = uniform(seed);
  return Uint8Array.from({ length: size.width * size.height * 3 }, () => random() * 256);
};
const run = async (graph: Uint8Array, data: Uint8Array) => {
  const session = await openSession(graph);
  const outputs = await session.run({ picture: { data, dims: [1, size.height, size.width, 3] } });
  await session.close();
  return outputs;
};
const featuresOf = async (seed: number) => {
  const outputs = await run(compileFeatures(backbone, ['tap'], size), picture(seed));
  return Float32Array.from(outputs['features_tap']?.data ?? []);
};
/** Distance of each row to the nearest of the bank, pair by pair. */
const nearestDistances = (rows: Rows, bank: MemoryBank) =>
  Float32Array.from({ length: rows.rows }, (_, r) => {
    let least = Number.POSITIVE_INFINITY;
    for (let b = 0; b < bank.rows; b++) {
      let square = 0;
      for (let c = 0; c < channels; c++) {
        square += ((rows.data[r * channels + c] as number) - (bank.data[b * channels + c] as number)) ** 2;
      }
      least = Math.min(least, square);
    }
    return Math.sqrt(least);
  });

const metrics: readonly Scorer[] = [
  { tap: 'tap', metric: 'euclidean' },
  { tap: 'tap', metric: 'cosine' },
];
/** 600 rows: more than two blocks of the graph, the last one not full. */
async function banksOf(rows: number): Promise<MemoryBank[]> {
  const pictures = await Promise.all(Array.from({ length: Math.ceil(rows / 24) }, (_, k) => featuresOf(100 + k)));
  return metrics.map((scorer) => {
    const data = new Float32Array(rows * channels);
    pictures.forEach((features, k) => {
      const own = patchRows(features, channels, scorer.metric === 'cosine').data;
      data.set(own.subarray(0, Math.max(0, data.length - k * own.length)), k * own.length);
    });
    return { scorer, channels, rows, data };
  });
}

describe('the compiled graph', () => {
  it('measures the distance to the nearest row of the bank, for both metrics', async () => {
    const banks = await banksOf(600);
    const features = await featuresOf(1);
    const session = await openSession(compileDistances(backbone, banks, 24));
    const outputs = await session.run({ features_tap: { data: features, dims: [channels, 24] } });
    await session.close();
    banks.forEach((bank, k) => {
      const expected = nearestDistances(patchRows(features, channels, bank.scorer.metric === 'cosine'), bank);
      const seen = outputs[`distances_${k}`]?.data ?? [];
      expect(Math.max(...expected.map((value, i) => Math.abs(value - (seen[i] ?? Number.NaN)) / value))).toBeLessThan(1e-3);
    });
  });
  it('scores a picture as the validation does, and puts map and score on the same scale', async () => {
    const banks = await banksOf(100);
    const calibration = { weights: [0.7, 2.5], scale: 0.31, offset: -0.4 };
    const features = await featuresOf(2);
    const maps = banks.map((bank) => nearestDistances(patchRows(features, channels, bank.scorer.metric === 'cosine'), bank));
    const expected = pictureScore(fuseMaps(maps, calibration.weights)) * calibration.scale + calibration.offset;
    const outputs = await run(compileModel(backbone, size, banks, calibration), picture(2));
    const score = outputs['score']?.data[0] ?? Number.NaN;
    const map = outputs['map'];
    expect(Math.abs(score - expected)).toBeLessThan(1e-4);
    expect(map?.dims).toEqual([grid.height, grid.width]);
    expect(Math.max(...(map?.data ?? []))).toBeGreaterThanOrEqual(score);
    const highest = [...(map?.data ?? [])].sort((a, b) => b - a).slice(0, 3);
    expect(highest.reduce((sum, value) => sum + value, 0) / 3).toBeCloseTo(score, 5);
  });
  it('gives no score above its map, for any picture', async () => {
    const graph = compileModel(backbone, size, await banksOf(50), { weights: [1, 1], scale: 1, offset: 0 });
    for (const data of [
      picture(3),
      new Uint8Array(size.width * size.height * 3),
      new Uint8Array(size.width * size.height * 3).fill(255),
    ]) {
      const outputs = await run(graph, data);
      expect(Math.max(...(outputs['map']?.data ?? []))).toBeGreaterThanOrEqual(outputs['score']?.data[0] ?? Number.NaN);
    }
  });
  it('finds every patch of a picture that is in the bank', async () => {
    const features = await featuresOf(4);
    const own = { ...patchRows(features, channels, false), scorer: metrics[0] as Scorer };
    const session = await openSession(compileDistances(backbone, [own], 24));
    const outputs = await session.run({ features_tap: { data: features, dims: [channels, 24] } });
    await session.close();
    expect(Math.max(...(outputs['distances_0']?.data ?? [Number.NaN]))).toBeLessThan(0.05);
  });
  it('passes the gate for graphs from outside unchanged', async () => {
    const graph = compileModel(backbone, size, await banksOf(50), { weights: [1, 1], scale: 1, offset: 0 });
    expect(Buffer.compare(trustedGraph(graph), graph)).toBe(0);
  });
});
