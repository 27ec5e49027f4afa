import type { Defect } from '#shared/domain/inspection.ts';
import type { Affine } from '../pixels/operations.ts';
import type { AnomalyMap } from '../types.ts';

/** Cells of a defect, and how much each counts; the sum is 1. */
export type DefectCells = ReadonlyMap<number, number>;

/** A summit at the threshold itself still counts. */
const leastWeight = 1e-3;

/**
 * The region (8-connected) about a summit of the map where it reaches the threshold, each cell by how far it stands out: what
 * lies at the rim is half sound. The summit alone where nothing does.
 */
export function cellsAbout({ width, height, data }: AnomalyMap, summit: number, threshold: number): DefectCells {
  const weights = new Map([[summit, Math.max(0, (data[summit] as number) - threshold) + leastWeight]]);
  const waiting = [summit];
  for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
    const [x, y] = [cell % width, Math.floor(cell / width)];
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        const near = row * width + column;
        const excess = (data[near] as number) - threshold;
        if (weights.has(near) || !(excess >= 0)) continue;
        weights.set(near, excess);
        waiting.push(near);
      }
    }
  }
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
  return new Map([...weights].map(([cell, weight]) => [cell, weight / sum]));
}

/** The highest cell of the map. */
export const highestCell = ({ data }: AnomalyMap): number => data.indexOf(data.reduce((a, b) => Math.max(a, b)));

/**
 * The cell that a defect has its score from; -1: there is none. `toPicture`: from shares (0..1) of the map's sides to the pixels
 * that the defect is in.
 */
export function summitOf({ width, height, data }: AnomalyMap, defect: Defect, [a, b, c, d, e, f]: Affine): number {
  const inside = (at: number, start: number, length: number) => at >= start && at <= start + length;
  return data.findIndex((value, cell) => {
    if (value !== defect.score) return false;
    const [u, v] = [((cell % width) + 0.5) / width, (Math.floor(cell / width) + 0.5) / height];
    return inside(a * u + b * v + c, defect.x, defect.width) && inside(d * u + e * v + f, defect.y, defect.height);
  });
}
