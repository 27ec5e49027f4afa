import { dataTypes, type OnnxAttributeValue, type OnnxGraph, type OnnxNode, type OnnxTensor, readOnnx } from './codec.ts';

/** Operator sets whose graphs mean the same in ours, or can be brought to it. What exporters write lies between them. */
const oldest = 11;
const newest = 18;
/** From set 13 on these are told by an input what stood in an attribute, or count their axis otherwise. */
const otherBefore13 = new Set(['ReduceSum', 'Softmax', 'Split', 'Squeeze', 'Unsqueeze']);
/** From set 18 on these are told their axes by a second input. */
const reductions = new Set(['ReduceL2', 'ReduceMax', 'ReduceMean', 'ReduceMin', 'ReduceSumSquare']);

/** Reads a graph from outside; its constants become weights. Throws as `readOnnx`. */
export function readForeignGraph(bytes: Uint8Array): { readonly graph: OnnxGraph; readonly opset: number } {
  const { graph, opset } = readOnnx(bytes);
  const weights = new Map(graph.initializers.map((one) => [one.name, one]));
  const nodes: OnnxNode[] = [];
  for (const node of graph.nodes) {
    if (node.opType !== 'Constant') {
      nodes.push(node);
      continue;
    }
    const tensor = constantOf(node);
    weights.set(tensor.name, tensor);
  }
  // A weight that is an input too (old exporters) is a weight.
  const inputs = graph.inputs.filter(({ name }) => !weights.has(name));
  return { graph: { ...graph, nodes, inputs, initializers: [...weights.values()] }, opset };
}

/**
 * A graph of another operator set in ours: what set 18 says otherwise is said as set 17 does. Throws where that cannot be done.
 */
export function inOurSet(graph: OnnxGraph, opset: number): OnnxGraph {
  if (!(opset >= oldest && opset <= newest))
    throw new Error(`the graph is of operator set ${opset}: export it with one from 13 to ${newest}`);
  const old = opset < 13 && graph.nodes.find(({ opType }) => otherBefore13.has(opType));
  if (old)
    throw new Error(`operator ${old.opType} means something else in operator set ${opset}: export the graph with set 13 to 18`);
  if (opset < 18) return graph;
  const constants = new Map(graph.initializers.map((one) => [one.name, one]));
  return { ...graph, nodes: graph.nodes.map((node) => asSet17(node, constants)) };
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
