import { describe, expect, it } from 'vitest';
import { normal, uniform } from '../random.ts';
import { clipAt, fitRidge, standardise, standardOf, valueOf } from './ridge.ts';

const next = normal(uniform(3));
const cloud = (count: number, shift: number, channels = 6) =>
  Array.from({ length: count }, () => Float32Array.from({ length: channels }, (_, c) => next() + (c === 2 ? shift : 0)));

describe('the ridge', () => {
  it('tells two clouds apart by the channel in which they differ', () => {
    const linear = fitRidge(cloud(40, 0), cloud(5, 3));
    const strongest = [...linear.weights.keys()].toSorted((a, b) => (linear.weights[b] ?? 0) - (linear.weights[a] ?? 0))[0];
    expect(strongest).toBe(2);
    const [good, bad] = [cloud(200, 0), cloud(200, 3)].map((side) => side.map((one) => valueOf(linear, one)));
    const wrong = (good ?? []).filter((value) => value > 0).length + (bad ?? []).filter((value) => value < 0).length;
    expect(wrong).toBeLessThan(60);
  });
  it('lets few bad pictures say as much as many good ones: copies of one side change nothing but the strength of the ridge', () => {
    const [good, bad] = [cloud(6, 0), cloud(6, 2)];
    const even = fitRidge(good, bad);
    const uneven = fitRidge([...good, ...good, ...good, ...good], bad);
    const probe = [...cloud(10, 0), ...cloud(10, 2)];
    const middle = (linear: typeof even) => probe.reduce((sum, one) => sum + valueOf(linear, one), 0) / probe.length;
    expect(Math.abs(middle(even) - middle(uneven))).toBeLessThan(0.15);
  });
  it('is the least of what it minimises: a step in any direction is worse', () => {
    const [good, bad] = [cloud(9, 0, 3), cloud(4, 1, 3)];
    const cost = (weights: readonly number[], constant: number) => {
      const value = (one: Float32Array) => weights.reduce((sum, weight, c) => sum + weight * (one[c] ?? 0), constant);
      const side = (pictures: readonly Float32Array[], target: number) =>
        pictures.reduce((sum, one) => sum + (value(one) - target) ** 2, 0) / (2 * pictures.length);
      const size = weights.reduce((sum, weight) => sum + weight ** 2 * 3, 0) + constant ** 2 / 0.1;
      return side(good, -1) + side(bad, 1) + (0.3 / 13) * size;
    };
    const { weights, constant } = fitRidge(good, bad);
    const best = cost([...weights], constant);
    for (const step of [0.01, -0.01]) {
      expect(cost([...weights], constant + step)).toBeGreaterThan(best);
      for (const c of weights.keys()) {
        const moved = [...weights].map((weight, k) => (k === c ? weight + step : weight));
        expect(cost(moved, constant)).toBeGreaterThan(best);
      }
    }
  });
  it('brings channels to one scale by the good pictures and cuts what is far out', () => {
    const standard = standardOf([Float32Array.of(1, 10), Float32Array.of(3, 10), Float32Array.of(5, 10)]);
    const [first, second] = standardise(standard, Float32Array.of(3, 9));
    expect(first).toBe(0);
    expect(second).toBeCloseTo(-1 / 0.5, 4);
    expect([...standardise(standard, Float32Array.of(1e6, -1e6))]).toEqual([clipAt, -clipAt]);
  });
});
