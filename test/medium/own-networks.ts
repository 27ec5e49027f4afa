import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GraphBuilder, graphBuilder } from '#main/vision/onnx/builder.ts';
import { dataTypes, encodeOnnx } from '#main/vision/onnx/codec.ts';
import { normal, uniform } from '#main/vision/random.ts';
import type { OwnBackbone } from '#main/vision/types.ts';

/** Networks as somebody could bring them: of other architectures than ours, with weights that are random and always the same. */

const float = dataTypes.float;

/** Weights as networks begin with (He et al. 2015). */
function weights(builder: GraphBuilder, next: () => number, dims: readonly number[]): string {
  const count = dims.reduce((product, size) => product * size, 1);
  const scale = Math.sqrt((2 * (dims[0] as number)) / count);
  return builder.floats(
    dims,
    Float32Array.from({ length: count }, () => next() * scale),
  );
}

/** A small residual network (He et al. 2016): `layer2` [1, 24, H/8, W/8], `layer3` [1, 300, H/16, W/16], and its classifier. */
export function residualNetwork(): Uint8Array {
  const builder = graphBuilder();
  const next = normal(uniform(11));
  const image = builder.input({ name: 'pixels', dataType: float, shape: [1, 3, 'height', 'width'] });
  const conv = (value: string, from: number, to: number, side: number, stride: number) =>
    builder.node('Conv', [value, weights(builder, next, [to, from, side, side])], {
      kernel_shape: [side, side],
      pads: [side >> 1, side >> 1, side >> 1, side >> 1],
      strides: [stride, stride],
    });
  const normed = (value: string, channels: number) => {
    const row = (of: () => number) => builder.floats([channels], Float32Array.from({ length: channels }, of));
    const parts = [row(() => 1 + 0.1 * next()), row(() => 0.1 * next()), row(() => 0.1 * next()), row(() => 1)];
    return builder.node('BatchNormalization', [value, ...parts], { epsilon: { float: 1e-5 } });
  };
  const block = (value: string, from: number, to: number, stride: number, name: string) => {
    const inner = builder.node('Relu', [normed(conv(value, from, to, 3, stride), to)]);
    const outer = normed(conv(inner, to, to, 3, 1), to);
    const beside = stride === 1 && from === to ? value : normed(conv(value, from, to, 1, stride), to);
    return builder.node('Relu', [builder.node('Add', [outer, beside])], {}, name);
  };
  const stem = builder.node('Relu', [normed(conv(image, 3, 16, 7, 2), 16)]);
  const pool = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] };
  const small = builder.node('MaxPool', [stem], pool);
  const second = block(small, 16, 24, 2, 'layer2');
  const third = block(second, 24, 300, 2, 'layer3');
  const flat = builder.node('Flatten', [builder.node('GlobalAveragePool', [third])], { axis: 1 });
  builder.node('Gemm', [flat, weights(builder, next, [10, 300])], { transB: 1 }, 'logits');
  builder.output({ name: 'logits', dataType: float, shape: [1, 10] });
  return encodeOnnx(builder.build('residual'));
}

export const residualManifest = {
  format: 1,
  name: 'residual',
  input: {
    name: 'pixels',
    size: { multipleOf: 32, side: 160 },
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    order: 'bgr',
  },
  taps: [
    { kind: 'map', tensor: 'layer2', channels: 24, stride: 8 },
    { kind: 'map', tensor: 'layer3', channels: 300, stride: 16 },
  ],
  licence: 'BSD-3-Clause',
  notice: 'Residual: made for a test.',
};

const patch = 16;
const side = 128;
const dimensions = 48;
const heads = 3;
const prefix = 3;

/**
 * A small vision transformer (Dosovitskiy et al. 2021) with a class and two register tokens (Darcet et al. 2024), for pictures of
 * 128 × 128: `tokens` [1, 3 + 64, 48].
 */
export function visionTransformer(): Uint8Array {
  const builder = graphBuilder();
  const next = normal(uniform(12));
  const image = builder.input({ name: 'pixels', dataType: float, shape: [1, 3, side, side] });
  const cells = (side / patch) ** 2;
  const count = prefix + cells;
  const linear = (value: string, from: number, to: number) =>
    builder.node('MatMul', [value, builder.node('Transpose', [weights(builder, next, [to, from])], { perm: [1, 0] })]);
  const normed = (value: string, name?: string) => {
    const [scale, bias] = [1, 0].map((one) => builder.floats([dimensions], new Float32Array(dimensions).fill(one)));
    return builder.node('LayerNormalization', [value, scale as string, bias as string], { axis: -1 }, name);
  };
  const gelu = (value: string) => {
    const erf = builder.node('Erf', [builder.node('Div', [value, builder.scalar(Math.SQRT2)])]);
    const gate = builder.node('Mul', [builder.node('Add', [erf, builder.scalar(1)]), builder.scalar(0.5)]);
    return builder.node('Mul', [value, gate]);
  };
  const attention = (value: string) => {
    const split = builder.node('Reshape', [linear(value, dimensions, 3 * dimensions), builder.ints([count, 3, heads, -1])]);
    const parts = builder.nodes('Split', [builder.node('Transpose', [split], { perm: [1, 2, 0, 3] })], { axis: 0 }, 3);
    const [query = '', key = '', own = ''] = parts.map((part) => builder.node('Squeeze', [part, builder.ints([0])]));
    const product = builder.node('MatMul', [query, builder.node('Transpose', [key], { perm: [0, 2, 1] })]);
    const scaled = builder.node('Mul', [product, builder.scalar(1 / Math.sqrt(dimensions / heads))]);
    const seen = builder.node('MatMul', [builder.node('Softmax', [scaled], { axis: -1 }), own]);
    const joined = builder.node('Transpose', [seen], { perm: [1, 0, 2] });
    return linear(builder.node('Reshape', [joined, builder.ints([1, count, dimensions])]), dimensions, dimensions);
  };
  const embedded = builder.node('Conv', [image, weights(builder, next, [dimensions, 3, patch, patch])], {
    kernel_shape: [patch, patch],
    strides: [patch, patch],
  });
  const rows = builder.node('Reshape', [embedded, builder.ints([1, dimensions, cells])]);
  const patches = builder.node('Transpose', [rows], { perm: [0, 2, 1] });
  const extra = builder.node('Expand', [weights(builder, next, [1, 1, dimensions]), builder.ints([1, prefix, dimensions])]);
  const places = weights(builder, next, [1, count, dimensions]);
  let tokens = builder.node('Add', [builder.node('Concat', [extra, patches], { axis: 1 }), places]);
  for (let k = 0; k < 2; k++) {
    tokens = builder.node('Add', [tokens, attention(normed(tokens))]);
    const wide = gelu(linear(normed(tokens), dimensions, 2 * dimensions));
    tokens = builder.node('Add', [tokens, linear(wide, 2 * dimensions, dimensions)]);
  }
  builder.output({ name: normed(tokens, 'tokens'), dataType: float, shape: [1, count, dimensions] });
  return encodeOnnx(builder.build('transformer'));
}

export const transformerManifest = {
  format: 1,
  name: 'transformer',
  input: { name: 'pixels', size: { width: side, height: side }, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  taps: [{ kind: 'tokens', tensor: 'tokens', channels: dimensions, stride: patch, prefix }],
  licence: 'Apache-2.0',
};

/** Writes a network and its manifest. */
export async function saveNetwork(folder: string, onnx: Uint8Array, manifest: object, name = 'network'): Promise<OwnBackbone> {
  const files = { onnx: join(folder, `${name}.onnx`), manifest: join(folder, `${name}.json`) };
  await writeFile(files.onnx, onnx);
  await writeFile(files.manifest, JSON.stringify(manifest));
  return files;
}
