import type { Defect } from '#shared/domain/inspection.ts';
import type { Affine } from './pixels/operations.ts';
import type { AnomalyMap } from './types.ts';

/**
 * Odd, so that the middle of every cell is sampled itself: what reaches the threshold in a cell reaches it in the finer map
 * too. Five makes boxes exact to a third of a cell's reach (3 px of the network's input at stride 16).
 */
export const mapFactor = 5;

/** Bilinear between the cell centres, the border carried on outwards. `factor` must be odd. */
export function upsampleMap(map: AnomalyMap, factor: number = mapFactor): AnomalyMap {
  const [columns, rows] = [samples(map.width, factor), samples(map.height, factor)];
  const width = map.width * factor;
  const data = new Float32Array(width * map.height * factor);
  let to = 0;
  for (const row of rows) {
    const [above, below] = [row.first * map.width, row.second * map.width];
    for (const column of columns) {
      const a = map.data[above + column.first] as number;
      const b = map.data[above + column.second] as number;
      const c = map.data[below + column.first] as number;
      const d = map.data[below + column.second] as number;
      const top = a + (b - a) * column.share;
      data[to++] = top + (c + (d - c) * column.share - top) * row.share;
    }
  }
  return { width, height: map.height * factor, data };
}

function samples(cells: number, factor: number): { first: number; second: number; share: number }[] {
  const half = (factor - 1) / 2;
  return Array.from({ length: cells * factor }, (_, i) => {
    // In whole steps of 1/factor of a cell, counted from the first centre: the share at a centre is exactly 0.
    const steps = Math.min((cells - 1) * factor, Math.max(0, i - half));
    const first = Math.floor(steps / factor);
    return { first, second: Math.min(cells - 1, first + 1), share: (steps % factor) / factor };
  });
}

export interface DefectOptions {
  readonly threshold: number;
  /** Pixels of the full picture. */
  readonly minDefectAreaPx: number;
}

/**
 * Regions (8-connected) of the map at or above the threshold, as boxes and areas in pixels of the full picture, highest score
 * first, then by place. Regions below the least area are left out, but never the last one: a map that reaches the threshold
 * always has a defect to show. `toPicture`: from shares (0..1) of the map's sides to pixels of the picture, which need not lie
 * as the map does: a box then is the smallest around the region's samples, turned. Absent: the map covers all of the picture.
 */
export function findDefects(
  map: AnomalyMap,
  picture: { readonly width: number; readonly height: number },
  options: DefectOptions,
  toPicture: Affine = [picture.width, 0, 0, 0, picture.height, 0],
): Defect[] {
  const [a, b, c, d, e, f] = toPicture;
  const scaled: Affine = [a / map.width, b / map.height, c, d / map.width, e / map.height, f];
  const regions = connectedRegions(map, options.threshold, scaled);
  const sampleArea = Math.abs(scaled[0] * scaled[4] - scaled[1] * scaled[3]);
  const defects = regions.map(({ left, top, right, bottom, samples: count, score }) => {
    const [x, width] = span(left, right, picture.width);
    const [y, height] = span(top, bottom, picture.height);
    return { x, y, width, height, score, area_px: Math.round(count * sampleArea) };
  });
  defects.sort((a, b) => b.score - a.score || b.area_px - a.area_px || a.y - b.y || a.x - b.x);
  const listed = defects.filter((defect) => defect.area_px >= options.minDefectAreaPx);
  if (listed.length > 0 || defects.length === 0) return listed;
  return [defects.reduce((largest, defect) => (defect.area_px > largest.area_px ? defect : largest))];
}

/** Whole pixels inside the picture, at least one; what lies beyond its border becomes the pixel at the border. */
function span(from: number, to: number, side: number): [start: number, length: number] {
  const start = Math.min(side - 1, Math.max(0, Math.floor(from + rounding)));
  return [start, Math.max(1, Math.min(side, Math.ceil(to - rounding)) - start)];
}
/** An edge that is whole but for rounding is whole. */
const rounding = 1e-6;

/** In pixels of the picture. */
interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
  samples: number;
  score: number;
}

/** `toPicture`: from samples of the map to pixels of the picture. */
function connectedRegions({ width, height, data }: AnomalyMap, threshold: number, toPicture: Affine): Region[] {
  const [a, b, c, d, e, f] = toPicture;
  // Where the edges of a sample's square come to lie, from its first corner.
  const [left, right] = [Math.min(a, 0) + Math.min(b, 0), Math.max(a, 0) + Math.max(b, 0)];
  const [top, bottom] = [Math.min(d, 0) + Math.min(e, 0), Math.max(d, 0) + Math.max(e, 0)];
  const seen = new Uint8Array(data.length);
  const regions: Region[] = [];
  const stack: number[] = [];
  for (let start = 0; start < data.length; start++) {
    if (seen[start] || !((data[start] as number) >= threshold)) continue;
    const [none, all] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    const region: Region = { left: all, top: all, right: none, bottom: none, samples: 0, score: none };
    seen[start] = 1;
    stack.push(start);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      const [px, py] = [a * x + b * y + c, d * x + e * y + f];
      region.left = Math.min(region.left, px + left);
      region.right = Math.max(region.right, px + right);
      region.top = Math.min(region.top, py + top);
      region.bottom = Math.max(region.bottom, py + bottom);
      region.samples++;
      region.score = Math.max(region.score, data[at] as number);
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (seen[next] || !((data[next] as number) >= threshold)) continue;
          seen[next] = 1;
          stack.push(next);
        }
      }
    }
    regions.push(region);
  }
  return regions;
}
