import { inspectedGrid, wholePicture } from '#shared/domain/region.ts';
import { VisionError } from './errors.ts';
import type { Preprocessing } from './preprocess.ts';

/** Which part of the network's input is judged: constants of the compiled graph. */
export interface Inspected {
  /** 1 for every pixel that the network may see, 0 elsewhere; row-major [height, width] of its input. */
  readonly pixels: Float32Array;
  /** Cells of the map that are judged, ascending; at least one. */
  readonly cells: readonly number[];
  /** Of each of these cells, 0.25..4. */
  readonly sensitivity: Float32Array;
}

/** A cell is judged where so much of it may be seen. */
const leastShare = 0.25;

/**
 * What the regions of a model leave to judge; null: everything. The network does not see the rest at all (its pixels become
 * the middle of the input's range): it looks far around each cell, and what lies in a region to ignore must not change
 * anything. Throws PICTURE_UNSUPPORTED where nothing is left.
 */
export function inspectedOf({ input, map, crop = wholePicture, regions = [] }: Omit<Preprocessing, 'aspect'>): Inspected | null {
  if (regions.length === 0) return null;
  const grid = inspectedGrid(regions, crop, input.width, input.height);
  const shares = new Float64Array(map.width * map.height);
  const sums = new Float64Array(shares.length);
  const perCell = (input.width / map.width) * (input.height / map.height);
  for (let y = 0, at = 0; y < input.height; y++) {
    const row = Math.floor((y * map.height) / input.height) * map.width;
    for (let x = 0; x < input.width; x++, at++) {
      if (grid.inspected[at] === 0) continue;
      const cell = row + Math.floor((x * map.width) / input.width);
      shares[cell] = (shares[cell] as number) + 1 / perCell;
      sums[cell] = (sums[cell] as number) + (grid.sensitivity[at] as number) / perCell;
    }
  }
  const most = shares.reduce((highest, share) => Math.max(highest, share), 0);
  if (most === 0) throw new VisionError('PICTURE_UNSUPPORTED', 'the regions leave nothing to inspect');
  // Regions smaller than a cell keep the cells that they cover most.
  const least = Math.min(leastShare, most);
  const cells = [...shares.keys()].filter((cell) => (shares[cell] as number) >= least);
  return {
    pixels: Float32Array.from(grid.inspected),
    cells,
    sensitivity: Float32Array.from(cells, (cell) => (sums[cell] as number) / (shares[cell] as number)),
  };
}
