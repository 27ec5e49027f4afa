import { describe, expect, it } from 'vitest';
import { wilsonInterval } from './metrics.ts';
import { evidenceAt, moreParts, strongerPromises } from './threshold-evidence.ts';

describe('the evidence for a threshold', () => {
  const good = [0.1, 0.2, 0.3, 0.55];
  const bad = [0.4, 0.5, 0.9];

  it('counts a score that equals the threshold as rejected', () => {
    const { falseRejects, escapes } = evidenceAt(good, bad, 0.5);
    expect(falseRejects).toMatchObject({ wrong: 1, of: 4, share: 0.25 });
    expect(escapes).toMatchObject({ wrong: 1, of: 3 });
  });
  it('gives every rate its 95 % interval', () => {
    expect(evidenceAt(good, bad, 0.5).falseRejects).toMatchObject(wilsonInterval(1, 4));
  });
  it('measures nothing where there are no parts, rather than a rate of zero', () => {
    expect(evidenceAt(good, [], 0.5).escapes).toBeNull();
    expect(evidenceAt([], [], 0.5).falseRejects).toBeNull();
  });
});

describe('the parts that a stronger promise takes', () => {
  it('are none where the evidence allows it already', () => {
    expect(moreParts(0, 100, 0.05)).toBe(0);
  });
  it('are as many as bring the interval just below it', () => {
    for (const [wrong, of, under] of [
      [0, 17, 0.05],
      [1, 42, 0.1],
      [3, 20, 0.02],
      [0, 0, 0.001],
    ] as const) {
      const more = moreParts(wrong, of, under);
      expect(wilsonInterval(wrong, of + more).high).toBeLessThanOrEqual(under);
      expect(wilsonInterval(wrong, of + more - 1).high).toBeGreaterThan(under);
    }
  });
  it('cannot be counted for never', () => {
    expect(() => moreParts(0, 10, 0)).toThrow(RangeError);
  });
  it('are told for the next promises below what holds today', () => {
    const rate = evidenceAt([], Array<number>(17).fill(0.9), 0.5).escapes;
    if (rate === null) throw new Error('17 bad parts are a measurement');
    // 0 of 17 allows 18.4 %.
    expect(strongerPromises(rate, 2)).toEqual([
      { under: 0.1, more: 18 },
      { under: 0.05, more: 56 },
    ]);
  });
  it('are not asked for beyond what people promise', () => {
    expect(strongerPromises({ wrong: 0, of: 1e6, share: 0, low: 0, high: 1e-6 }, 2)).toEqual([]);
  });
});
