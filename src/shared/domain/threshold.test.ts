import { describe, expect, it } from 'vitest';
import { automaticThreshold, medianOf, normalQuantile, studentQuantile } from './threshold.ts';

/** Standard normal numbers, the same every time. */
function normals(count: number, seed: number): number[] {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
  return Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()));
}

describe('the automatic threshold', () => {
  it('refuses too few scores, and scores that are not numbers', () => {
    expect(() => automaticThreshold([1, 2], 0.02)).toThrow(RangeError);
    expect(() => automaticThreshold([1, 2, Number.NaN], 0.02)).toThrow(RangeError);
  });
  it('rejects about the share of good parts that was asked for, even when taught from few', () => {
    for (const count of [8, 20, 60]) {
      let rejected = 0;
      for (let trial = 0; trial < 400; trial++) {
        const [next = 0, ...taught] = normals(count + 1, trial * 7919 + count);
        if (next >= automaticThreshold(taught, 0.1).value) rejected++;
      }
      expect(rejected / 400).toBeGreaterThan(0.05);
      expect(rejected / 400).toBeLessThan(0.16);
    }
  });
  it('leaves a wider margin the fewer parts were seen and the rarer false rejects may be', () => {
    const spread = [-1, -0.5, 0, 0.5, 1].map((x) => 10 + x);
    const often = [...spread, ...spread, ...spread, ...spread];
    expect(automaticThreshold(spread, 0.05).value).toBeGreaterThan(automaticThreshold(often, 0.05).value);
    expect(automaticThreshold(often, 0.01).value).toBeGreaterThan(automaticThreshold(often, 0.1).value);
  });
  it('lies lower where the scores are known to be pessimistic, as for a higher rate, and says so', () => {
    const scores = normals(30, 11);
    const { value, method } = automaticThreshold(scores, 0.05, 2);
    expect(value).toBe(automaticThreshold(scores, 0.1).value);
    expect(method).toContain('2 times what was asked for');
  });
  it('is hardly moved by one bad part among the good ones', () => {
    const good = normals(30, 3).map((x) => 5 + x);
    const clean = automaticThreshold(good, 0.02).value;
    const spoilt = automaticThreshold([...good, 500], 0.02).value;
    expect(spoilt - clean).toBeLessThan(2);
  });
  it('takes wild scores for normal where there are more of them than the rate allows', () => {
    const good = normals(18, 3).map((x) => 5 + x);
    const stained = [20, 21, 22, 23];
    const { value } = automaticThreshold([...good, ...stained], 0.1);
    expect([...good, ...stained].filter((score) => score >= value)).toEqual([22, 23]);
  });
  it('is never farther beyond the highest score than that is from the median', () => {
    const scores = [1, 1.1, 1.2, 1.3, 1.4];
    expect(automaticThreshold(scores, 0.0001).value).toBeLessThanOrEqual(1.4 + 0.2 + 1e-9);
  });
  it('lies above parts that all score alike', () => {
    expect(automaticThreshold([2, 2, 2, 2, 2], 0.02).value).toBeGreaterThan(2);
    expect(automaticThreshold([0, 0, 0, 0, 0], 0.02).value).toBeGreaterThan(0);
  });
});

describe('quantiles', () => {
  it('of the normal distribution agree with the tables', () => {
    expect([0.5, 0.9, 0.975, 0.99, 0.9999].map((p) => Number(normalQuantile(p).toFixed(4)))).toEqual([
      0, 1.2816, 1.96, 2.3263, 3.719,
    ]);
    expect(normalQuantile(0.02)).toBeCloseTo(-2.0537, 4);
    expect(() => normalQuantile(1)).toThrow(RangeError);
  });
  it("of Student's t agree with the tables within a hundredth", () => {
    for (const [p, degrees, expected] of [
      [0.95, 4, 2.132],
      [0.98, 4, 2.999],
      [0.98, 19, 2.205],
      [0.99, 49, 2.405],
    ] as const) {
      expect(Math.abs(studentQuantile(p, degrees) / expected - 1)).toBeLessThan(0.01);
    }
  });
  it('of half is the median, between the two in the middle', () => {
    expect(medianOf([3, 1, 2])).toBe(2);
    expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  });
});
