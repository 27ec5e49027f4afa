import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '#main/vision/session.ts';
import { buildBackbone, readPackedModel } from './build-backbone.ts';
import { type TfliteModel, type TfliteOperator, tensorFloats } from './tflite.ts';

/** A picture of features as TensorFlow keeps it: row-major [height, width, channels]. */
interface Layer {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float64Array;
}

/** TensorFlow's own definition of a convolution with SAME padding, pixel by pixel: slow, and nothing of the converter in it. */
function convolve(
  input: Layer,
  operator: TfliteOperator,
  weights: Float32Array,
  shape: readonly number[],
  bias: Float32Array,
): Layer {
  const depthwise = operator.kind === 'depthwiseConv';
  const [, kh = 0, kw = 0] = shape;
  const channels = bias.length;
  const [sy, sx] = operator.strides;
  const [height, width] = [Math.ceil(input.height / sy), Math.ceil(input.width / sx)];
  const top = Math.floor(Math.max(0, (height - 1) * sy + kh - input.height) / 2);
  const left = Math.floor(Math.max(0, (width - 1) * sx + kw - input.width) / 2);
  const data = new Float64Array(height * width * channels);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let o = 0; o < channels; o++) {
        let sum = bias[o] as number;
        for (let ky = 0; ky < kh; ky++)
          for (let kx = 0; kx < kw; kx++) {
            const [iy, ix] = [y * sy + ky - top, x * sx + kx - left];
            if (iy < 0 || ix < 0 || iy >= input.height || ix >= input.width) continue;
            const at = (iy * input.width + ix) * input.channels;
            if (depthwise) {
              sum += (input.data[at + o] as number) * (weights[(ky * kw + kx) * channels + o] as number);
              continue;
            }
            for (let i = 0; i < input.channels; i++) {
              sum += (input.data[at + i] as number) * (weights[((o * kh + ky) * kw + kx) * input.channels + i] as number);
            }
          }
        data[(y * width + x) * channels + o] = operator.activation === 'relu6' ? Math.min(6, Math.max(0, sum)) : sum;
      }
  return { height, width, channels, data };
}

/** Runs the TensorFlow Lite model up to the tensor named, by the definition above. */
function runReference(model: TfliteModel, input: Layer, until: readonly string[]): Map<string, Layer> {
  const layers = new Map<number, Layer>([[model.inputs[0] as number, input]]);
  const found = new Map<string, Layer>();
  const halves = new Map(
    model.operators.filter((one) => one.kind === 'dequantize').map((one) => [one.outputs[0], one.inputs[0]]),
  );
  const tensor = (index: number | undefined) => model.tensors[halves.get(index) ?? index ?? -1] as TfliteModel['tensors'][number];
  for (const operator of model.operators) {
    if (operator.kind === 'dequantize') continue;
    const [a, b] = operator.inputs.map((index) => layers.get(index));
    const output = operator.outputs[0] as number;
    if (operator.kind === 'add') {
      const data = Float64Array.from(a?.data ?? [], (value, i) => value + (b?.data[i] as number));
      layers.set(output, { ...(a as Layer), data });
    } else {
      const [weights, bias] = [tensor(operator.inputs[1]), tensor(operator.inputs[2])];
      layers.set(output, convolve(a as Layer, operator, tensorFloats(weights), weights.shape, tensorFloats(bias)));
    }
    const name = model.tensors[output]?.name ?? '';
    const wanted = until.find((end) => name.endsWith(end));
    if (wanted) found.set(wanted, layers.get(output) as Layer);
    if (found.size === until.length) break;
  }
  return found;
}

describe('the backbone', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passline-backbone-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('computes on every tap what TensorFlow Lite defines, at odd sizes too', async () => {
    await buildBackbone(folder);
    const [height, width] = [35, 50];
    const pixels = Float64Array.from({ length: height * width * 3 }, (_, i) => Math.sin(i * 0.37) * Math.cos(i * 0.011));
    const taps = { b8: 'expanded_conv_5/add', b16: 'expanded_conv_9/add', c16: 'expanded_conv_12/add' };
    const expected = runReference(await readPackedModel(), { height, width, channels: 3, data: pixels }, Object.values(taps));
    const data = new Float32Array(pixels.length);
    for (let p = 0; p < height * width; p++)
      for (let c = 0; c < 3; c++) data[c * height * width + p] = pixels[p * 3 + c] as number;
    const session = await openSession(new Uint8Array(await readFile(join(folder, 'backbone.onnx'))));
    const outputs = await session.run({ image: { data, dims: [1, 3, height, width] } });
    await session.close();
    for (const [tap, name] of Object.entries(taps)) {
      const layer = expected.get(name) as Layer;
      const seen = outputs[tap];
      expect(seen?.dims).toEqual([1, layer.channels, layer.height, layer.width]);
      const size = layer.height * layer.width;
      const farthest = layer.data.reduce((max, value, i) => {
        const place = (i % layer.channels) * size + Math.floor(i / layer.channels);
        return Math.max(max, Math.abs(value - (seen?.data[place] ?? Number.NaN)));
      }, 0);
      expect(farthest).toBeLessThan(1e-4);
    }
  });
  it('is the same file every time, and its description names it', async () => {
    const [first, second] = [await buildBackbone(folder), await buildBackbone(join(folder, 'again'))];
    expect(second).toBe(first);
    const description = JSON.parse(await readFile(join(folder, 'backbone.json'), 'utf8'));
    const bytes = await readFile(join(folder, 'backbone.onnx'));
    expect(description).toMatchObject({ sha256: createHash('sha256').update(bytes).digest('hex'), licence: 'Apache-2.0' });
    expect(description.notice).toContain('Apache License, Version 2.0');
  });
});
