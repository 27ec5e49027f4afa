import protobuf from 'protobufjs/light.js';
import { describe, expect, it } from 'vitest';
import { openSession } from '../session.ts';
import { graphBuilder } from './builder.ts';
import { dataTypes, encodeOnnx, type OnnxGraph } from './codec.ts';
import { inOurSet, readForeignGraph } from './lower.ts';

const lowered = (bytes: Uint8Array) => {
  const { graph, opset } = readForeignGraph(bytes);
  return inOurSet(graph, opset);
};

/** The graph in another operator set than the one that we write: field 8 of the model, its field 2. */
function ofSet(graph: OnnxGraph, version: number): Uint8Array {
  const onnx = encodeOnnx(graph);
  const reader = protobuf.Reader.create(onnx);
  const parts: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [from, field] = [reader.pos, reader.uint32()];
    reader.skipType(field & 7);
    if (field >>> 3 !== 8) parts.push(onnx.subarray(from, reader.pos));
  }
  const set = protobuf.Writer.create()
    .uint32((2 << 3) | 0)
    .int64(version)
    .finish();
  const opset = protobuf.Writer.create()
    .uint32((8 << 3) | 2)
    .bytes(set)
    .finish();
  return Buffer.concat([...parts, opset]);
}

const data = Float32Array.from({ length: 12 }, (_, i) => i + 1);
async function run(graph: OnnxGraph): Promise<number[]> {
  const session = await openSession(encodeOnnx(graph));
  const { out } = await session.run({ in: { data, dims: [3, 4] } });
  await session.close();
  return [...(out?.data ?? [])];
}

describe('a graph from outside', () => {
  it('of set 18 is told its axes as an attribute, from weights and from constants', async () => {
    const builder = graphBuilder();
    const input = builder.input({ name: 'in', dataType: dataTypes.float, shape: [3, 4] });
    const rows = builder.node('ReduceMean', [input, builder.ints([1])], { keepdims: 1, noop_with_empty_axes: 0 });
    const axes = { name: '', dims: [1], dataType: dataTypes.int64, rawData: new Uint8Array(BigInt64Array.of(0n).buffer) };
    const constant = builder.node('Constant', [], { value: { tensor: axes } });
    builder.node('ReduceMax', [rows, constant], { keepdims: 0 }, 'out');
    builder.output({ name: 'out', dataType: dataTypes.float, shape: [1] });
    const graph = lowered(ofSet(builder.build('axes'), 18));
    expect(graph.nodes.map(({ opType }) => opType)).toEqual(['ReduceMean', 'ReduceMax']);
    expect(await run(graph)).toEqual([10.5]);
  });
  it('has its constants as weights, of every kind that exporters write', async () => {
    const builder = graphBuilder();
    const input = builder.input({ name: 'in', dataType: dataTypes.float, shape: [3, 4] });
    const two = builder.node('Constant', [], { value_float: { float: 2 } });
    const row = builder.node('Constant', [], { value_floats: { floats: [1, 2, 3, 4] } });
    const shape = builder.node('Constant', [], { value_ints: [-1] });
    const added = builder.node('Add', [builder.node('Mul', [input, two]), row]);
    builder.node('Reshape', [added, shape], {}, 'out');
    builder.output({ name: 'out', dataType: dataTypes.float, shape: [12] });
    for (const version of [11, 13, 17, 18])
      expect(await run(lowered(ofSet(builder.build('constants'), version)))).toEqual(
        Array.from(data, (value, i) => 2 * value + (i % 4) + 1),
      );
  });
  it('is refused where it means something else in our operator set', () => {
    const builder = graphBuilder();
    const input = builder.input({ name: 'in', dataType: dataTypes.float, shape: [3, 4] });
    builder.node('ReduceMean', [input, input], {}, 'out');
    const graph = builder.build('moving');
    expect(() => lowered(ofSet(graph, 18))).toThrow('axes that are not constant');
    for (const version of [9, 10, 19]) expect(() => lowered(ofSet(graph, version))).toThrow(`operator set ${version}`);
    builder.node('Softmax', ['out']);
    expect(() => lowered(ofSet(builder.build('old'), 12))).toThrow('operator Softmax means something else');
  });
});
