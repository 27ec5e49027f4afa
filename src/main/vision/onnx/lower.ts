import { dataTypes, type OnnxAttributeValue, type OnnxGraph, type OnnxNode, type OnnxTensor, readOnnx } from './codec.ts';

/** Operator sets whose graphs mean the same in ours, or can be brought to it. What exporters write today lies between them. */
const oldest = 13;
const newest = 18;
/** From set 18 on these are told their axes by a second input. */
const reductions = new Set(['ReduceL2', 'ReduceMax', 'ReduceMean', 'ReduceMin', 'ReduceSumSquare']);

/**
 * Reads a graph from outside into our operator set. Constants become weights; what set 18 says otherwise is said as set 17
 * does. Throws where that cannot be done, and as `readOnnx`.
 */
export function readForeignGraph(bytes: Uint8Array): { readonly graph: OnnxGraph; readonly opset: number } {
  const { graph, opset } = readOnnx(bytes);
  if (!(opset >= oldest && opset <= newest))
    throw new Error(`the graph is of operator set ${opset}: export it with one from ${oldest} to ${newest}`);
  const constants = new Map(graph.initializers.map((one) => [one.name, one]));
  const nodes: OnnxNode[] = [];
  for (const node of graph.nodes) {
    if (node.opType === 'Constant') {
      const tensor = constantOf(node);
      constants.set(tensor.name, tensor);
    } else {
      nodes.push(opset < 18 ? node : asSet17(node, constants));
    }
  }
  // A weight that is an input too (old exporters) is a weight.
  const inputs = graph.inputs.filter(({ name }) => !constants.has(name));
  return { graph: { ...graph, nodes, inputs, initializers: [...constants.values()] }, opset };
}

function constantOf({ outputs: [name = ''], attributes }: OnnxNode): OnnxTensor {
  const [kind = '', value] = Object.entries(attributes)[0] ?? [];
  const made = (dataType: number, dims: readonly number[], numbers: { readonly buffer: ArrayBufferLike }): OnnxTensor => ({
    ...{ name, dims, dataType },
    rawData: new Uint8Array(numbers.buffer),
  });
  if (isOf('tensor', value)) return { ...value.tensor, name };
  if (isOf('float', value)) return made(dataTypes.float, [], Float32Array.of(value.float));
  if (isOf('floats', value)) return made(dataTypes.float, [value.floats.length], Float32Array.from(value.floats));
  if (typeof value === 'number') return made(dataTypes.int64, [], BigInt64Array.of(BigInt(value)));
  if (Array.isArray(value)) return made(dataTypes.int64, [value.length], BigInt64Array.from(value as number[], BigInt));
  throw new Error(`a constant of the graph has ${kind.slice(0, 40) || 'no value'}`);
}

function isOf<K extends string>(
  kind: K,
  value: OnnxAttributeValue | undefined,
): value is Extract<OnnxAttributeValue, Readonly<Record<K, unknown>>> {
  return typeof value === 'object' && kind in value;
}

function asSet17(node: OnnxNode, constants: ReadonlyMap<string, OnnxTensor>): OnnxNode {
  const { opType, inputs, attributes } = node;
  const refuse = (what: string): never => {
    throw new Error(`operator ${opType} of operator set 18 uses ${what}: export the graph with operator set 17`);
  };
  if (reductions.has(opType)) {
    const { noop_with_empty_axes: noop, ...rest } = attributes;
    if (noop) refuse('noop_with_empty_axes');
    const [data = '', axes = ''] = inputs;
    if (axes === '') return { ...node, attributes: rest };
    const known = constants.get(axes);
    if (known?.dataType !== dataTypes.int64) return refuse('axes that are not constant');
    return { ...node, inputs: [data], attributes: { ...rest, axes: wholeNumbers(known) } };
  }
  if (opType === 'Split') {
    const { num_outputs: _parts, ...rest } = attributes;
    return { ...node, attributes: rest };
  }
  if (opType === 'Pad' && inputs[3]) refuse('axes');
  if (opType === 'Resize' && (attributes['antialias'] || attributes['axes'])) refuse('antialias or axes');
  if (opType === 'Resize') {
    const { antialias: _smooth, keep_aspect_ratio_policy: _policy, ...rest } = attributes;
    return { ...node, attributes: rest };
  }
  return node;
}

function wholeNumbers({ rawData }: OnnxTensor): number[] {
  const own = Uint8Array.from(rawData);
  return Array.from(new BigInt64Array(own.buffer), Number);
}
