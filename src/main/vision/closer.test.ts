import { describe, expect, it } from 'vitest';
import { chooseCloser } from './closer.ts';
import { accurateMethod, fastMethod } from './method.ts';

const { banks } = accurateMethod;
const weights = banks.map(() => 1);
/** Of five good pictures: the usual judges say 1 to 5, those that look closer ten times as much. */
const scores = banks.map(({ closer }) => [1, 2, 3, 4, 5].map((said) => (closer ? 10 * said : said)));
const chosen = (distances: number) => chooseCloser(banks, weights, scores, { distances, variance: 1 });

describe('a closer look', () => {
  it('is not weighed where nobody looks closer', () => {
    expect(chooseCloser(fastMethod.banks, [1, 1], scores.slice(0, 2), { distances: 0.1, variance: 1 })).toBeNull();
  });

  it('varies as much on good pictures as the others do', () => {
    expect(chosen(0.1)?.weights).toEqual([1, 1, 0.1, 0.1]);
  });

  it('speaks beyond the mean of good pictures where the memory holds what they show', () => {
    expect(chosen(0.1)).toMatchObject({ closer: { judges: [2, 3] }, unexplained: 0.1 });
    expect(chosen(0.1)?.closer.floor).toBeCloseTo(6, 9);
  });

  it('speaks beyond nearly all of them where their fine structure is never twice the same', () => {
    const deviation = 2 * Math.sqrt(2.5);
    expect(chosen(0.9)?.closer.floor).toBeCloseTo(6 + 2 * deviation, 9);
    const between = chosen(0.3)?.closer.floor ?? Number.NaN;
    expect(between).toBeCloseTo(6 + deviation, 9);
  });

  it('has a floor for good pictures without any difference', () => {
    const same = banks.map(() => [1, 1, 1, 1, 1]);
    const floor = chooseCloser(banks, weights, same, { distances: 0, variance: 0 })?.closer.floor ?? Number.NaN;
    expect(Number.isFinite(floor)).toBe(true);
  });
});
