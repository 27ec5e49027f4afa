import { describe, expect, it } from 'vitest';
import type { Affine } from '../pixels/operations.ts';
import { angleOf, compose, invert, largestMove, scalesOf } from './affine.ts';

const turned = (degrees: number, scale = 1): Affine => {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180) * scale, Math.sin((degrees * Math.PI) / 180) * scale];
  return [cos, -sin, 7, sin, cos, -3];
};

describe('affine maps', () => {
  it('do the inner one first', () => {
    expect(compose([2, 0, 0, 0, 2, 0], [1, 0, 5, 0, 1, 6])).toEqual([2, 0, 10, 0, 2, 12]);
  });
  it('undo themselves', () => {
    const there = turned(12, 1.1);
    for (const [k, value] of compose(invert(there), there).entries()) expect(value).toBeCloseTo([1, 0, 0, 0, 1, 0][k] ?? 0, 12);
  });
  it('tell angle and scales', () => {
    expect(angleOf(turned(-1.5))).toBeCloseTo(-1.5, 9);
    expect(scalesOf(turned(30, 1.02))).toEqual([expect.closeTo(1.02, 9), expect.closeTo(1.02, 9)]);
    expect(scalesOf([1.1, 0, 0, 0, 0.9, 0])).toEqual([expect.closeTo(1.1, 9), expect.closeTo(0.9, 9)]);
  });
  it('tell how far the corner that moves most moves', () => {
    expect(largestMove([1, 0, 3, 0, 1, 4], { width: 10, height: 10 })).toBe(5);
    expect(largestMove([1.1, 0, 0, 0, 1, 0], { width: 101, height: 11 })).toBeCloseTo(10, 9);
  });
});
