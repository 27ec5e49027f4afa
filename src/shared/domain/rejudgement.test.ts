import { describe, expect, it } from 'vitest';
import { isConsistent, plainReason, rejudgedVerdictSchema, rejudgementReasons } from './rejudgement.ts';
import { verdictSchema } from './verdict.ts';

const fitting = (original: 'pass' | 'fail', verdict: 'pass' | 'fail') =>
  rejudgementReasons.filter((reason) => isConsistent(original, { verdict, reason }));
const causes = ['DIRT', 'LIGHTING', 'POSITION', 'FOCUS', 'OTHER'];

describe('a reason for a re-judgement', () => {
  it('must not contradict the two verdicts', () => {
    expect(fitting('fail', 'pass')).toEqual(['FALSE_REJECT', 'ACCEPTABLE', ...causes]);
    expect(fitting('fail', 'fail')).toEqual(['CONFIRMED', ...causes]);
    expect(fitting('pass', 'fail')).toEqual(['ESCAPE', ...causes]);
    expect(fitting('pass', 'pass')).toEqual(['CONFIRMED', 'ACCEPTABLE', ...causes]);
  });

  it('that is not given is the one that the verdicts tell, and fits for all of them', () => {
    expect(plainReason('review', 'pass')).toBe('FALSE_REJECT');
    expect(plainReason('error', 'fail')).toBe('CONFIRMED');
    for (const original of verdictSchema.options) {
      for (const verdict of rejudgedVerdictSchema.options) {
        expect(isConsistent(original, { verdict, reason: plainReason(original, verdict) })).toBe(true);
      }
    }
  });

  it('has a digit of its own', () => {
    expect(rejudgementReasons.length).toBeLessThanOrEqual(9);
  });
});
