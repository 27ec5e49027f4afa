import { describe, expect, it } from 'vitest';
import { takeMiddle } from './middle.ts';
import { uniform } from './random.ts';

describe('the value in the middle', () => {
  it('is the one that sorting puts there, of few and of many, of different and of equal ones', () => {
    const random = uniform(1);
    for (const length of [1, 2, 3, 10, 599, 600]) {
      for (const kinds of [1, 2, 5, 1e6]) {
        const values = Float64Array.from({ length }, () => Math.floor(random() * kinds));
        expect(takeMiddle(values.slice())).toBe(values.slice().sort()[length >> 1]);
      }
    }
  });
  it('is found in what is sorted already, either way', () => {
    const rising = Float32Array.from({ length: 101 }, (_, i) => i);
    expect(takeMiddle(rising.slice())).toBe(50);
    expect(takeMiddle(rising.slice().reverse())).toBe(50);
  });
  it('is none of no values', () => {
    expect(takeMiddle(new Float32Array())).toBeNaN();
  });
});
