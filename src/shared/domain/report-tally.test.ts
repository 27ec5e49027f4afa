import { describe, expect, it } from 'vitest';
import { createTally, pareto, type TalliedPart } from './report-tally.ts';

const begin = Date.UTC(2026, 2, 2, 6);
const minute = 60_000;

const part = (number: number, over: Partial<TalliedPart> = {}): TalliedPart => ({
  id: `part-${number}`,
  number,
  mode: 'production',
  verdict: 'pass',
  reason: 'OK',
  detail: null,
  score: 0.25,
  threshold: 0.5,
  defectCount: 0,
  productId: 'bracket',
  productName: 'Bracket',
  recipeVersion: 1,
  lot: 'L1',
  serial: null,
  supplierLot: null,
  operator: null,
  source: null,
  capturedAtUtc: null,
  judgedAtUtc: new Date(begin + number * minute).toISOString(),
  latencyMs: 20 + number,
  rejudgement: null,
  modelSha256s: ['a'],
  defectKinds: [],
  ...over,
});
const fail = (number: number, score: number): TalliedPart => part(number, { verdict: 'fail', reason: 'ANOMALY', score });
const tallied = (parts: readonly TalliedPart[], galleryLimit = 3) => {
  const tally = createTally({
    count: parts.length,
    firstMs: begin,
    lastMs: begin + 1000 * minute,
    galleryLimit,
    zone: 'Europe/Berlin',
  });
  for (const each of parts) tally.add(each);
  return tally.figures();
};

describe('the figures of a report', () => {
  it('are empty without parts, and no share is made up', () => {
    expect(tallied([])).toMatchObject({
      counters: { total: 0 },
      yield: null,
      cycle: null,
      first: null,
      reasons: [],
      rejects: [],
      rejudged: { count: 0, accepted: 0 },
    });
  });

  it('count the defects of parts that were not accepted by kind, most frequent first', () => {
    const kinds = (number: number, verdict: TalliedPart['verdict'], defectKinds: TalliedPart['defectKinds']) =>
      part(number, { verdict, reason: verdict === 'pass' ? 'OK' : 'ANOMALY', defectKinds });
    const parts = [kinds(1, 'fail', ['hole', null]), kinds(2, 'pass', ['stain']), kinds(3, 'review', ['hole', 'stain'])];
    expect(tallied(parts).defectKinds).toEqual([
      { kind: 'hole', count: 2, cumulative: 0.5 },
      { kind: null, count: 1, cumulative: 0.75 },
      { kind: 'stain', count: 1, cumulative: 1 },
    ]);
    expect(tallied([part(1)]).defectKinds).toEqual([]);
  });

  it('refuse a part outside of the period rather than lose it from the intervals', () => {
    expect(() => tallied([part(2000)])).toThrow(RangeError);
  });

  it('add up to the same total in every breakdown', () => {
    const parts = Array.from({ length: 900 }, (_, number) =>
      part(number, {
        verdict: number % 50 === 0 ? 'fail' : number % 70 === 0 ? 'review' : number % 300 === 1 ? 'error' : 'pass',
        lot: number % 40 === 0 ? null : `L${number % 33}`,
      }),
    );
    const { counters, intervals, hours, lots, recipes, reasons, scores } = tallied(parts);
    const sum = (all: readonly { readonly counters: { readonly total: number } }[]): number =>
      all.reduce((total, each) => total + each.counters.total, 0);
    expect(counters.total).toBe(900);
    expect(sum(intervals.rows)).toBe(900);
    expect(hours.reduce((total, each) => total + each.total, 0)).toBe(900);
    expect(sum(lots.rows) + lots.others.total).toBe(900);
    expect([lots.rows.length, lots.otherCount]).toEqual([20, 14]);
    expect(sum(recipes)).toBe(900);
    expect(reasons.reduce((total, { count }) => total + count, 0)).toBe(counters.total - counters.ok);
    expect(scores.reduce((total, { count }) => total + count, 0)).toBe(900);
  });

  it('count a lot for every part without keeping each', () => {
    const tally = createTally({ count: 6000, firstMs: begin, lastMs: begin + 6000 * minute, galleryLimit: 1, zone: 'UTC' });
    for (let number = 0; number < 6000; number += 1) tally.add(part(number, { lot: `L${number}` }));
    const { lots } = tally.figures();
    expect(lots.others.total + lots.rows.reduce((sum, { counters }) => sum + counters.total, 0)).toBe(6000);
    expect(lots.otherCount).toBe(5980);
  });

  it('tell the yield with its interval, and the cycle time by nearest rank', () => {
    const { yield: rate, cycle } = tallied([part(1), part(2), part(3), fail(4, 0.9)]);
    expect(rate?.share).toBe(0.75);
    expect(rate?.low).toBeCloseTo(0.3006, 3);
    expect(rate?.high).toBeCloseTo(0.9544, 3);
    expect(cycle).toEqual({ minMs: 21, meanMs: 22.5, p95Ms: 24, maxMs: 24 });
  });

  it('show the rejects with the highest scores, the earliest of equals first', () => {
    const { rejects } = tallied([fail(1, 0.7), fail(2, 0.9), part(3, { score: 2 }), fail(4, 0.6), fail(5, 0.9), fail(6, 0.8)]);
    expect(rejects.map(({ number }) => number)).toEqual([2, 5, 6]);
  });

  it('tell when another threshold, version or product began to decide', () => {
    const { thresholds } = tallied([
      part(1),
      part(2),
      part(3, { threshold: null }),
      part(4, { threshold: 0.6, recipeVersion: 2 }),
      part(5, { threshold: 0.6, recipeVersion: 2 }),
      part(6),
    ]);
    expect(thresholds.changes.map(({ number, threshold }) => [number, threshold])).toEqual([
      [1, 0.5],
      [4, 0.6],
      [6, 0.5],
    ]);
  });

  it('keep re-judgements beside the verdicts of the station', () => {
    const said = { comment: null, by: 'Mei', atUtc: '2026-03-02T07:00:00.000Z' } as const;
    const { counters, rejudged } = tallied([
      part(1),
      { ...fail(2, 0.8), rejudgement: { ...said, verdict: 'pass', reason: 'FALSE_REJECT' } },
      { ...fail(3, 0.8), rejudgement: { ...said, verdict: 'fail', reason: 'CONFIRMED' } },
      part(4, { rejudgement: { ...said, verdict: 'fail', reason: 'ESCAPE' } }),
    ]);
    expect(counters).toMatchObject({ total: 4, ok: 2, ng: 2 });
    expect(rejudged).toMatchObject({ count: 3, accepted: 2 });
    expect(rejudged.rows.map(({ number, original, verdict }) => [number, original, verdict])).toEqual([
      [2, 'fail', 'pass'],
      [3, 'fail', 'fail'],
      [4, 'pass', 'fail'],
    ]);
  });

  it('know the median and the middle 90 % of the scores to 0.005', () => {
    const parts = Array.from({ length: 100 }, (_, number) => part(0, { number, score: number / 100 }));
    const slice = tallied(parts).scores.find(({ count }) => count > 0);
    expect(slice?.count).toBe(100);
    expect(Math.abs((slice?.median ?? 0) - 0.49)).toBeLessThanOrEqual(0.005);
    expect(Math.abs((slice?.low ?? 0) - 0.04)).toBeLessThanOrEqual(0.005);
    expect(Math.abs((slice?.high ?? 0) - 0.94)).toBeLessThanOrEqual(0.005);
  });
});

describe('pareto', () => {
  it('puts the most frequent first and ends at the whole', () => {
    expect(pareto([{ count: 1 }, { count: 3 }, { count: 0 }]).map(({ count, cumulative }) => [count, cumulative])).toEqual([
      [3, 0.75],
      [1, 1],
      [0, 1],
    ]);
  });
});
