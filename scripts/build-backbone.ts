import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GraphBuilder, graphBuilder } from '#main/vision/onnx/builder.ts';
import { dataTypes, encodeOnnx, type OnnxGraph } from '#main/vision/onnx/codec.ts';
import { readTflite, type TfliteActivation, type TfliteModel, type TfliteOperator, tensorFloats } from './tflite.ts';

/**
 * Makes `out/assets/backbone.onnx` and `backbone.json` from the pinned package: the SSD-MobileNetV2 (Open Images v4)
 * that MediaPipe Objectron carries, cut after its deepest tap. No download: the package came with `npm ci`.
 */
const source = fileURLToPath(
  new URL('../node_modules/@mediapipe/objectron/objectron_solution_packed_assets.data', import.meta.url),
);
const sourceSha256 = '470986ca5df183f41698da6de74b027d838fe289d77b5ab094497d350bee664e';
const modelStart = 184;
const modelEnd = 9_987_912;
const scope = 'FeatureExtractor/MobilenetV2/';
/** Linear bottlenecks after an addition: they judged better than the expanded layers at a sixth of the dimensions. */
const taps = [
  { name: 'b8', tensor: `${scope}expanded_conv_5/add`, channels: 32, stride: 8 },
  { name: 'b16', tensor: `${scope}expanded_conv_9/add`, channels: 64, stride: 16 },
  { name: 'c16', tensor: `${scope}expanded_conv_12/add`, channels: 96, stride: 16 },
] as const;

const notice = `Backbone: SSD MobileNetV2 feature extractor trained on Open Images v4, taken from the npm package
@mediapipe/objectron 0.4.1675468480. Copyright 2020-2023 The MediaPipe Authors.
Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance
with the License. You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
Unless required by applicable law or agreed to in writing, software distributed under the License is distributed
on an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for
the specific language governing permissions and limitations under the License.
Changes: converted from TensorFlow Lite (float16 weights) to ONNX (float32), cut after expanded_conv_12/add.`;

/** TFLite keeps convolution weights as [out, height, width, in]; ONNX as [out, in, height, width]. */
function toOutputFirst(
  data: Float32Array,
  [out, height, width, inside]: readonly [number, number, number, number],
): Float32Array {
  const moved = new Float32Array(data.length);
  let to = 0;
  for (let o = 0; o < out; o++)
    for (let i = 0; i < inside; i++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) moved[to++] = data[((o * height + y) * width + x) * inside + i] ?? Number.NaN;
  return moved;
}

/** Depthwise weights [1, height, width, channels] as [channels, 1, height, width]. */
function toChannelFirst(
  data: Float32Array,
  [, height, width, channels]: readonly [number, number, number, number],
): Float32Array {
  const moved = new Float32Array(data.length);
  let to = 0;
  for (let c = 0; c < channels; c++) for (let p = 0; p < height * width; p++) moved[to++] = data[p * channels + c] ?? Number.NaN;
  return moved;
}

function activate(builder: GraphBuilder, value: string, activation: TfliteActivation): string {
  switch (activation) {
    case 'none':
      return value;
    case 'relu':
      return builder.node('Relu', [value]);
    case 'relu6':
      return builder.node('Clip', [value, builder.scalar(0), builder.scalar(6)]);
    default:
      return activation satisfies never;
  }
}

function addConvolution(builder: GraphBuilder, model: TfliteModel, operator: TfliteOperator, input: string): string {
  const depthwise = operator.kind === 'depthwiseConv';
  const [weights, bias] = [weightsOf(model, operator.inputs[1]), weightsOf(model, operator.inputs[2])];
  const [a, b, c, d] = weights.shape;
  if (a === undefined || b === undefined || c === undefined || d === undefined)
    throw new Error('a kernel is not four-dimensional');
  const shape = [a, b, c, d] as const;
  const kernel = depthwise
    ? builder.floats([d, 1, b, c], toChannelFirst(weights.data, shape))
    : builder.floats([a, d, b, c], toOutputFirst(weights.data, shape));
  return builder.node('Conv', [input, kernel, builder.floats(bias.shape, bias.data)], {
    auto_pad: operator.padding === 'same' ? 'SAME_UPPER' : 'VALID',
    kernel_shape: [b, c],
    strides: operator.strides,
    dilations: operator.dilations,
    group: depthwise ? d : 1,
  });
}

/** Weights may pass through a DEQUANTIZE (float16 to float32) on their way into a layer. */
function weightsOf(model: TfliteModel, index: number | undefined): { shape: readonly number[]; data: Float32Array } {
  const dequantize = model.operators.find((one) => one.kind === 'dequantize' && one.outputs[0] === index);
  const tensor = model.tensors[(dequantize ? dequantize.inputs[0] : index) ?? -1];
  if (tensor === undefined || tensor.data.length === 0) throw new Error('a layer of the backbone has no weights');
  return { shape: tensor.shape, data: tensorFloats(tensor) };
}

/** The backbone from `image` (float32 [1, 3, H, W], normalised) to its taps (float32 [1, C, H/stride, W/stride]). */
function convertBackbone(model: TfliteModel): OnnxGraph {
  const builder = graphBuilder();
  const shape = (channels: number, stride: number) => [1, channels, `height/${stride}`, `width/${stride}`];
  const input = builder.input({ name: 'image', dataType: dataTypes.float, shape: [1, 3, 'height', 'width'] });
  const values = new Map<number, string>([[model.inputs[0] ?? -1, input]]);
  const remaining = new Set<string>(taps.map((tap) => tap.tensor));
  for (const operator of model.operators) {
    if (remaining.size === 0) break;
    const output = operator.outputs[0] ?? -1;
    const from = values.get(operator.inputs[0] ?? -1);
    if (operator.kind === 'dequantize') continue;
    if (from === undefined) throw new Error('the layers of the backbone are not in order');
    const name = model.tensors[output]?.name ?? '';
    const tap = taps.find((one) => one.tensor === name);
    let value: string;
    if (operator.kind === 'add') {
      const other = values.get(operator.inputs[1] ?? -1);
      if (other === undefined || operator.activation !== 'none')
        throw new Error('an addition of the backbone is not a plain residual');
      value = builder.node('Add', [from, other], {}, tap?.name);
    } else if (operator.kind === 'conv' || operator.kind === 'depthwiseConv') {
      value = activate(builder, addConvolution(builder, model, operator, from), operator.activation);
    } else {
      throw new Error(`operator ${operator.code} of the backbone is not supported`);
    }
    values.set(output, value);
    if (tap) {
      remaining.delete(tap.tensor);
      builder.output({ name: tap.name, dataType: dataTypes.float, shape: shape(tap.channels, tap.stride) });
    }
  }
  if (remaining.size > 0) throw new Error(`the model has no ${[...remaining].join(', ')}`);
  return builder.build('mobilenetv2');
}

async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.new`, bytes);
  await rename(`${path}.new`, path);
}

/** The TensorFlow Lite model inside the pinned package. Throws when the package is not the pinned one. */
export async function readPackedModel(): Promise<TfliteModel> {
  const packed = await readFile(source);
  const found = createHash('sha256').update(packed).digest('hex');
  if (found !== sourceSha256) throw new Error(`${source} is not the pinned file: SHA-256 ${found}, expected ${sourceSha256}`);
  return readTflite(new Uint8Array(packed.subarray(modelStart, modelEnd)));
}

/** Writes both files into `folder`; answers with the hash of the ONNX file. */
export async function buildBackbone(folder: string): Promise<string> {
  const onnx = encodeOnnx(convertBackbone(await readPackedModel()));
  const sha256 = createHash('sha256').update(onnx).digest('hex');
  const description = {
    name: 'mobilenetv2-openimages',
    sha256,
    input: { name: 'image', scale: 1 / 127.5, offset: -1, multipleOf: 32 },
    taps: taps.map(({ name, channels, stride }) => ({ name, channels, stride })),
    licence: 'Apache-2.0',
    notice,
  };
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, 'backbone.onnx'), onnx);
  await writeWhole(join(folder, 'backbone.json'), `${JSON.stringify(description, null, 2)}\n`);
  return sha256;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? fileURLToPath(new URL('../out/assets', import.meta.url));
  process.stdout.write(`backbone ${await buildBackbone(folder)} -> ${folder}\n`);
}
