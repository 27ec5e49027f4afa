import { describe, expect, it } from 'vitest';
import {
  addPixels,
  aupro,
  auroc,
  averagePrecision,
  labelRegions,
  percentile,
  pixelAuroc,
  pixelHistogram,
  ratesAt,
  shownPercent,
  wilsonInterval,
} from './metrics.ts';

describe('AUROC', () => {
  it('is 1 when every bad part scores higher, 0 when lower, a half when all are equal', () => {
    expect(auroc([0.1, 0.2], [0.3, 0.4])).toBe(1);
    expect(auroc([0.3, 0.4], [0.1, 0.2])).toBe(0);
    expect(auroc([0.5, 0.5, 0.5], [0.5, 0.5])).toBe(0.5);
  });
  it('is the share of pairs in the right order, ties half', () => {
    const good = [1, 2, 2, 5];
    const bad = [2, 3, 6];
    let pairs = 0;
    for (const b of bad) for (const g of good) pairs += b > g ? 1 : b === g ? 0.5 : 0;
    expect(auroc(good, bad)).toBeCloseTo(pairs / 12, 12);
  });
  it('ranks a part that could not be judged above all others', () => {
    expect(auroc([0.1, 0.9], [0.5, Number.POSITIVE_INFINITY])).toBe(0.75);
    expect(auroc([Number.POSITIVE_INFINITY], [Number.POSITIVE_INFINITY])).toBe(0.5);
  });
  it('is not a number without good or without bad parts', () => {
    expect(auroc([], [1])).toBeNaN();
    expect(auroc([1], [])).toBeNaN();
  });
});

describe('average precision', () => {
  it('is 1 for a perfect order and the base rate when all scores are equal', () => {
    expect(averagePrecision([1, 2], [3, 4])).toBe(1);
    expect(averagePrecision([1, 1, 1], [1])).toBe(0.25);
  });
  it('agrees with a case worked by hand', () => {
    // By falling score: bad, good, bad: 1/2 · 1 + 1/2 · 2/3.
    expect(averagePrecision([0.5], [0.9, 0.1])).toBeCloseTo(5 / 6, 12);
  });
});

describe('rates at a threshold', () => {
  it('count a score equal to the threshold as a reject', () => {
    expect(ratesAt([0.1, 0.5], [0.5, 0.4], 0.5)).toEqual({
      precision: 0.5,
      recall: 0.5,
      f1: 0.5,
      escapeRate: 0.5,
      falseRejectRate: 0.5,
    });
  });
  it('are finite where nothing is rejected or nothing is bad', () => {
    expect(ratesAt([0.1], [0.2], 1)).toEqual({ precision: 0, recall: 0, f1: 0, escapeRate: 1, falseRejectRate: 0 });
    expect(ratesAt([0.1], [], 1)).toMatchObject({ precision: 1, recall: 0, escapeRate: 0 });
  });
});

describe('the Wilson interval', () => {
  it('says how little none of ten proves', () => {
    const { low, high } = wilsonInterval(0, 10);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(0.2775, 3);
  });
  it('is symmetric, and agrees with the textbook', () => {
    const { low, high } = wilsonInterval(15, 20);
    expect(low).toBeCloseTo(0.5313, 3);
    expect(high).toBeCloseTo(0.8881, 3);
    expect(wilsonInterval(5, 20).low).toBeCloseTo(1 - high, 12);
  });
  it('is everything when nothing was tried', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe('percentiles', () => {
  it('are values that occurred (nearest rank)', () => {
    const values = [5, 1, 4, 2, 3];
    expect([0, 0.5, 0.95, 1].map((p) => percentile(values, p))).toEqual([1, 3, 5, 5]);
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('pixel figures', () => {
  const counted = (scores: readonly number[], regions: readonly number[], bins?: number) => {
    const histogram = pixelHistogram(0, 1, bins);
    addPixels(histogram, Float32Array.from(scores), Int32Array.from(regions));
    return histogram;
  };
  it('agree with AUROC over the same scores', () => {
    const scores = Array.from({ length: 4000 }, (_, i) => ((i * 7919) % 4001) / 4001);
    const regions = scores.map((score, i) => (score + ((i * 31) % 17) / 17 > 1.2 ? 1 : 0));
    const exact = auroc(
      scores.filter((_, i) => !regions[i]),
      scores.filter((_, i) => regions[i]),
    );
    expect(pixelAuroc(counted(scores, regions))).toBeCloseTo(exact, 4);
  });
  it('AUPRO is 1 when every region outscores every normal pixel', () => {
    expect(aupro(counted([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 2]))).toBeCloseTo(1, 9);
  });
  it('AUPRO counts a small region as much as a large one', () => {
    // A large region found, a small one lost below all normal pixels: half of the overlap at every false-positive rate.
    const normal = Array.from({ length: 1000 }, () => 0.5);
    const scores = [...normal, ...Array.from({ length: 100 }, () => 0.9), 0.1];
    const regions = [...normal.map(() => 0), ...Array.from({ length: 100 }, () => 1), 2];
    expect(aupro(counted(scores, regions))).toBeCloseTo(0.5, 9);
  });
  it('AUPRO of scores without any order lies where chance puts it', () => {
    // Overlap grows as the false-positive rate does: 0.3² / 2 / 0.3 = 0.15.
    const scores = Array.from({ length: 20_000 }, (_, i) => ((i * 7919) % 20_011) / 20_011);
    expect(
      aupro(
        counted(
          scores,
          scores.map((_, i) => (i % 10 === 0 ? 1 : 0)),
        ),
      ),
    ).toBeCloseTo(0.15, 2);
  });
  it('are not a number without a region', () => {
    expect(aupro(counted([0.1], [0]))).toBeNaN();
  });
  it('count the regions of several pictures apart', () => {
    const histogram = counted([0.9, 0.1], [1, 0]);
    addPixels(histogram, Float32Array.of(0.8, 0.2), Int32Array.of(1, 0));
    addPixels(histogram, Float32Array.of(0.3), null);
    expect(histogram.regions).toBe(2);
  });
});

describe('regions of a mask', () => {
  it('are joined at corners and numbered row by row', () => {
    const mask = Uint8Array.from([1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1]);
    expect([...labelRegions(mask, 4)]).toEqual([1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 3]);
  });
});

describe('a share as people read it', () => {
  it('is rounded, so that shares of a whole add up as nearly as they can', () => {
    expect([23 / 27, 4 / 27, 2 / 22].map((share) => shownPercent(share, 1))).toEqual([85.2, 14.8, 9.1]);
    expect(shownPercent(0.87096, 2)).toBe(87.1);
  });
  it('never calls all what is not all, nor nothing what is there', () => {
    expect([0.99996, 1].map((share) => shownPercent(share, 1))).toEqual([99.9, 100]);
    expect([0.0001, 0].map((share) => shownPercent(share, 1))).toEqual([0.1, 0]);
    expect([0.99996, 0.00004].map((share) => shownPercent(share, 2))).toEqual([99.99, 0.01]);
  });
});
