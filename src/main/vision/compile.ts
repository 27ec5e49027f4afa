import { type Backbone, tapOf } from './backbone.ts';
import { addMemberMap, type Member } from './compile-members.ts';
import type { Inspected } from './inspected.ts';
import { addHead } from './labelled/compile-head.ts';
import type { Head } from './labelled/head.ts';
import { addPools, poolTaps } from './labelled/pools.ts';
import { type Calibration, medianShare, topCells } from './method.ts';
import { cutGraph, type GraphBuilder, graphBuilder } from './onnx/builder.ts';
import { dataTypes, encodeOnnx } from './onnx/codec.ts';

/** Input of the network in pixels. */
export interface InputSize {
  readonly width: number;
  readonly height: number;
}
/** On the map where nothing is judged: below every good part. */
export const notInspected = 0;
/** Before the names of the backbone's values in a compiled graph. */
const prefix = 'backbone/';

/**
 * Adds `picture` (uint8 [1, H, W, 3]) and the part of the backbone that the taps need. The taps then are values named
 * `prefix` + tap.
 */
function addBackbone(
  builder: GraphBuilder,
  backbone: Backbone,
  taps: readonly string[],
  { width, height }: InputSize,
  inspected: Inspected | null,
): void {
  const picture = builder.input({ name: 'picture', dataType: dataTypes.uint8, shape: [1, height, width, 3] });
  const floats = builder.node('Cast', [builder.node('Transpose', [picture], { perm: [0, 3, 1, 2] })], { to: dataTypes.float });
  const scaled = builder.node('Mul', [floats, builder.scalar(backbone.input.scale)]);
  const whole = builder.node('Add', [scaled, builder.scalar(backbone.input.offset)]);
  const image = inspected ? builder.node('Mul', [whole, builder.floats([1, 1, height, width], inspected.pixels)]) : whole;
  const cut = cutGraph(
    backbone.graph,
    taps.map((name) => ({ name, dataType: dataTypes.float, shape: [1, tapOf(backbone, name).channels, 'h', 'w'] })),
  );
  builder.embed(cut, prefix, { [backbone.input.name]: image });
}

/**
 * Features [channels, cells] of a tap: averaged over 3×3 neighbours, so that a patch knows its surroundings (PatchCore §3.1),
 * and a finer tap over the cells of the grid.
 */
function addFeatures(
  builder: GraphBuilder,
  tap: Backbone['taps'][number],
  cellStride: number,
  inspected: Inspected | null,
  output?: string,
): string {
  const pooled = builder.node('AveragePool', [prefix + tap.name], {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
    strides: [1, 1],
    count_include_pad: 0,
  });
  const finer = cellStride / tap.stride;
  const celled =
    finer === 1
      ? pooled
      : builder.node('AveragePool', [pooled], { kernel_shape: [finer, finer], pads: [0, 0, 0, 0], strides: [finer, finer] });
  const shape = builder.ints([tap.channels, -1]);
  if (inspected === null) return builder.node('Reshape', [celled, shape], {}, output);
  // What is not inspected leaves here: nothing that follows, in teaching or on the line, ever sees it.
  const all = builder.node('Reshape', [celled, shape]);
  return builder.node('Gather', [all, builder.ints(inspected.cells)], { axis: 1 }, output);
}

function addMaps(
  builder: GraphBuilder,
  members: readonly Member[],
  features: ReadonlyMap<string, string>,
  cells: number,
  sensitivity: Float32Array | null,
): string[] {
  return members.map((member) => {
    const value = features.get(member.scorer.tap);
    if (value === undefined) throw new Error(`no features of tap ${member.scorer.tap}`);
    const map = addMemberMap(builder, member, value, cells);
    return sensitivity?.some((one) => one !== 1) ? addSensitivity(builder, map, sensitivity) : map;
  });
}

/** Each cell's distance from the map's median, times its sensitivity: what is usual stays what it is. */
function addSensitivity(builder: GraphBuilder, map: string, sensitivity: Float32Array): string {
  const middle = Math.floor(sensitivity.length / 2);
  const [highest = ''] = builder.nodes('TopK', [map, builder.ints([middle + 1])], { axis: 0, largest: 1, sorted: 1 }, 2);
  const ends = [builder.ints([middle]), builder.ints([middle + 1]), builder.ints([0])];
  const median = builder.node('Slice', [highest, ...ends]);
  const scaled = builder.node('Mul', [builder.node('Sub', [map, median]), builder.floats([sensitivity.length], sensitivity)]);
  return builder.node('Add', [scaled, median]);
}

/**
 * Fuses the judges' maps and adds the outputs `score` [1] and `map` [height, width], both on the score scale.
 *
 * The score is the weighted sum of the judges' picture scores, each from its own map: judges that see a defect in different
 * places still agree that there is one. The map is the weighted sum of their maps, each less its share of the median. Its
 * highest cell can then lie below the score: the map is stretched from its mean until it does not, so that a score at the
 * threshold always has a place on the map.
 *
 * `lift` [1, 1] is what a head taught from known defects adds, before the score scale. What lowers the score lowers the map as
 * a whole; what raises it stretches the map, since it says that there is a defect and not where.
 */
function addScore(
  builder: GraphBuilder,
  maps: readonly string[],
  calibration: Calibration,
  grid: InputSize,
  inspected: Inspected | null,
  lift: string | null,
): void {
  const cells = inspected?.cells.length ?? grid.width * grid.height;
  const weights = maps.map((_, k) => (calibration.weights[k] ?? 0) * calibration.scale);
  const weigh = (values: string) => builder.node('MatMul', [builder.floats([1, maps.length], weights), values]);
  const rows = maps.map((map) => builder.node('Reshape', [map, builder.ints([1, cells])]));
  const stacked = builder.node('Concat', rows, { axis: 0 });
  const middle = Math.floor(cells / 2);
  const [highest = ''] = builder.nodes('TopK', [stacked, builder.ints([middle + 1])], { axis: 1, largest: 1, sorted: 1 }, 2);
  const slice = (from: number, to: number) =>
    builder.node('Slice', [highest, builder.ints([from]), builder.ints([to]), builder.ints([1])]);
  const tops = builder.node('ReduceMean', [slice(0, Math.min(topCells, cells))], { axes: [1], keepdims: 1 });
  const medians = slice(middle, middle + 1);
  const top = weigh(tops);
  const lifted = builder.node('Mul', [weigh(medians), builder.scalar(medianShare)]);
  const shift = builder.node('Sub', [builder.floats([1, 1], [calibration.offset]), lifted]);
  const raised = lift === null ? null : builder.node('Mul', [lift, builder.scalar(calibration.scale)]);
  const unraised = builder.node('Add', [top, shift]);
  const wanted = raised === null ? unraised : builder.node('Add', [unraised, raised]);
  const unlowered = builder.node('Add', [weigh(stacked), shift]);
  const fused = raised === null ? unlowered : builder.node('Add', [unlowered, builder.node('Min', [raised, builder.scalar(0)])]);

  const mean = builder.node('ReduceMean', [fused], { axes: [1], keepdims: 1 });
  const summit = (values: string) => builder.node('ReduceMax', [values], { axes: [1], keepdims: 1 });
  const reach = builder.node('Max', [builder.node('Sub', [summit(fused), mean]), builder.scalar(1e-6)]);
  const needed = builder.node('Div', [builder.node('Sub', [wanted, mean]), reach]);
  const factor = builder.node('Max', [needed, builder.scalar(1)]);
  const stretched = builder.node('Mul', [builder.node('Sub', [fused, mean]), factor]);
  const map = builder.node('Add', [stretched, mean]);
  // Not above the highest cell by rounding either.
  const score = builder.node('Min', [wanted, summit(map)]);
  builder.node('Reshape', [score, builder.ints([1])], {}, 'score');
  const whole = inspected ? addPlaces(builder, map, inspected, grid) : map;
  builder.node('Reshape', [whole, builder.ints([grid.height, grid.width])], {}, 'map');
  builder.output({ name: 'score', dataType: dataTypes.float, shape: [1] });
  builder.output({ name: 'map', dataType: dataTypes.float, shape: [grid.height, grid.width] });
  if (calibration.usual) addSpoken(builder, { tops, medians, raised, weights, usual: calibration.usual });
}

/**
 * The output `spoken` [judges, and the head where there is one]: by how much each lifts the score over what it says of good
 * pictures on average, on the score scale.
 */
function addSpoken(
  builder: GraphBuilder,
  {
    tops,
    medians,
    raised,
    weights,
    usual,
  }: {
    readonly tops: string;
    readonly medians: string;
    readonly raised: string | null;
    readonly weights: readonly number[];
    readonly usual: readonly number[];
  },
): void {
  const said = builder.node('Sub', [tops, builder.node('Mul', [medians, builder.scalar(medianShare)])]);
  const beyond = builder.node('Sub', [said, builder.floats([usual.length, 1], usual)]);
  const lifts = builder.node('Mul', [beyond, builder.floats([weights.length, 1], weights)]);
  const all = raised === null ? lifts : builder.node('Concat', [lifts, raised], { axis: 0 });
  builder.node('Reshape', [all, builder.ints([-1])], {}, 'spoken');
  builder.output({ name: 'spoken', dataType: dataTypes.float, shape: [weights.length + (raised === null ? 0 : 1)] });
}

/** Puts the inspected cells back to their places; the others get `notInspected`. */
function addPlaces(builder: GraphBuilder, map: string, { cells }: Inspected, grid: InputSize): string {
  const places = Array.from({ length: grid.width * grid.height }, () => cells.length);
  cells.forEach((cell, k) => {
    places[cell] = k;
  });
  const extended = builder.node('Concat', [map, builder.floats([1, 1], [notInspected])], { axis: 1 });
  return builder.node('Gather', [extended, builder.ints(places)], { axis: 1 });
}

const strideOf = (backbone: Backbone, taps: readonly string[]) => Math.max(...taps.map((name) => tapOf(backbone, name).stride));

/** Cells of the map: the grid of the coarsest tap. */
export function gridOf(backbone: Backbone, taps: readonly string[], { width, height }: InputSize): InputSize {
  const stride = strideOf(backbone, taps);
  return { width: width / stride, height: height / stride };
}

/**
 * `picture` → the features of each tap, [channels, inspected cells], under the tap's name with `features_` before it; and,
 * where asked, `pools` [1, n], what a head for known defects sees.
 */
export function compileFeatures(
  backbone: Backbone,
  taps: readonly string[],
  size: InputSize,
  inspected: Inspected | null = null,
  pooled = false,
): Uint8Array {
  const builder = graphBuilder();
  const all = pooled ? [...new Set([...taps, ...poolTaps])] : taps;
  addBackbone(builder, backbone, all, size, inspected);
  const grid = gridOf(backbone, taps, size);
  const cells = inspected?.cells.length ?? grid.width * grid.height;
  const stride = strideOf(backbone, taps);
  const features = new Map(
    all.map((name) => [name, addFeatures(builder, tapOf(backbone, name), stride, inspected, `features_${name}`)]),
  );
  for (const name of taps) {
    const shape = [tapOf(backbone, name).channels, cells];
    builder.output({ name: `features_${name}`, dataType: dataTypes.float, shape });
  }
  if (pooled) builder.output({ name: addPools(builder, features, 'pools'), dataType: dataTypes.float, shape: [1, 'pools'] });
  return encodeOnnx(builder.build('features'));
}

/** Features of each tap → `map_0`, `map_1`, … [cells], one for each judge: the middle of the model, for validation. */
export function compileMaps(
  backbone: Backbone,
  members: readonly Member[],
  cells: number,
  sensitivity: Float32Array | null = null,
): Uint8Array {
  const builder = graphBuilder();
  const features = new Map<string, string>();
  for (const { scorer } of members) {
    if (features.has(scorer.tap)) continue;
    const shape = [tapOf(backbone, scorer.tap).channels, cells];
    features.set(scorer.tap, builder.input({ name: `features_${scorer.tap}`, dataType: dataTypes.float, shape }));
  }
  addMaps(builder, members, features, cells, sensitivity).forEach((map, k) => {
    const output = builder.node('Identity', [map], {}, `map_${k}`);
    builder.output({ name: output, dataType: dataTypes.float, shape: [cells] });
  });
  return encodeOnnx(builder.build('maps'));
}

/**
 * The whole model: `picture` (uint8 [1, H, W, 3]) → `score` [1] and `map` [h, w], in one graph. With a head the calibration is
 * that of the blended score.
 */
export function compileModel(
  backbone: Backbone,
  size: InputSize,
  members: readonly Member[],
  calibration: Calibration,
  inspected: Inspected | null = null,
  head: Head | null = null,
): Uint8Array {
  const builder = graphBuilder();
  const taps = [...new Set([...members.map((member) => member.scorer.tap), ...(head ? poolTaps : [])])];
  const grid = gridOf(backbone, taps, size);
  addBackbone(builder, backbone, taps, size, inspected);
  const stride = strideOf(backbone, taps);
  const features = new Map(taps.map((name) => [name, addFeatures(builder, tapOf(backbone, name), stride, inspected)]));
  const cells = inspected?.cells.length ?? grid.width * grid.height;
  const maps = addMaps(builder, members, features, cells, inspected?.sensitivity ?? null);
  const own = head ? { ...calibration, weights: calibration.weights.map((weight) => weight * (1 - head.share)) } : calibration;
  addScore(builder, maps, own, grid, inspected, head && addHead(builder, head, features));
  return encodeOnnx(builder.build('passline-model'));
}
