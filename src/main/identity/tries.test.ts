import { describe, expect, it } from 'vitest';
import { createTries, type TryAnswer } from './tries.ts';

function clockedTries() {
  let nowMs = 0;
  const tries = createTries(() => nowMs);
  return {
    fail: (name: string, known = true) => outcome(tries.begin(name, known)),
    succeed(name: string) {
      const attempt = tries.begin(name, true);
      if (attempt.allowed) attempt.succeeded();
      return attempt.allowed;
    },
    pass(ms: number) {
      nowMs += ms;
    },
  };
}

/** `tried`, `last` (the one that makes the name wait), or the seconds to wait. */
function outcome(attempt: TryAnswer): 'tried' | 'last' | number {
  if (!attempt.allowed) return attempt.waitMs / 1_000;
  return attempt.failed() ? 'last' : 'tried';
}

describe('wrong secrets for one name', () => {
  it('make it wait after every five: one minute, two, four, then five each time', () => {
    const tries = clockedTries();
    for (const waitS of [60, 120, 240, 300, 300]) {
      const answers = Array.from({ length: 5 }, () => tries.fail('ann'));
      expect(answers).toEqual(['tried', 'tried', 'tried', 'tried', 'last']);
      expect(tries.fail('ann')).toBe(waitS);
      tries.pass(waitS * 1_000 - 1);
      expect(tries.fail('ann')).toBe(0.001);
      tries.pass(1);
    }
  });

  it('do not make another name wait', () => {
    const tries = clockedTries();
    for (let count = 0; count < 5; count += 1) tries.fail('ann');
    expect(tries.succeed('ann')).toBe(false);
    expect(tries.succeed('bo')).toBe(true);
  });

  it('are forgotten after a right one, and after a day', () => {
    const tries = clockedTries();
    for (let count = 0; count < 4; count += 1) tries.fail('ann');
    tries.succeed('ann');
    for (let count = 0; count < 4; count += 1) expect(tries.fail('ann')).toBe('tried');
    tries.pass(24 * 3_600_000);
    for (let count = 0; count < 4; count += 1) expect(tries.fail('ann')).toBe('tried');
    expect(tries.fail('ann')).toBe('last');
  });
});

describe('wrong secrets for all names together', () => {
  it('are at most thirty a minute, whether anybody has the names or not', () => {
    const tries = clockedTries();
    const answers = Array.from({ length: 60 }, (_, index) => tries.fail(`name ${index}`, index % 2 === 0));
    expect(answers.filter((answer) => typeof answer !== 'number')).toHaveLength(30);
    expect(tries.succeed('ann')).toBe(false);
    tries.pass(60_000);
    expect(tries.succeed('ann')).toBe(true);
  });

  it('leave right ones alone', () => {
    const tries = clockedTries();
    for (let count = 0; count < 100; count += 1) expect(tries.succeed('ann')).toBe(true);
  });
});
