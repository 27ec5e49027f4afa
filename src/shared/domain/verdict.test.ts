import { describe, expect, it } from 'vitest';
import { judgeScore, worstVerdict } from './verdict.ts';

describe('the verdict of a whole', () => {
  it('is an error when nothing was judged', () => {
    expect(worstVerdict([])).toBe('error');
  });
  it('is the worst of its pieces', () => {
    expect(worstVerdict(['pass', 'pass'])).toBe('pass');
    expect(worstVerdict(['pass', 'review', 'pass'])).toBe('review');
    expect(worstVerdict(['review', 'fail'])).toBe('fail');
    expect(worstVerdict(['fail', 'error', 'pass'])).toBe('error');
  });
});

describe('the verdict of a score', () => {
  const limits = { threshold: 0.5, reviewThreshold: null };

  it('is an error when the score or a limit is not a number', () => {
    expect(judgeScore(Number.NaN, limits)).toBe('error');
    expect(judgeScore(Number.POSITIVE_INFINITY, limits)).toBe('error');
    expect(judgeScore(0.1, { threshold: Number.NaN, reviewThreshold: null })).toBe('error');
    expect(judgeScore(0.1, { threshold: 0.5, reviewThreshold: Number.NaN })).toBe('error');
  });
  it('fails at the threshold and above, passes below', () => {
    expect(judgeScore(0.5, limits)).toBe('fail');
    expect(judgeScore(0.5001, limits)).toBe('fail');
    expect(judgeScore(0.4999, limits)).toBe('pass');
    expect(judgeScore(-1, limits)).toBe('pass');
  });
  it('asks for a person between the two thresholds', () => {
    const two = { threshold: 0.5, reviewThreshold: 0.4 };
    expect(judgeScore(0.39, two)).toBe('pass');
    expect(judgeScore(0.4, two)).toBe('review');
    expect(judgeScore(0.5, two)).toBe('fail');
  });
});
