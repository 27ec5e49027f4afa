import { type Backbone, layersOf, type Tap, tapOf, zoomOf } from './backbone.ts';
import type { Inspected } from './inspected.ts';
import { cutGraph, type GraphBuilder } from './onnx/builder.ts';
import { dataTypes } from './onnx/codec.ts';
import { projection } from './projection.ts';

/** Pixels, or cells of a map. */
export interface InputSize {
  readonly width: number;
  readonly height: number;
}

/** Before the names of the backbone's values in a compiled graph; the network is in it once for each size it looks at. */
const prefixOf = ({ zoom }: Pick<Tap, 'zoom'>): string => (zoom === 1 ? 'backbone/' : 'detail/');

/**
 * Adds `picture` (uint8 [1, H, W, 3]) and the part of the backbone that the taps need: once for the picture as the network
 * usually sees it, and once more for the whole of it where the picture of the model is larger than that.
 */
export function addBackbone(
  builder: GraphBuilder,
  backbone: Backbone,
  taps: readonly string[],
  { width, height }: InputSize,
  inspected: Inspected | null,
): void {
  const picture = builder.input({ name: 'picture', dataType: dataTypes.uint8, shape: [1, height, width, 3] });
  const floats = builder.node('Cast', [builder.node('Transpose', [picture], { perm: [0, 3, 1, 2] })], { to: dataTypes.float });
  const { scale, offset, order, name: inputName } = backbone.input;
  const ordered = order === 'rgb' ? floats : builder.node('Gather', [floats, builder.ints([2, 1, 0])], { axis: 1 });
  const scaled = builder.node('Mul', [ordered, addColours(builder, scale)]);
  const whole = builder.node('Add', [scaled, addColours(builder, offset)]);
  const image = inspected ? builder.node('Mul', [whole, builder.floats([1, 1, height, width], inspected.pixels)]) : whole;
  const used = taps.map((name) => tapOf(backbone, name));
  const most = zoomOf(backbone);
  for (const zoom of new Set(used.map((tap) => tap.zoom))) {
    const smaller = most / zoom;
    const seen = smaller === 1 ? image : addMean(builder, image, smaller);
    const cut = cutGraph(backbone.graph, layersOf(used.filter((tap) => tap.zoom === zoom)));
    builder.embed(cut, prefixOf({ zoom }), { [inputName]: seen });
  }
}

/** A constant for each colour, or for all of them. */
function addColours(builder: GraphBuilder, [first, second, third]: readonly [number, number, number]): string {
  return first === second && second === third ? builder.scalar(first) : builder.floats([1, 3, 1, 1], [first, second, third]);
}

/** [1, C, H, W] made smaller by a whole number: the mean of what each pixel covers, as the picture itself is made. */
function addMean(builder: GraphBuilder, value: string, factor: number): string {
  if (factor === 1) return value;
  const kernel = { kernel_shape: [factor, factor], pads: [0, 0, 0, 0], strides: [factor, factor] };
  return builder.node('AveragePool', [value], kernel);
}

/**
 * Features [channels, cells] of a tap: averaged over 3×3 neighbours, so that a patch knows its surroundings (PatchCore
 * §3.1), and a finer tap over the cells of the grid, which are `cellStride` wide as its network sees them.
 */
export function addFeatures(
  builder: GraphBuilder,
  tap: Tap,
  cellStride: number,
  grid: InputSize,
  inspected: Inspected | null,
  output?: string,
): string {
  const { channels, stride, zoom } = tap;
  const perCell = (cellStride / stride) * zoom;
  const layer = addLayer(builder, tap, { width: grid.width * perCell, height: grid.height * perCell });
  const pooled = builder.node('AveragePool', [layer], {
    kernel_shape: [3, 3],
    pads: [1, 1, 1, 1],
    strides: [1, 1],
    count_include_pad: 0,
  });
  const celled = addMean(builder, pooled, perCell);
  const flat = builder.ints([channels, -1]);
  if (inspected === null) return builder.node('Reshape', [celled, flat], {}, output);
  // What is not inspected leaves here: nothing that follows, in teaching or on the line, ever sees it.
  const all = builder.node('Reshape', [celled, flat]);
  return builder.node('Gather', [all, builder.ints(inspected.cells)], { axis: 1 }, output);
}

/** The layer as a map [1, channels, height, width], whatever the network keeps it as. */
function addLayer(builder: GraphBuilder, tap: Tap, { width, height }: InputSize): string {
  const value = prefixOf(tap) + tap.tensor;
  const map = tap.prefix === null ? value : addTokenMap(builder, value, tap.prefix, [1, tap.width, height, width]);
  if (tap.width === tap.channels) return map;
  const kernel = builder.floats([tap.channels, tap.width, 1, 1], projection(tap.width, tap.channels));
  return builder.node('Conv', [map, kernel], { kernel_shape: [1, 1] });
}

/** Tokens [1, prefix + positions, channels] as a map of this shape. */
function addTokenMap(builder: GraphBuilder, tokens: string, prefix: number, shape: readonly number[]): string {
  const ends = [builder.ints([prefix]), builder.ints([Number.MAX_SAFE_INTEGER]), builder.ints([1])];
  const own = prefix === 0 ? tokens : builder.node('Slice', [tokens, ...ends]);
  return builder.node('Reshape', [builder.node('Transpose', [own], { perm: [0, 2, 1] }), builder.ints(shape)]);
}

/** Side of a cell of the map as each network sees the picture: a position of the coarsest tap. */
export function cellStrideOf(backbone: Backbone, taps: readonly string[]): number {
  return Math.max(...taps.map((name) => tapOf(backbone, name).stride));
}

/** Cells of the map. `size`: of the model's picture. */
export function gridOf(backbone: Backbone, taps: readonly string[], { width, height }: InputSize): InputSize {
  const side = cellStrideOf(backbone, taps) * zoomOf(backbone);
  return { width: width / side, height: height / side };
}
