import { describe, expect, it } from 'vitest';
import { normal, uniform } from '../random.ts';
import { type Labelled, learnHead } from './head.ts';
import { standardise } from './ridge.ts';

const channels = 40;
const next = normal(uniform(11));
/** A picture whose first channels are `mark` deviations off. */
const picture = (score: number, mark = 0, markedChannels = 4): Labelled => ({
  score: score + 0.3 * next(),
  pools: Float32Array.from({ length: channels }, (_, c) => next() + (c < markedChannels ? mark : 0)),
});
const many = (count: number, score: number, mark = 0) => Array.from({ length: count }, () => picture(score, mark));
const good = many(24, 0);

describe('a head from known defects', () => {
  it('is kept where defects have something in common that the score does not see', () => {
    const { head, evidence, badScores } = learnHead(good, many(6, 0.2, 4), 1);
    expect(evidence).toMatchObject({ defects: 6, kept: true, share: 0.3 });
    expect(evidence.with).toBeGreaterThan(evidence.without ?? 1);
    expect(head?.weights.length).toBe(channels);
    expect(badScores.length).toBe(6);
  });
  it('is dropped, and changes nothing, where defects have nothing in common but their label', () => {
    const bad = many(6, 1);
    const { head, evidence, goodScores, badScores } = learnHead(good, bad, 1);
    expect(evidence).toMatchObject({ kept: false });
    expect(evidence.with).toBeLessThanOrEqual(evidence.without ?? 0);
    expect(head).toBeNull();
    expect(goodScores).toEqual(good.map(({ score }) => score));
    expect(badScores).toEqual(bad.map(({ score }) => score));
  });
  it('is not tried with one defect: there would be none left to learn from', () => {
    const { head, evidence } = learnHead(good, many(1, 1, 4), 1);
    expect(head).toBeNull();
    expect(evidence).toMatchObject({ defects: 1, kept: false, without: null, with: null });
  });
  it('says little from few defects', () => {
    expect(learnHead(good, many(2, 0.2, 4), 1).evidence.share).toBeCloseTo(0.12, 6);
  });
  it('never judges a defect by a head that saw it', () => {
    // One is unlike all others: only a head that saw it could raise its score.
    const odd: Labelled = { score: 0, pools: Float32Array.from({ length: channels }, (_, c) => (c >= 30 ? 4 : 0)) };
    const { head, badScores } = learnHead(good, [...many(7, 0.2, 4), odd], 1);
    if (head === null) throw new Error('the head was not kept');
    const seen =
      odd.score * (1 - head.share) +
      standardise(head, odd.pools).reduce((sum, value, c) => sum + value * (head.weights[c] ?? 0), head.constant);
    expect(badScores[7]).toBeLessThan(seen - 0.02);
  });
  it('judges the good pictures, too, by heads that did not see them: on the whole as before', () => {
    const { goodScores } = learnHead(good, many(6, 0.2, 4), 1);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(goodScores)).toBeCloseTo(0.7 * mean(good.map(({ score }) => score)), 6);
  });
});
