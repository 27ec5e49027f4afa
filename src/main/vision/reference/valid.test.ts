import { describe, expect, it } from 'vitest';
import type { Affine } from '../pixels/operations.ts';
import { halvedRows, validRows } from './valid.ts';

const size = { width: 60, height: 40 };

describe('what can be compared', () => {
  it.each<[string, Affine]>([
    ['straight', [1, 0, 0, 0, 1, 0]],
    ['shifted', [1, 0, 9.5, 0, 1, -4.25]],
    ['turned', [0.996, 0.087, -2, -0.087, 0.996, 3]],
    ['turned by a right angle', [0, 1, 5, -1, 0, 39]],
  ])('is what lies inside both pictures, pixel for pixel: %s', (_how, toReference) => {
    const margin = 3;
    const { first, end, pixels } = validRows(size, toReference, size, margin);
    const [a, b, c, d, e, f] = toReference;
    const inside = (x: number, y: number) =>
      x >= margin && y >= margin && x <= size.width - 1 - margin && y <= size.height - 1 - margin;
    let count = 0;
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        const valid = inside(x, y) && inside(a * x + b * y + c, d * x + e * y + f);
        expect({ x, y, valid: x >= (first[y] as number) && x < (end[y] as number) }).toEqual({ x, y, valid });
        if (valid) count++;
      }
    }
    expect(pixels).toBe(count);
  });
  it('is nothing where the pictures do not touch', () => {
    expect(validRows(size, [1, 0, 500, 0, 1, 0], size, 2).pixels).toBe(0);
  });
  it('at half the size is where all four pixels are valid', () => {
    const rows = validRows(size, [1, 0, 0, 0, 1, 0], size, 3);
    const half = halvedRows(rows);
    expect([half.first[0], half.end[0]]).toEqual([0, 0]);
    expect([half.first[5], half.end[5]]).toEqual([2, 28]);
  });
});
