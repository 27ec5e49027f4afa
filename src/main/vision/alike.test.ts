import { describe, expect, it } from 'vitest';
import { alikeOf, carriedSize, mostCarried } from './alike.ts';
import type { Member } from './compile-members.ts';
import type { Sample } from './members.ts';

const size = { width: 96, height: 64 };
const preprocessing = { format: 1, resize: 'area', input: size, map: { width: 6, height: 4 } } as const;
const bank = (origins: readonly number[]): Member => ({
  scorer: { name: 'r16', tap: 'tap', metric: 'euclidean' },
  channels: 1,
  rows: origins.length,
  data: new Float32Array(origins.length),
  origins: Int32Array.from(origins),
});
const picturesOf = (count: number): Sample[] => Array.from({ length: count }, (_, picture) => ({ picture, features: {} }));

describe('where the rows of a bank were seen', () => {
  it('is the middle of their cell, in the picture among those that the model carries', () => {
    // The first cell of picture 0, cell (1, 1) of picture 2, the last cell of picture 2.
    const { carried, places } = alikeOf([bank([0, 2 * 24 + 7, 2 * 24 + 23])], picturesOf(3), preprocessing);
    expect(carried).toEqual([0, 2]);
    expect([...(places ?? [])]).toEqual([0, 8, 8, 1, 24, 24, 1, 88, 56]);
  });
  it('is told in pixels of the picture as it is carried: not larger than it is ever shown', () => {
    expect(carriedSize({ width: 320, height: 320 })).toEqual({ width: 320, height: 320 });
    const large = { ...preprocessing, input: { width: 960, height: 640 } };
    expect(carriedSize(large.input)).toEqual({ width: 480, height: 320 });
    expect([...(alikeOf([bank([7])], picturesOf(1), large).places ?? [])]).toEqual([0, 120, 120]);
  });
  it('is, for a disturbed copy, where that place lies in the picture itself', () => {
    const shifted = { picture: 1, disturbance: { angle: 0, shiftX: 5, shiftY: -3, gain: 1.1 }, features: {} };
    const { carried, places } = alikeOf([bank([2 * 24 + 7])], [...picturesOf(2), shifted], preprocessing);
    expect(carried).toEqual([1]);
    expect([...(places ?? [])]).toEqual([0, 19, 27]);
  });
  it('is counted in the cells that are inspected', () => {
    const polygon = [
      { x: 0.5, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 1 },
      { x: 0.5, y: 1 },
    ];
    const regions = [{ id: 'right', kind: 'inspect' as const, polygon, sensitivity: 1 }];
    const { places } = alikeOf([bank([12 + 3])], picturesOf(2), { ...preprocessing, regions });
    // 12 of 24 cells: the fourth of the second picture is the first of the second row.
    expect([...(places ?? [])]).toEqual([0, 56, 24]);
  });
  it('is told of the pictures with the most rows where there are more than a model carries', () => {
    const pictures = mostCarried + 5;
    const origins = Array.from({ length: 2 * pictures - 5 }, (_, k) => (k % pictures) * 24);
    const { carried, places } = alikeOf([bank(origins)], picturesOf(pictures), preprocessing);
    // The last five have one row each.
    expect(carried).toEqual([...Array(mostCarried).keys()]);
    expect(places?.[mostCarried * 3]).toBe(-1);
  });
});
