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
export type OnnxAttributeValue =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly tensor: OnnxTensor };
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
export const dataTypes = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, double: 11 } as const;
/** Bytes of a number, of the types that a tensor may have. */
const bytesOf: Readonly<Record<number, number>> = { 1: 4, 2: 1, 3: 1, 6: 4, 7: 8, 9: 1, 11: 8 };
/** What graphs are written in, and by what rules their operators are understood. */
export const opset = 17;
const irVersion = 8;
const attributeTypes = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;

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
        functions: many('bytes', 25),
      },
    },
    OperatorSetIdProto: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    GraphProto: {
      fields: {
        node: many('NodeProto', 1),
        name: field('string', 2),
        initializer: many('TensorProto', 5),
        sparseInitializer: many('bytes', 15),
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
        domain: field('string', 7),
      },
    },
    AttributeProto: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        s: field('bytes', 4),
        t: field('TensorProto', 5),
        floats: many('float', 7),
        ints: many('int64', 8),
        type: field('int32', 20),
      },
    },
    TensorProto: {
      fields: {
        dims: many('int64', 1),
        dataType: field('int32', 2),
        floatData: many('float', 4),
        int32Data: many('int32', 5),
        int64Data: many('int64', 7),
        name: field('string', 8),
        rawData: field('bytes', 9),
        doubleData: many('double', 10),
        externalData: many('bytes', 13),
        dataLocation: field('int32', 14),
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
  t?: RawTensor | null;
  floats?: number[];
  ints?: number[];
  type: number;
}
interface RawTensor {
  dims: number[];
  dataType: number;
  name: string;
  rawData: Uint8Array;
  floatData?: number[];
  int32Data?: number[];
  int64Data?: (number | { toString(): string })[];
  doubleData?: number[];
  externalData?: Uint8Array[];
  dataLocation?: number;
}
interface RawValue {
  name: string;
  type?: { tensorType?: { elemType: number; shape?: { dim: { dimValue?: number; dimParam?: string }[] } | null } | null } | null;
}
interface RawModel {
  opsetImport: { domain: string; version: number }[];
  functions: Uint8Array[];
  graph?: {
    name: string;
    node: { input: string[]; output: string[]; name: string; opType: string; domain?: string; attribute: RawAttribute[] }[];
    initializer: RawTensor[];
    sparseInitializer?: Uint8Array[];
    input: RawValue[];
    output: RawValue[];
  };
}

function encodeAttribute(name: string, value: OnnxAttributeValue): RawAttribute {
  if (typeof value === 'number') return { name, i: value, type: attributeTypes.int };
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: attributeTypes.string };
  if ('float' in value) return { name, f: value.float, type: attributeTypes.float };
  if ('floats' in value) return { name, floats: [...value.floats], type: attributeTypes.floats };
  if ('tensor' in value) return { name, t: { ...value.tensor, dims: [...value.tensor.dims] }, type: attributeTypes.tensor };
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
    case attributeTypes.floats:
      return { floats: [...(raw.floats ?? [])] };
    case attributeTypes.tensor:
      return { tensor: decodeTensor(raw.t) };
    default:
      // Sub-graphs among them: what a loop does is not looked into, so there are none.
      throw new Error(`attribute ${raw.name.slice(0, 40)} of an ONNX node has a type that is not supported`);
  }
}

/** Throws where the numbers lie in another file, are missing, or are of a type that is not used here. */
function decodeTensor(raw: RawTensor | null | undefined): OnnxTensor {
  if (!raw) throw new Error('an attribute of an ONNX node has no tensor');
  const name = raw.name.slice(0, 80);
  if (raw.externalData?.length || raw.dataLocation) throw new Error(`the weights ${name} lie in another file`);
  const [dims, width] = [raw.dims.map(Number), bytesOf[raw.dataType]];
  if (width === undefined) throw new Error(`the weights ${name} are numbers of a type that is not supported`);
  const count = dims.reduce((product, size) => product * size, 1);
  const rawData = raw.rawData.length > 0 ? raw.rawData : typedBytes(raw);
  if (!dims.every((size) => size >= 0) || rawData.length !== count * width)
    throw new Error(`the weights ${name} are ${rawData.length} bytes, not ${count * width}`);
  return { name: raw.name, dims, dataType: raw.dataType, rawData };
}

/** The largest number there is ("to the end") does not fit a number of JavaScript: it may have become a little larger. */
const largest = 2n ** 63n - 1n;
function wholeNumber(value: number | { toString(): string }): bigint {
  const exact = typeof value === 'number' ? BigInt(value) : BigInt(value.toString());
  return exact > largest ? largest : exact;
}

/** Numbers that a file keeps as a list instead of bytes. */
function typedBytes({ dataType, floatData = [], int32Data = [], int64Data = [], doubleData = [] }: RawTensor): Uint8Array {
  const bytes = (numbers: { readonly buffer: ArrayBufferLike }) => new Uint8Array(numbers.buffer);
  switch (dataType) {
    case dataTypes.float:
      return bytes(Float32Array.from(floatData));
    case dataTypes.double:
      return bytes(Float64Array.from(doubleData));
    case dataTypes.int64:
      return bytes(BigInt64Array.from(int64Data, wholeNumber));
    case dataTypes.int32:
      return bytes(Int32Array.from(int32Data));
    default:
      return Uint8Array.from(int32Data);
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
/** A size that the file leaves open is named after its place. */
const decodeValue = (raw: RawValue): OnnxValue => ({
  name: raw.name,
  dataType: raw.type?.tensorType?.elemType ?? 0,
  shape: (raw.type?.tensorType?.shape?.dim ?? []).map((one, place) => one.dimParam || Number(one.dimValue) || `size_${place}`),
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
  return readOnnx(bytes).graph;
}

/** Reads a model file, and says of which operator set it is. Throws as {@link decodeOnnx}. */
export function readOnnx(bytes: Uint8Array): { readonly graph: OnnxGraph; readonly opset: number } {
  const model = modelType.decode(bytes) as unknown as RawModel;
  const own = model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  return { graph: decodeGraph(model), opset: Number(own?.version ?? 0) };
}

function decodeGraph({ graph, functions }: RawModel): OnnxGraph {
  if (!graph) throw new Error('the ONNX model has no graph');
  if (functions.length > 0) throw new Error('the ONNX model has functions of its own');
  if (graph.sparseInitializer?.length) throw new Error('the ONNX model has sparse weights');
  const foreign = graph.node.find(({ domain }) => domain && domain !== 'ai.onnx');
  if (foreign) throw new Error(`operator ${foreign.opType.slice(0, 40)} is of the domain ${foreign.domain?.slice(0, 40)}`);
  return {
    name: graph.name,
    nodes: graph.node.map((node) => ({
      opType: node.opType,
      name: node.name,
      inputs: node.input,
      outputs: node.output,
      attributes: Object.fromEntries(node.attribute.map((one) => [one.name, decodeAttribute(one)])),
    })),
    initializers: graph.initializer.map(decodeTensor),
    inputs: graph.input.map(decodeValue),
    outputs: graph.output.map(decodeValue),
  };
}
