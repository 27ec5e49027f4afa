import type { OnnxAttributeValue, OnnxGraph, OnnxNode, OnnxTensor, OnnxValue } from './codec.ts';
import { dataTypes } from './codec.ts';

/** Grows an ONNX graph node by node. Every function answers with the name of the value it made. */
export interface GraphBuilder {
  node(
    opType: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttributeValue>>,
    output?: string,
  ): string;
  /** A node with several outputs. */
  nodes(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttributeValue>>,
    outputs: number,
  ): string[];
  floats(dims: readonly number[], data: Float32Array | readonly number[]): string;
  ints(data: readonly number[]): string;
  scalar(value: number): string;
  input(value: OnnxValue): string;
  output(value: OnnxValue): void;
  /** Takes over all nodes and weights of another graph, its names with `prefix` before them; its inputs become the values given. */
  embed(graph: OnnxGraph, prefix: string, inputs: Readonly<Record<string, string>>): void;
  build(name: string): OnnxGraph;
}

export function graphBuilder(): GraphBuilder {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  let count = 0;
  const fresh = (kind: string) => `${kind}_${count++}`;

  const addNode: GraphBuilder['node'] = (opType, from, attributes = {}, output = fresh(opType)) => {
    nodes.push({ opType, name: output, inputs: from, outputs: [output], attributes });
    return output;
  };
  const addTensor = (dims: readonly number[], dataType: number, rawData: Uint8Array) => {
    const name = fresh('const');
    initializers.push({ name, dims, dataType, rawData });
    return name;
  };
  const addFloats: GraphBuilder['floats'] = (dims, data) => {
    // A copy of its own: the bytes must not change with the caller's array.
    const own = Float32Array.from(data);
    const expected = dims.reduce((product, size) => product * size, 1);
    if (own.length !== expected) throw new Error(`a tensor of shape [${dims}] needs ${expected} numbers, not ${own.length}`);
    return addTensor(dims, dataTypes.float, new Uint8Array(own.buffer));
  };

  return {
    node: addNode,
    nodes(opType, from, attributes, outputCount) {
      const made = Array.from({ length: outputCount }, () => fresh(opType));
      nodes.push({ opType, name: made[0] ?? opType, inputs: from, outputs: made, attributes });
      return made;
    },
    floats: addFloats,
    ints: (data) => addTensor([data.length], dataTypes.int64, new Uint8Array(BigInt64Array.from(data, BigInt).buffer)),
    scalar: (value) => addFloats([], [value]),
    input(value) {
      inputs.push(value);
      return value.name;
    },
    output(value) {
      outputs.push(value);
    },
    embed(graph, prefix, replacements) {
      for (const name of Object.keys(replacements)) {
        if (!graph.inputs.some((one) => one.name === name)) throw new Error(`the graph has no input ${name}`);
      }
      const own = (name: string) => (name === '' ? '' : prefix + name);
      // Names from outside may be those that every object has.
      const replaced = (name: string) => (Object.hasOwn(replacements, name) ? replacements[name] : undefined);
      for (const node of graph.nodes) {
        const from = node.inputs.map((name) => replaced(name) ?? own(name));
        nodes.push({ ...node, name: own(node.name), inputs: from, outputs: node.outputs.map(own) });
      }
      for (const one of graph.initializers) initializers.push({ ...one, name: own(one.name) });
    },
    build: (name) => ({ name, nodes, initializers, inputs, outputs }),
  };
}

/** The part of a graph that the named values need, with these as its outputs (all float32). */
export function cutGraph(graph: OnnxGraph, outputs: readonly OnnxValue[]): OnnxGraph {
  const needed = new Set(outputs.map((one) => one.name));
  const nodes: OnnxNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    for (const name of node.inputs) needed.add(name);
    nodes.push(node);
  }
  return {
    name: graph.name,
    nodes: nodes.toReversed(),
    initializers: graph.initializers.filter((one) => needed.has(one.name)),
    inputs: graph.inputs.filter((one) => needed.has(one.name)),
    outputs,
  };
}
