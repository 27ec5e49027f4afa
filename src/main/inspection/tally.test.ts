import { describe, expect, it } from 'vitest';
import { emptyCounters } from '#shared/domain/counters.ts';
import { emptyCycle } from '#shared/domain/cycle.ts';
import { defaultShifts, shiftAt } from '#shared/domain/shift.ts';
import { systemTimeZone } from '#shared/domain/time-zone.ts';
import type { NewPart } from '../records/types.ts';
import { type Tally, tallyPart, turnShift } from './tally.ts';

const time = { zone: systemTimeZone(), shifts: [...defaultShifts] };
const at = (hour: number, minute = 0): Date => new Date(2026, 5, 10, hour, minute);
const start = (now: Date): Tally => ({
  counters: emptyCounters,
  sinceUtc: null,
  shift: shiftAt(now, time),
  shiftCounters: emptyCounters,
  cycle: emptyCycle,
});
const part = (judgedAt: Date, change: Partial<NewPart> = {}): NewPart =>
  ({ mode: 'production', verdict: 'pass', judgedAtUtc: judgedAt.toISOString(), ...change }) as NewPart;
const add = (tally: Tally, next: NewPart): Tally => tallyPart(tally, next, 50, time);

describe('what is counted', () => {
  it('are production parts only', () => {
    const service = add(start(at(9)), part(at(9), { mode: 'service' }));
    expect(service).toEqual(start(at(9)));
    expect(add(start(at(9)), part(at(9)))).toMatchObject({ counters: { total: 1, ok: 1 }, cycle: { count: 1, lastMs: 50 } });
  });
  it('begins anew with the shift, while the counters since the reset go on', () => {
    const late = add(add(start(at(13, 59)), part(at(13, 59))), part(at(14)));
    expect(late.shift.name).toBe('late');
    expect(late.shiftCounters.total).toBe(1);
    expect(late.counters.total).toBe(2);
  });
  it('shows nought in a new shift before its first part', () => {
    const early = add(start(at(13, 59)), part(at(13, 59)));
    expect(turnShift(early, at(14), time)).toMatchObject({ shift: { name: 'late' }, shiftCounters: emptyCounters });
  });
  it('belongs to the shift in which it was judged, though its row was written in the next', () => {
    const turned = turnShift(start(at(13)), at(14), time);
    expect(add(turned, part(at(13, 59)))).toMatchObject({
      shift: { name: 'late' },
      shiftCounters: { total: 0 },
      counters: { total: 1 },
    });
  });
  it('does not go back to a shift that is over when the clock is set back', () => {
    const late = add(start(at(14)), part(at(14)));
    expect(turnShift(late, at(13), time)).toBe(late);
  });
});
