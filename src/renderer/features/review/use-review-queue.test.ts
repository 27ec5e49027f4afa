import { describe, expect, it } from 'vitest';
import type { PartSummary } from '#shared/domain/inspection.ts';
import { part as partOf } from '../../live/live-actions.fixture.ts';
import { nextWaiting } from './use-review-queue.ts';

const part = (id: string, judged = false): PartSummary => ({
  ...partOf(1),
  ...{ id, verdict: 'fail', reason: 'ANOMALY', score: 0.7, defectCount: 1, defectKinds: [] },
  rejudgement: judged
    ? { verdict: 'fail', reason: 'CONFIRMED', comment: null, by: 'A', atUtc: '2026-01-01T00:00:00.000Z' }
    : null,
});

describe('the next part to look at', () => {
  const parts = [part('a'), part('b', true), part('c'), part('d')];
  it('is the first that waits, at the beginning', () => {
    expect(nextWaiting([part('x', true), ...parts], null)?.id).toBe('a');
  });
  it('is the next that waits behind the one that was just judged', () => {
    expect(nextWaiting(parts, 'a')?.id).toBe('c');
  });
  it('is one that was skipped, once the end is reached', () => {
    expect(nextWaiting(parts, 'd')?.id).toBe('a');
  });
  it('is none when the one just judged was the last', () => {
    expect(nextWaiting([part('a'), part('b', true)], 'a')).toBeNull();
  });
});
