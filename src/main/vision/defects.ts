import type { Defect } from '#shared/domain/inspection.ts';
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
 * always has a defect to show.
 */
export function findDefects(map: AnomalyMap, picture: { width: number; height: number }, options: DefectOptions): Defect[] {
  const regions = connectedRegions(map, options.threshold);
  const scaleX = picture.width / map.width;
  const scaleY = picture.height / map.height;
  const defects = regions.map(({ left, top, right, bottom, cells, score }) => {
    const x = Math.floor(left * scaleX);
    const y = Math.floor(top * scaleY);
    return {
      x,
      y,
      width: Math.max(1, Math.min(picture.width, Math.ceil((right + 1) * scaleX)) - x),
      height: Math.max(1, Math.min(picture.height, Math.ceil((bottom + 1) * scaleY)) - y),
      score,
      area_px: Math.round(cells * scaleX * scaleY),
    };
  });
  defects.sort((a, b) => b.score - a.score || b.area_px - a.area_px || a.y - b.y || a.x - b.x);
  const listed = defects.filter((defect) => defect.area_px >= options.minDefectAreaPx);
  if (listed.length > 0 || defects.length === 0) return listed;
  return [defects.reduce((largest, defect) => (defect.area_px > largest.area_px ? defect : largest))];
}

interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
  cells: number;
  score: number;
}

function connectedRegions({ width, height, data }: AnomalyMap, threshold: number): Region[] {
  const seen = new Uint8Array(data.length);
  const regions: Region[] = [];
  const stack: number[] = [];
  for (let start = 0; start < data.length; start++) {
    if (seen[start] || !((data[start] as number) >= threshold)) continue;
    const region: Region = { left: width, top: height, right: 0, bottom: 0, cells: 0, score: Number.NEGATIVE_INFINITY };
    seen[start] = 1;
    stack.push(start);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      region.left = Math.min(region.left, x);
      region.right = Math.max(region.right, x);
      region.top = Math.min(region.top, y);
      region.bottom = Math.max(region.bottom, y);
      region.cells++;
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
