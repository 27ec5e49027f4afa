import { decodeOnnx, encodeOnnx } from './codec.ts';

/** What our compiler and the backbones it accepts are made of. No loops, no functions, nothing that reads a file. */
const operators = new Set([
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
  const foreign = graph.nodes.find((node) => !operators.has(node.opType));
  if (foreign) throw new Error(`operator ${foreign.opType.slice(0, 40)} is not accepted`);
  if (graph.nodes.length > 5_000 || graph.initializers.length > 5_000) throw new Error('the graph has too many nodes');
  return encodeOnnx(graph);
}
