import { describe, expect, it } from 'vitest';
import type { Affine } from './pixels/operations.ts';
import { placeMap } from './place-map.ts';

const map = { width: 4, height: 2, data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) };

describe('placing the map of a part in the picture', () => {
  it('leaves its samples as they are where one falls on one', () => {
    const placed = placeMap(map, [4, 0, 2, 0, 2, 1], { width: 8, height: 4 }, 0);
    expect([placed.width, placed.height]).toEqual([8, 4]);
    expect([...placed.data]).toEqual([
      ...[0, 0, 0, 0, 0, 0, 0, 0],
      ...[0, 0, 1, 2, 3, 4, 0, 0],
      ...[0, 0, 5, 6, 7, 8, 0, 0],
      ...[0, 0, 0, 0, 0, 0, 0, 0],
    ]);
  });

  it('turns it with the part', () => {
    // A quarter turn: along the map is down the picture.
    const quarter: Affine = [0, -2, 4, 4, 0, 0];
    const placed = placeMap(map, quarter, { width: 6, height: 4 }, 0);
    expect([placed.width, placed.height]).toEqual([6, 4]);
    expect([...placed.data]).toEqual([
      ...[0, 0, 5, 1, 0, 0],
      ...[0, 0, 6, 2, 0, 0],
      ...[0, 0, 7, 3, 0, 0],
      ...[0, 0, 8, 4, 0, 0],
    ]);
  });

  it('keeps the highest of what falls together, and says nothing beyond the map', () => {
    const placed = placeMap(
      { width: 1000, height: 1, data: Float32Array.from({ length: 1000 }, (_, k) => k) },
      [1000, 0, 0, 0, 1, 0],
      { width: 2000, height: 1 },
      -1,
    );
    expect(placed.width).toBe(640);
    expect(Math.max(...placed.data)).toBe(999);
    expect(placed.data.at(-1)).toBe(-1);
  });
});
