import { ByteBuffer } from 'flatbuffers';

/** The part of a TensorFlow Lite model that converting a convolutional backbone needs (schema v3 of tensorflow/lite). */
export interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: 'float32' | 'float16' | 'other';
  /** Little-endian bytes; empty for tensors that are computed. */
  readonly data: Uint8Array;
}
export type TfliteActivation = 'none' | 'relu' | 'relu6';
export interface TfliteOperator {
  readonly kind: 'add' | 'conv' | 'depthwiseConv' | 'dequantize' | 'other';
  readonly code: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly activation: TfliteActivation;
  readonly padding: 'same' | 'valid';
  /** Height, width. */
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
}
export interface TfliteModel {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
}

const kinds: Readonly<Record<number, TfliteOperator['kind']>> = { 0: 'add', 3: 'conv', 4: 'depthwiseConv', 6: 'dequantize' };
const activations: Readonly<Record<number, TfliteActivation>> = { 0: 'none', 1: 'relu', 3: 'relu6' };
/** Where the activation stands in the options table of each kind. */
const activationField = { add: 0, conv: 3, depthwiseConv: 4 } as const;

/** A view of one FlatBuffers table: fields by their number in the schema. */
function table(buffer: ByteBuffer, position: number) {
  const at = (field: number): number | null => {
    const offset = buffer.__offset(position, 4 + field * 2);
    return offset === 0 ? null : position + offset;
  };
  const vector = (field: number): { start: number; length: number } => {
    const p = at(field);
    if (p === null) return { start: 0, length: 0 };
    const start = p + buffer.readInt32(p);
    return { start: start + 4, length: buffer.readInt32(start) };
  };
  return {
    int8: (field: number, otherwise: number) => {
      const p = at(field);
      return p === null ? otherwise : buffer.readInt8(p);
    },
    int32: (field: number, otherwise: number) => {
      const p = at(field);
      return p === null ? otherwise : buffer.readInt32(p);
    },
    child: (field: number) => {
      const p = at(field);
      return p === null ? null : table(buffer, buffer.__indirect(p));
    },
    text: (field: number) => {
      const { start, length } = vector(field);
      return Buffer.from(buffer.bytes().subarray(start, start + length)).toString('utf8');
    },
    bytes: (field: number) => {
      const { start, length } = vector(field);
      return buffer.bytes().subarray(start, start + length);
    },
    ints: (field: number) => {
      const { start, length } = vector(field);
      return Array.from({ length }, (_, i) => buffer.readInt32(start + i * 4));
    },
    tables: (field: number) => {
      const { start, length } = vector(field);
      return Array.from({ length }, (_, i) => table(buffer, buffer.__indirect(start + i * 4)));
    },
  };
}

/** Reads the first sub-graph. Throws where the bytes are not a TFLite model. */
export function readTflite(bytes: Uint8Array): TfliteModel {
  const buffer = new ByteBuffer(bytes);
  if (!buffer.__has_identifier('TFL3')) throw new Error('not a TensorFlow Lite model (no TFL3 identifier)');
  const root = table(buffer, buffer.readInt32(0));
  const graph = root.tables(2)[0];
  if (graph === undefined) throw new Error('the TensorFlow Lite model has no graph');
  const codes = root.tables(1).map((code) => Math.max(code.int8(0, 0), code.int32(3, 0)));
  const buffers = root.tables(4).map((one) => one.bytes(0));
  return {
    inputs: graph.ints(1),
    tensors: graph.tables(0).map((tensor) => {
      const type = tensor.int8(1, 0);
      return {
        name: tensor.text(3),
        shape: tensor.ints(0),
        type: type === 0 ? 'float32' : type === 1 ? 'float16' : 'other',
        data: buffers[tensor.int32(2, 0)] ?? new Uint8Array(0),
      };
    }),
    operators: graph.tables(3).map((operator) => {
      const code = codes[operator.int32(0, 0)] ?? -1;
      const kind = kinds[code] ?? 'other';
      const options = operator.child(4);
      const spatial = kind === 'conv' || kind === 'depthwiseConv';
      const field = kind === 'add' || spatial ? activationField[kind] : null;
      const activation = field === null ? 'none' : activations[options?.int8(field, 0) ?? 0];
      if (activation === undefined) throw new Error('an activation of this TensorFlow Lite model is not supported');
      const dilation = kind === 'depthwiseConv' ? 5 : 4;
      const option = (index: number, otherwise: number) =>
        spatial ? (options?.int32(index, otherwise) ?? otherwise) : otherwise;
      return {
        kind,
        code,
        inputs: operator.ints(1),
        outputs: operator.ints(2),
        activation,
        padding: spatial && options?.int8(0, 0) === 1 ? 'valid' : 'same',
        strides: [option(2, 1), option(1, 1)],
        dilations: [option(dilation + 1, 1), option(dilation, 1)],
      };
    }),
  };
}

/** The tensor's numbers; half precision is widened exactly. */
export function tensorFloats(tensor: TfliteTensor): Float32Array {
  const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
  if (tensor.type === 'float32') {
    return Float32Array.from({ length: tensor.data.byteLength / 4 }, (_, i) => view.getFloat32(i * 4, true));
  }
  if (tensor.type !== 'float16') throw new Error(`tensor ${tensor.name} does not hold floating-point numbers`);
  return Float32Array.from({ length: tensor.data.byteLength / 2 }, (_, i) => widenHalf(view.getUint16(i * 2, true)));
}

/** IEEE 754 binary16 to a number. */
function widenHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
