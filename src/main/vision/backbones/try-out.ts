import { type Backbone, tapOf } from '../backbone.ts';
import { compileFeatures } from '../compile.ts';
import { gridOf } from '../compile-backbone.ts';
import { oneLine, VisionError } from '../errors.ts';
import { tapsOf } from '../method.ts';
import { dataTypes, encodeOnnx } from '../onnx/codec.ts';
import { inputSizeFor } from '../resize.ts';
import { openSession, type TensorOutput } from '../session.ts';
import type { CheckedBackbone, OwnBackbone } from '../types.ts';
import { readOwnBackbone } from './own.ts';

/** A square picture and a wide one: a network that takes any size must take both. */
const aspects = [1, 4 / 3];

/**
 * Reads a network of somebody's own and runs it on a picture of noise: every layer has to come out as the manifest says, of
 * numbers that are finite and differ. To be called in an engine: what it costs to run is not known before. Throws VisionError
 * BACKBONE_REJECTED.
 */
export async function tryBackbone(files: OwnBackbone): Promise<CheckedBackbone> {
  const { manifest, opset, ...backbone } = await readOwnBackbone(files);
  const sizes = new Map(
    aspects.map((aspect) => inputSizeFor(aspect, backbone.input.size)).map((size) => [`${size.width}×${size.height}`, size]),
  );
  let ms = 0;
  try {
    for (const size of sizes.values()) {
      ms = await runLayers(backbone, size);
      await runFeatures(backbone, size);
    }
  } catch (error) {
    if (error instanceof VisionError) throw error;
    throw rejected(`it does not run: ${oneLine(error)}`, error);
  }
  const weightBytes = backbone.graph.initializers.reduce((sum, { rawData }) => sum + rawData.length, 0);
  return { manifest, sha256: backbone.sha256, opset, weightBytes, ms };
}

const rejected = (detail: string, cause?: unknown) => new VisionError('BACKBONE_REJECTED', detail, { cause });

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The layers as the network gives them; answers with how long the second run took. */
async function runLayers({ graph, input, taps }: Backbone, { width, height }: Size): Promise<number> {
  const shape = [1, 3, height, width];
  const session = await openSession(encodeOnnx({ ...graph, inputs: [{ name: input.name, dataType: dataTypes.float, shape }] }));
  try {
    const data = Float32Array.from({ length: 3 * width * height }, (_, i) => Math.sin(i * 0.37) * Math.cos(i * 0.011));
    const run = () => session.run({ [input.name]: { data, dims: shape } });
    await run();
    const begun = performance.now();
    const outputs = await run();
    const ms = performance.now() - begun;
    for (const { tensor, stride, width: channels, prefix } of taps) {
      const [rows, columns] = [height / stride, width / stride];
      const expected = prefix === null ? [1, channels, rows, columns] : [1, prefix + rows * columns, channels];
      requireLayer(tensor.slice(0, 120), outputs[tensor], expected);
    }
    return ms;
  } finally {
    await session.close();
  }
}

function requireLayer(name: string, output: TensorOutput | undefined, expected: readonly number[]): void {
  const dims = output?.dims ?? [];
  if (dims.length !== expected.length || dims.some((size, k) => size !== expected[k]))
    throw rejected(`the layer ${name} is [${dims}], not [${expected}] as the manifest says`);
  const [first] = output?.data ?? [];
  if (!output?.data.every(Number.isFinite)) throw rejected(`the layer ${name} has values that are not finite`);
  if (output.data.every((value) => value === first)) throw rejected(`the layer ${name} says the same of everything`);
}

/** As teaching and the line use it: with its preparation of pictures and what judges see of it. */
async function runFeatures(backbone: Backbone, { width, height }: Size): Promise<void> {
  const taps = tapsOf(backbone.method);
  const grid = gridOf(backbone, taps, { width, height });
  const session = await openSession(compileFeatures(backbone, taps, { width, height }));
  try {
    const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 7919) % 256);
    const outputs = await session.run({ picture: { data, dims: [1, height, width, 3] } });
    for (const name of taps) {
      requireLayer(`features of ${name}`, outputs[`features_${name}`], [
        tapOf(backbone, name).channels,
        grid.width * grid.height,
      ]);
    }
  } finally {
    await session.close();
  }
}
