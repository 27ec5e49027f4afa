import { type Backbone, tapOf } from './backbone.ts';
import { addAlike, type Places } from './compile-alike.ts';
import { addBackbone, addFeatures, cellStrideOf, gridOf, type InputSize } from './compile-backbone.ts';
import { addMemberMap, type Member, type MemberMap } from './compile-members.ts';
import { addCloser, addGate } from './compile-closer.ts';
import type { Inspected } from './inspected.ts';
import { addKindMaps } from './kinds/compile-kinds.ts';
import type { Usual } from './kinds/describe.ts';
import type { Kinds } from './kinds/learn-kinds.ts';
import { addHead } from './labelled/compile-head.ts';
import type { Head } from './labelled/head.ts';
import { addPools } from './labelled/pools.ts';
import { type Calibration, medianShare, poolTapsOf, topCells } from './method.ts';
import { type GraphBuilder, graphBuilder } from './onnx/builder.ts';
import { dataTypes, encodeOnnx } from './onnx/codec.ts';

/** On the map where nothing is judged: below every good part. */
export const notInspected = 0;
function addMaps(
  builder: GraphBuilder,
  members: readonly Member[],
  features: ReadonlyMap<string, string>,
  cells: number,
  sensitivity: Float32Array | null,
): MemberMap[] {
  return members.map((member) => {
    const value = features.get(member.scorer.tap);
    if (value === undefined) throw new Error(`no features of tap ${member.scorer.tap}`);
    const added = addMemberMap(builder, member, value, cells);
    if (!sensitivity?.some((one) => one !== 1)) return added;
    return { ...added, map: addSensitivity(builder, added.map, sensitivity) };
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
 * a whole; what raises it stretches the map, since it says that there is a defect and not where. Answers with the map.
 */
function addScore(
  builder: GraphBuilder,
  maps: readonly string[],
  calibration: Calibration,
  grid: InputSize,
  inspected: Inspected | null,
  lift: string | null,
): string {
  const cells = inspected?.cells.length ?? grid.width * grid.height;
  const weights = maps.map((_, k) => (calibration.weights[k] ?? 0) * calibration.scale);
  const closer = calibration.closer ?? null;
  const isCloser = maps.map((_, k) => closer?.judges.includes(k) ?? false);
  const weighBy = (own: readonly number[]) => (values: string) =>
    builder.node('MatMul', [builder.floats([1, maps.length], own), values]);
  const weigh = weighBy(weights.map((weight, k) => (isCloser[k] ? 0 : weight)));
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
  const close =
    closer &&
    addCloser(builder, weighBy(weights.map((weight, k) => (isCloser[k] ? weight : 0))), closer.floor * calibration.scale, {
      stacked,
      tops,
      medians,
    });
  const withClose = (value: string, lifts: string | undefined) => (lifts ? builder.node('Add', [value, lifts]) : value);
  const unraised = withClose(builder.node('Add', [top, shift]), close?.lift);
  const wanted = raised === null ? unraised : builder.node('Add', [unraised, raised]);
  const unlowered = withClose(builder.node('Add', [weigh(stacked), shift]), close?.cells);
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
  const out = builder.node('Reshape', [whole, builder.ints([grid.height, grid.width])], {}, 'map');
  builder.output({ name: 'score', dataType: dataTypes.float, shape: [1] });
  builder.output({ name: 'map', dataType: dataTypes.float, shape: [grid.height, grid.width] });
  if (calibration.usual) {
    const { usual } = calibration;
    addSpoken(builder, {
      tops,
      medians,
      raised,
      weights,
      usual,
      gate: close && addGate(builder, close, isCloser, weights, usual),
    });
  }
  return out;
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
    gate,
  }: {
    readonly tops: string;
    readonly medians: string;
    readonly raised: string | null;
    readonly weights: readonly number[];
    readonly usual: readonly number[];
    readonly gate: string | null;
  },
): void {
  const said = builder.node('Sub', [tops, builder.node('Mul', [medians, builder.scalar(medianShare)])]);
  const beyond = builder.node('Sub', [said, builder.floats([usual.length, 1], usual)]);
  const own = builder.node('Mul', [beyond, builder.floats([weights.length, 1], weights)]);
  const lifts = gate === null ? own : builder.node('Mul', [own, gate]);
  const all = raised === null ? lifts : builder.node('Concat', [lifts, raised], { axis: 0 });
  builder.node('Reshape', [all, builder.ints([-1])], {}, 'spoken');
  builder.output({ name: 'spoken', dataType: dataTypes.float, shape: [weights.length + (raised === null ? 0 : 1)] });
}

/** The output `kinds` [kinds, height, width]: how much each cell speaks for each kind, 0 where nothing is judged. */
function addKinds(
  builder: GraphBuilder,
  { kinds, usual }: NonNullable<Explained['kinds']>,
  features: ReadonlyMap<string, string>,
  grid: InputSize,
  inspected: Inspected | null,
): void {
  const count = kinds.names.length;
  const maps = addKindMaps(builder, kinds, usual, features, inspected?.cells.length ?? grid.width * grid.height);
  const whole = inspected ? addPlaces(builder, maps, inspected, grid, count) : maps;
  builder.node('Reshape', [whole, builder.ints([count, grid.height, grid.width])], {}, 'kinds');
  builder.output({ name: 'kinds', dataType: dataTypes.float, shape: [count, grid.height, grid.width] });
}

/** Puts the inspected cells back to their places; the others get `notInspected`. */
function addPlaces(builder: GraphBuilder, maps: string, { cells }: Inspected, grid: InputSize, count = 1): string {
  const places = Array.from({ length: grid.width * grid.height }, () => cells.length);
  cells.forEach((cell, k) => {
    places[cell] = k;
  });
  const extended = builder.node('Concat', [maps, builder.floats([count, 1], new Float32Array(count).fill(notInspected))], {
    axis: 1,
  });
  return builder.node('Gather', [extended, builder.ints(places)], { axis: 1 });
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
  const all = pooled ? [...new Set([...taps, ...poolTapsOf(backbone.method)])] : taps;
  addBackbone(builder, backbone, all, size, inspected);
  const [grid, stride] = [gridOf(backbone, all, size), cellStrideOf(backbone, all)];
  const cells = inspected?.cells.length ?? grid.width * grid.height;
  const features = new Map(
    all.map((name) => [name, addFeatures(builder, tapOf(backbone, name), stride, grid, inspected, `features_${name}`)]),
  );
  for (const name of taps) {
    const tap = tapOf(backbone, name);
    const shape = [tap.channels, cells];
    builder.output({ name: `features_${name}`, dataType: dataTypes.float, shape });
  }
  if (pooled) {
    const name = addPools(builder, backbone.method.pools, features, 'pools');
    builder.output({ name, dataType: dataTypes.float, shape: [1, 'pools'] });
  }
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
    const tap = tapOf(backbone, scorer.tap);
    const shape = [tap.channels, cells];
    features.set(scorer.tap, builder.input({ name: `features_${scorer.tap}`, dataType: dataTypes.float, shape }));
  }
  addMaps(builder, members, features, cells, sensitivity).forEach(({ map }, k) => {
    const output = builder.node('Identity', [map], {}, `map_${k}`);
    builder.output({ name: output, dataType: dataTypes.float, shape: [cells] });
  });
  return encodeOnnx(builder.build('maps'));
}

/** What a head leaves to the judges. */
function sharedWith({ share }: Head, calibration: Calibration): Calibration {
  const { weights, closer } = calibration;
  const left = 1 - share;
  return {
    ...calibration,
    weights: weights.map((weight) => weight * left),
    closer: closer && { ...closer, floor: closer.floor * left },
  };
}

/** What a model tells beside score and map, where it can. */
export interface Explained {
  /** Of the first bank's rows, see `addAlike`. */
  readonly places?: Places | null;
  /** See `addKindMaps`. */
  readonly kinds?: { readonly kinds: Kinds; readonly usual: Usual } | null;
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
  { places, kinds }: Explained = {},
): Uint8Array {
  const builder = graphBuilder();
  const { pools } = backbone.method;
  const told = kinds?.usual.taps.map(({ name }) => name) ?? [];
  const judging = members.map((member) => member.scorer.tap);
  const taps = [...new Set([...judging, ...(head ? poolTapsOf(backbone.method) : []), ...told])];
  const [grid, stride] = [gridOf(backbone, taps, size), cellStrideOf(backbone, taps)];
  addBackbone(builder, backbone, taps, size, inspected);
  const features = new Map(taps.map((name) => [name, addFeatures(builder, tapOf(backbone, name), stride, grid, inspected)]));
  const cells = inspected?.cells.length ?? grid.width * grid.height;
  const judged = addMaps(builder, members, features, cells, inspected?.sensitivity ?? null);
  const own = head ? sharedWith(head, calibration) : calibration;
  const maps = judged.map(({ map }) => map);
  const map = addScore(builder, maps, own, grid, inspected, head && addHead(builder, head, pools, features));
  const search = judged.find((one) => one.search !== null)?.search;
  if (places && search) addAlike(builder, search, places, map, grid, inspected);
  if (kinds) addKinds(builder, kinds, features, grid, inspected);
  return encodeOnnx(builder.build('passline-model'));
}
