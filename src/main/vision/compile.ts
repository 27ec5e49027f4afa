import { type Backbone, tapOf } from './backbone.ts';
import { type Calibration, medianShare, type Scorer, topCells } from './method.ts';
import { type GraphBuilder, graphBuilder } from './onnx/builder.ts';
import { dataTypes, encodeOnnx } from './onnx/codec.ts';

/** Input of the network in pixels. */
export interface InputSize {
  readonly width: number;
  readonly height: number;
}
/** Patches of good pictures, row-major [rows, channels], ready for the metric (unit length for `cosine`). */
export interface MemoryBank {
  readonly scorer: Scorer;
  readonly channels: number;
  readonly rows: number;
  readonly data: Float32Array;
}

/** Rows of a bank that are compared at once: 256 rows × 400 patches stay in the second-level cache until they are reduced. */
const blockRows = 256;

/** Before the names of the backbone's values in a compiled graph. */
const prefix = 'backbone/';

/** Adds `picture` (uint8 [1, H, W, 3]) and the backbone on it. The taps then are values named `prefix` + tap. */
function addBackbone(builder: GraphBuilder, backbone: Backbone, { width, height }: InputSize): void {
  const picture = builder.input({ name: 'picture', dataType: dataTypes.uint8, shape: [1, height, width, 3] });
  const floats = builder.node('Cast', [builder.node('Transpose', [picture], { perm: [0, 3, 1, 2] })], { to: dataTypes.float });
  const scaled = builder.node('Mul', [floats, builder.scalar(backbone.input.scale)]);
  const image = builder.node('Add', [scaled, builder.scalar(backbone.input.offset)]);
  builder.embed(backbone.graph, prefix, { [backbone.input.name]: image });
}

/** Features [channels, patches] of a tap: averaged over 3×3 neighbours, so that a patch knows its surroundings (PatchCore §3.1). */
function addFeatures(builder: GraphBuilder, tap: Backbone['taps'][number], output?: string): string {
  const pooled = builder.node('AveragePool', [prefix + tap.name], {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
    strides: [1, 1],
    count_include_pad: 0,
  });
  return builder.node('Reshape', [pooled, builder.ints([tap.channels, -1])], {}, output);
}

/** Features scaled to unit length. */
function addDirections(builder: GraphBuilder, features: string): string {
  return builder.node('LpNormalization', [features], { axis: 0, p: 2 });
}

/**
 * Distance of each patch to the nearest row of the bank, [patches]. |x − b|² = |x|² − (2 b·x − |b|²): the bracket is one
 * MatMul, with −|b|² as one more column of the bank against a row of ones.
 */
function addDistances(builder: GraphBuilder, bank: MemoryBank, features: string, patches: number): string {
  const { rows, channels, data } = bank;
  const ones = builder.floats([1, patches], new Float32Array(patches).fill(1));
  const extended = builder.node('Concat', [features, ones], { axis: 0 });
  const nearest: string[] = [];
  for (let start = 0; start < rows; start += blockRows) {
    const count = Math.min(blockRows, rows - start);
    const block = new Float32Array(count * (channels + 1));
    for (let r = 0; r < count; r++) {
      let square = 0;
      for (let c = 0; c < channels; c++) {
        const value = data[(start + r) * channels + c] as number;
        block[r * (channels + 1) + c] = 2 * value;
        square += value * value;
      }
      block[r * (channels + 1) + channels] = -square;
    }
    const product = builder.node('MatMul', [builder.floats([count, channels + 1], block), extended]);
    nearest.push(builder.node('ReduceMax', [product], { axes: [0], keepdims: 0 }));
  }
  const closest = nearest.length === 1 ? (nearest[0] as string) : builder.node('Max', nearest);
  const squares = builder.node('ReduceSumSquare', [features], { axes: [0], keepdims: 0 });
  // Rounding can leave a patch that stands in the bank a little below zero.
  return builder.node('Sqrt', [builder.node('Relu', [builder.node('Sub', [squares, closest])])]);
}

function addDistanceMaps(
  builder: GraphBuilder,
  banks: readonly MemoryBank[],
  features: ReadonlyMap<string, string>,
  patches: number,
): string[] {
  return banks.map((bank) => {
    const value = features.get(bank.scorer.tap);
    if (value === undefined) throw new Error(`no features of tap ${bank.scorer.tap}`);
    return addDistances(builder, bank, bank.scorer.metric === 'cosine' ? addDirections(builder, value) : value, patches);
  });
}

/** Fuses the distance maps and adds the outputs `score` [1] and `map` [height, width], both on the score scale. */
function addScore(builder: GraphBuilder, maps: readonly string[], calibration: Calibration, grid: InputSize): void {
  const patches = grid.width * grid.height;
  const weighted = maps.map((map, k) =>
    builder.node('Mul', [map, builder.scalar((calibration.weights[k] ?? 0) * calibration.scale)]),
  );
  const fused = builder.node('Sum', weighted);
  const middle = Math.floor(patches / 2);
  const [highest = ''] = builder.nodes('TopK', [fused, builder.ints([middle + 1])], { axis: 0, largest: 1, sorted: 1 }, 2);
  const slice = (from: number, to: number) => builder.node('Slice', [highest, builder.ints([from]), builder.ints([to])]);
  const lifted = builder.node('Mul', [slice(middle, middle + 1), builder.scalar(medianShare)]);
  const shift = builder.node('Sub', [builder.floats([1], [calibration.offset]), lifted]);
  const cells = builder.node('Add', [fused, shift]);
  const top = builder.node('ReduceMean', [slice(0, Math.min(topCells, patches))], { axes: [0], keepdims: 1 });
  // Never above the highest cell, not even by rounding: a score at the threshold always has a place on the map.
  const score = builder.node(
    'Min',
    [builder.node('Add', [top, shift]), builder.node('ReduceMax', [cells], { axes: [0], keepdims: 1 })],
    {},
    'score',
  );
  builder.node('Reshape', [cells, builder.ints([grid.height, grid.width])], {}, 'map');
  builder.output({ name: score, dataType: dataTypes.float, shape: [1] });
  builder.output({ name: 'map', dataType: dataTypes.float, shape: [grid.height, grid.width] });
}

/** Cells of the map: the grid of the taps, which must all have the same stride. */
export function gridOf(backbone: Backbone, taps: readonly string[], { width, height }: InputSize): InputSize {
  const strides = new Set(taps.map((name) => tapOf(backbone, name).stride));
  const [stride] = strides;
  if (stride === undefined || strides.size !== 1) throw new Error('the taps of one method must have the same stride');
  return { width: width / stride, height: height / stride };
}

/** `picture` → the features of each tap, [channels, patches], under the tap's name with `features_` before it. */
export function compileFeatures(backbone: Backbone, taps: readonly string[], size: InputSize): Uint8Array {
  const builder = graphBuilder();
  addBackbone(builder, backbone, size);
  const grid = gridOf(backbone, taps, size);
  for (const name of taps) {
    const tap = tapOf(backbone, name);
    const output = addFeatures(builder, tap, `features_${name}`);
    builder.output({ name: output, dataType: dataTypes.float, shape: [tap.channels, grid.width * grid.height] });
  }
  return encodeOnnx(builder.build('features'));
}

/** Features of each tap → `distances_0`, `distances_1`, … [patches], one for each bank: the middle of the model, for validation. */
export function compileDistances(backbone: Backbone, banks: readonly MemoryBank[], patches: number): Uint8Array {
  const builder = graphBuilder();
  const features = new Map<string, string>();
  for (const { scorer } of banks) {
    if (features.has(scorer.tap)) continue;
    const shape = [tapOf(backbone, scorer.tap).channels, patches];
    features.set(scorer.tap, builder.input({ name: `features_${scorer.tap}`, dataType: dataTypes.float, shape }));
  }
  addDistanceMaps(builder, banks, features, patches).forEach((map, k) => {
    const output = builder.node('Identity', [map], {}, `distances_${k}`);
    builder.output({ name: output, dataType: dataTypes.float, shape: [patches] });
  });
  return encodeOnnx(builder.build('distances'));
}

/** The whole model: `picture` (uint8 [1, H, W, 3]) → `score` [1] and `map` [h, w], in one graph. */
export function compileModel(
  backbone: Backbone,
  size: InputSize,
  banks: readonly MemoryBank[],
  calibration: Calibration,
): Uint8Array {
  const builder = graphBuilder();
  const taps = [...new Set(banks.map((bank) => bank.scorer.tap))];
  const grid = gridOf(backbone, taps, size);
  addBackbone(builder, backbone, size);
  const features = new Map(taps.map((name) => [name, addFeatures(builder, tapOf(backbone, name))]));
  addScore(builder, addDistanceMaps(builder, banks, features, grid.width * grid.height), calibration, grid);
  return encodeOnnx(builder.build('passline-model'));
}
