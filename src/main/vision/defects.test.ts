import { describe, expect, it } from 'vitest';
import { findDefects, mapFactor, upsampleMap } from './defects.ts';
import type { AnomalyMap } from './types.ts';

const mapOf = (rows: readonly (readonly number[])[]): AnomalyMap => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Float32Array.from(rows.flat()),
});
const flat = (width: number, height: number, peaks: Readonly<Record<string, number>> = {}) =>
  mapOf(Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => peaks[`${x},${y}`] ?? 0.2)));
const picture = { width: 640, height: 480 };
const all = { threshold: 0.5, minDefectAreaPx: 0 };

describe('the finer map', () => {
  it('holds the value of every cell at the middle of the cell, to the bit', () => {
    const cells = flat(7, 5, { '3,2': 0.7123456, '0,0': 0.9, '6,4': 0.5 });
    const fine = upsampleMap(cells);
    for (let y = 0; y < 5; y++)
      for (let x = 0; x < 7; x++)
        expect(fine.data[(y * mapFactor + 2) * fine.width + x * mapFactor + 2]).toBe(cells.data[y * 7 + x]);
  });
  it('never leaves the range of the cells', () => {
    const fine = upsampleMap(flat(6, 6, { '2,2': 1, '3,2': -1 }));
    expect(Math.max(...fine.data)).toBe(1);
    expect(Math.min(...fine.data)).toBe(-1);
  });
});

describe('defects', () => {
  it('are none where the map stays below the threshold', () => {
    expect(findDefects(upsampleMap(flat(20, 15, { '3,3': 0.4999 })), picture, all)).toEqual([]);
  });
  it('exist for a single cell that just reaches the threshold, at that cell', () => {
    const [defect, ...others] = findDefects(upsampleMap(flat(20, 15, { '10,7': 0.5 })), picture, all);
    expect(others).toEqual([]);
    // Cells are 32 px: the middle of cell (10, 7) is (336, 240).
    expect(defect?.x).toBeLessThanOrEqual(336);
    expect((defect?.x ?? 0) + (defect?.width ?? 0)).toBeGreaterThan(336);
    expect(defect?.y).toBeLessThanOrEqual(240);
    expect((defect?.y ?? 0) + (defect?.height ?? 0)).toBeGreaterThan(240);
    expect(defect).toMatchObject({ score: 0.5, area_px: 41 });
    expect(defect?.width).toBeLessThan(32);
  });
  it('lie tight around what reaches the threshold, inside the picture, with the area of the region and not of the box', () => {
    const [defect] = findDefects(
      mapOf([
        [0, 1, 0, 0],
        [0, 1, 0, 0],
        [0, 1, 1, 1],
        [0, 0, 0, 0],
      ]),
      { width: 40, height: 40 },
      all,
    );
    expect(defect).toEqual({ x: 10, y: 0, width: 30, height: 30, score: 1, area_px: 500 });
  });
  it('are one when they touch at a corner, two when they do not', () => {
    expect(
      findDefects(
        mapOf([
          [1, 0, 0],
          [0, 1, 0],
        ]),
        picture,
        all,
      ),
    ).toHaveLength(1);
    expect(
      findDefects(
        mapOf([
          [1, 0, 0],
          [0, 0, 1],
        ]),
        picture,
        all,
      ),
    ).toHaveLength(2);
  });
  it('come highest score first, then by size and place, every time in the same order', () => {
    const map = mapOf([
      [0.6, 0, 0.9, 0, 0.6],
      [0, 0, 0, 0, 0.6],
    ]);
    const boxes = findDefects(map, { width: 50, height: 20 }, all).map(({ x, score }) => [x, Number(score.toFixed(3))]);
    expect(boxes).toEqual([
      [20, 0.9],
      [40, 0.6],
      [0, 0.6],
    ]);
  });
  it('smaller than the least area are left out, except the largest when nothing else is left', () => {
    const map = mapOf([
      [1, 0, 0.8, 0.8],
      [0, 0, 0.8, 0.8],
    ]);
    const size = { width: 4, height: 2 };
    expect(findDefects(map, size, { threshold: 0.5, minDefectAreaPx: 2 }).map(({ area_px }) => area_px)).toEqual([4]);
    expect(findDefects(map, size, { threshold: 0.5, minDefectAreaPx: 100 }).map(({ area_px }) => area_px)).toEqual([4]);
  });

  it('draws the smallest box around a region of a part that lies turned', () => {
    const map = { width: 10, height: 10, data: new Float32Array(100) };
    map.data[0] = 1;
    // Turned by 45° about the picture's middle; ten pixels to a sample.
    const [c, half] = [Math.SQRT1_2 * 100, 100];
    const toPicture = [c, -c, half, c, c, half - c] as const;
    const [defect] = findDefects(map, { width: 200, height: 200 }, all, toPicture);
    // The first sample's diamond: its corners lie √½ · 10 to both sides.
    expect(defect).toMatchObject({ x: 92, y: 29, width: 16, height: 15, area_px: 100 });
  });

  it('keeps boxes inside of the picture where the part reaches out of it', () => {
    const map = { width: 2, height: 1, data: Float32Array.of(0, 1) };
    const [defect] = findDefects(map, { width: 100, height: 50 }, all, [100, 0, 60, 0, 50, 0]);
    expect(defect).toMatchObject({ x: 99, width: 1 });
  });
});
