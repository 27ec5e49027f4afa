import { describe, expect, it } from 'vitest';
import { createJobProgress } from './job-progress.ts';

const plan = [
  { step: 'read', units: 10, msPerUnit: 10 },
  { step: 'look', units: 10, msPerUnit: 30 },
];

describe('the progress of a job', () => {
  it('is a share of the whole, by what each step is expected to take', () => {
    const progress = createJobProgress(plan, 0);
    progress.note('read', 5, 10, 50);
    expect(progress.at(50)).toMatchObject({ step: 'read', done: 5, total: 10, share: 0.125 });
    progress.note('look', 5, 10, 300);
    expect(progress.at(300).share).toBe(0.625);
  });
  it('says what is left by the pace that was seen, not by the one that was expected', () => {
    const progress = createJobProgress(plan, 0);
    // ten times slower than expected
    progress.note('read', 10, 10, 1_000);
    progress.note('look', 5, 10, 2_500);
    expect(progress.at(2_500).secondsLeft).toBeCloseTo(1.5, 5);
  });
  it('says nothing of the time left while too little was seen', () => {
    const progress = createJobProgress(plan, 0);
    expect(progress.at(0)).toEqual({ step: null, done: 0, total: 0, share: 0, secondsLeft: null });
    progress.note('read', 1, 10, 20);
    expect(progress.at(20).secondsLeft).toBeNull();
  });
  it('never falls: a step that finds more to do stands still', () => {
    const progress = createJobProgress(plan, 0);
    progress.note('look', 8, 10, 1_000);
    const { share } = progress.at(1_000);
    progress.note('look', 10, 30, 1_100);
    expect(progress.at(1_100).share).toBe(share);
    progress.note('read', 1, 10, 1_200);
    expect(progress.at(1_200).share).toBe(share);
  });
  it('learns the paces of the steps that are over', () => {
    const progress = createJobProgress(plan, 0);
    progress.note('read', 10, 10, 900);
    progress.note('look', 1, 10, 1_000);
    expect([...progress.paces()]).toEqual([['read', 90]]);
  });
});
