import protobuf from 'protobufjs/light.js';

/**
 * ONNX models as plain objects, and to and from bytes. Only the part of onnx.proto (IR version 8) that convolutional
 * graphs and our compiler use; fields beyond it are ignored when reading.
 */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  /** Little-endian. */
  readonly rawData: Uint8Array;
}
export type OnnxAttributeValue = number | string | readonly number[] | { readonly float: number };
export interface OnnxNode {
  readonly opType: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttributeValue>>;
}
/** `shape`: a number, or the name of a dimension that is known only at run time. */
export interface OnnxValue {
  readonly name: string;
  readonly dataType: number;
  readonly shape: readonly (number | string)[];
}
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** TensorProto.DataType. */
export const dataTypes = { float: 1, uint8: 2, int64: 7 } as const;
const opset = 17;
const irVersion = 8;
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;

const field = (type: string, id: number) => ({ type, id });
const many = (type: string, id: number) => ({ rule: 'repeated', type, id, options: { packed: false } });
const root = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: field('int64', 1),
        producerName: field('string', 2),
        graph: field('GraphProto', 7),
        opsetImport: many('OperatorSetIdProto', 8),
      },
    },
    OperatorSetIdProto: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    GraphProto: {
      fields: {
        node: many('NodeProto', 1),
        name: field('string', 2),
        initializer: many('TensorProto', 5),
        input: many('ValueInfoProto', 11),
        output: many('ValueInfoProto', 12),
      },
    },
    NodeProto: {
      fields: {
        input: many('string', 1),
        output: many('string', 2),
        name: field('string', 3),
        opType: field('string', 4),
        attribute: many('AttributeProto', 5),
      },
    },
    AttributeProto: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        s: field('bytes', 4),
        ints: many('int64', 8),
        type: field('int32', 20),
      },
    },
    TensorProto: {
      fields: {
        dims: many('int64', 1),
        dataType: field('int32', 2),
        name: field('string', 8),
        rawData: field('bytes', 9),
      },
    },
    ValueInfoProto: { fields: { name: field('string', 1), type: field('TypeProto', 2) } },
    TypeProto: { fields: { tensorType: field('TensorTypeProto', 1) } },
    TensorTypeProto: { fields: { elemType: field('int32', 1), shape: field('TensorShapeProto', 2) } },
    TensorShapeProto: { fields: { dim: many('DimensionProto', 1) } },
    DimensionProto: { fields: { dimValue: field('int64', 1), dimParam: field('string', 2) } },
  },
});
const modelType = root.lookupType('ModelProto');

interface RawAttribute {
  name: string;
  f?: number;
  i?: number;
  s?: Uint8Array;
  ints?: number[];
  type: number;
}
interface RawValue {
  name: string;
  type: { tensorType: { elemType: number; shape: { dim: { dimValue?: number; dimParam?: string }[] } } };
}
interface RawModel {
  graph?: {
    name: string;
    node: { input: string[]; output: string[]; name: string; opType: string; attribute: RawAttribute[] }[];
    initializer: { dims: number[]; dataType: number; name: string; rawData: Uint8Array }[];
    input: RawValue[];
    output: RawValue[];
  };
}

function encodeAttribute(name: string, value: OnnxAttributeValue): RawAttribute {
  if (typeof value === 'number') return { name, i: value, type: attributeTypes.int };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: attributeTypes.string };
  if ('float' in value) return { name, f: value.float, type: attributeTypes.float };
  return { name, ints: [...value], type: attributeTypes.ints };
}

function decodeAttribute(raw: RawAttribute): OnnxAttributeValue {
  switch (raw.type) {
    case attributeTypes.int:
      return Number(raw.i);
    case attributeTypes.float:
      return { float: raw.f ?? 0 };
    case attributeTypes.string:
      return new TextDecoder().decode(raw.s);
    case attributeTypes.ints:
      return (raw.ints ?? []).map(Number);
    default:
      throw new Error(`attribute ${raw.name} of an ONNX node has a type that is not supported`);
  }
}

const encodeValue = (value: OnnxValue): RawValue => ({
  name: value.name,
  type: {
    tensorType: {
      elemType: value.dataType,
      shape: { dim: value.shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size })) },
    },
  },
});
const decodeValue = (raw: RawValue): OnnxValue => ({
  name: raw.name,
  dataType: raw.type.tensorType.elemType,
  shape: raw.type.tensorType.shape.dim.map((one) => (one.dimParam ? one.dimParam : Number(one.dimValue))),
});

/** The bytes of a model file. The same graph gives the same bytes. */
export function encodeOnnx(graph: OnnxGraph): Uint8Array {
  return modelType
    .encode({
      irVersion,
      producerName: 'passline',
      opsetImport: [{ domain: '', version: opset }],
      graph: {
        name: graph.name,
        node: graph.nodes.map((node) => ({
          input: [...node.inputs],
          output: [...node.outputs],
          name: node.name,
          opType: node.opType,
          attribute: Object.entries(node.attributes).map(([name, value]) => encodeAttribute(name, value)),
        })),
        initializer: graph.initializers.map((one) => ({ ...one, dims: [...one.dims] })),
        input: graph.inputs.map(encodeValue),
        output: graph.outputs.map(encodeValue),
      },
    })
    .finish();
}

/** Reads a model file written by us. Throws where the bytes are not an ONNX model or use what we do not. */
export function decodeOnnx(bytes: Uint8Array): OnnxGraph {
  const { graph } = modelType.decode(bytes) as unknown as RawModel;
  if (!graph) throw new Error('the ONNX model has no graph');
  return {
    name: graph.name,
    nodes: graph.node.map((node) => ({
      opType: node.opType,
      name: node.name,
      inputs: node.input,
      outputs: node.output,
      attributes: Object.fromEntries(node.attribute.map((one) => [one.name, decodeAttribute(one)])),
    })),
    initializers: graph.initializer.map((one) => ({ ...one, dims: one.dims.map(Number) })),
    inputs: graph.input.map(decodeValue),
    outputs: graph.output.map(decodeValue),
  };
}
