import { decodeOnnx, encodeOnnx, type OnnxGraph } from './codec.ts';

/** What our compiler makes and the backbones it accepts are made of. No loops, no functions, nothing that reads a file. */
const operators = new Set([
  ...['Abs', 'And', 'BatchNormalization', 'Ceil', 'ConstantOfShape', 'Cos', 'Dropout', 'Elu', 'Equal', 'Erf', 'Exp', 'Expand'],
  ...['Flatten', 'Floor', 'Gemm', 'GlobalAveragePool', 'GlobalMaxPool', 'Greater', 'HardSigmoid', 'HardSwish', 'Identity'],
  ...['InstanceNormalization', 'LayerNormalization', 'LeakyRelu', 'Less', 'Log', 'MaxPool', 'Neg', 'Not', 'Or', 'Pad', 'Pow'],
  ...['PRelu', 'Range', 'Reciprocal', 'ReduceL2', 'ReduceMin', 'ReduceSum', 'Resize', 'Round', 'Shape', 'Sigmoid', 'Sin'],
  ...['Softmax', 'Softplus', 'Split', 'Squeeze', 'Tanh', 'Tile', 'Unsqueeze', 'Where'],
  'Add',
  'AveragePool',
  'Cast',
  'Clip',
  'Concat',
  'Conv',
  'Div',
  'Gather',
  'LpNormalization',
  'MatMul',
  'Max',
  'MaxPool',
  'Min',
  'Mul',
  'ReduceMax',
  'ReduceMean',
  'ReduceSumSquare',
  'Relu',
  'Reshape',
  'Slice',
  'Sqrt',
  'Sub',
  'Sum',
  'TopK',
  'Transpose',
]);

/**
 * A graph from outside, reduced to what we know: read with our schema and written again, so that nothing else in the file
 * (weights in other files, sub-graphs, custom operators) ever reaches the runtime. Throws where an operator is not ours.
 */
export function trustedGraph(bytes: Uint8Array): Uint8Array {
  const graph = decodeOnnx(bytes);
  requireTrusted(graph);
  return encodeOnnx(graph);
}

/** Throws where a graph has operators that are not ours, or too much of them. */
export function requireTrusted(graph: OnnxGraph): void {
  const foreign = graph.nodes.find((node) => !operators.has(node.opType));
  if (foreign) throw new Error(`operator ${foreign.opType.slice(0, 40)} is not accepted`);
  if (graph.nodes.length > 5_000 || graph.initializers.length > 5_000) throw new Error('the graph has too many nodes');
}
