import type { Search } from './compile-members.ts';
import type { InputSize } from './compile-backbone.ts';
import type { Inspected } from './inspected.ts';
import type { GraphBuilder } from './onnx/builder.ts';
import { dataTypes } from './onnx/codec.ts';

/** Places of the map that are explained, and rows of the bank for each: neighbours of one patch often fill the first few. */
const mostPeaks = 16;
const rowsEach = 8;
/** Takes cells out that are not the highest of their neighbours, and rows that nobody could be shown. */
const farBelow = 1e6;

/**
 * Where each row of a bank was seen, row-major [rows, 3]: number of a picture that the model carries (−1: it does not carry
 * it), and x, y in pixels of that picture.
 */
export type Places = Float32Array;

/**
 * The outputs `peaks` [n], the highest cells of the map that no neighbour exceeds, highest first, and `alike` [k, n, 3], for
 * each of them where the nearest rows of a memory bank were seen, nearest first. Every region of the map above a threshold has
 * its summit among them, as long as there are no more than sixteen.
 *
 * Looked up for these cells alone: the maximum that the map needs is taken without its place, which would have to be kept for
 * every cell.
 */
export function addAlike(
  builder: GraphBuilder,
  { blocks, patches }: Search,
  places: Places,
  map: string,
  grid: InputSize,
  inspected: Inspected | null,
): void {
  const cells = grid.width * grid.height;
  const picture = builder.node('Reshape', [map, builder.ints([1, 1, grid.height, grid.width])]);
  const highest = builder.node('MaxPool', [picture], { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1] });
  const below = builder.node('Mul', [builder.node('Sub', [picture, highest]), builder.scalar(farBelow)]);
  const summits = builder.node('Reshape', [builder.node('Add', [picture, below]), builder.ints([cells])]);
  const count = Math.min(mostPeaks, inspected?.cells.length ?? cells);
  const [, peaks = ''] = builder.nodes('TopK', [summits, builder.ints([count])], { axis: 0, largest: 1, sorted: 1 }, 2);
  builder.node('Cast', [peaks], { to: dataTypes.float }, 'peaks');
  builder.output({ name: 'peaks', dataType: dataTypes.float, shape: [count] });

  const rows = places.length / 3;
  const columns = inspected ? builder.node('Gather', [builder.ints(columnsOf(inspected, cells)), peaks], { axis: 0 }) : peaks;
  const asked = builder.node('Gather', [patches, columns], { axis: 1 });
  const products = blocks.map((block) => builder.node('MatMul', [block, asked]));
  const all = products.length === 1 ? (products[0] as string) : builder.node('Concat', products, { axis: 0 });
  const hidden = Float32Array.from({ length: rows }, (_, row) => ((places[row * 3] as number) < 0 ? farBelow : 0));
  const shown = hidden.some((one) => one > 0) ? builder.node('Sub', [all, builder.floats([rows, 1], hidden)]) : all;
  const each = Math.min(rowsEach, rows);
  const [, nearest = ''] = builder.nodes('TopK', [shown, builder.ints([each])], { axis: 0, largest: 1, sorted: 1 }, 2);
  builder.node('Gather', [builder.floats([rows, 3], places), nearest], { axis: 0 }, 'alike');
  builder.output({ name: 'alike', dataType: dataTypes.float, shape: [each, count, 3] });
}

/** Of each cell its column among the inspected ones; any for the others, which never reach a threshold. */
function columnsOf(inspected: Inspected, cells: number): number[] {
  const columns = Array.from({ length: cells }, () => 0);
  inspected.cells.forEach((cell, column) => {
    columns[cell] = column;
  });
  return columns;
}
