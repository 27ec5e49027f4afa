import { describe, expect, it } from 'vitest';
import { isPossible, type ReportChoice, toOrder } from './report-choice.ts';

const choice: ReportChoice = {
  period: 'today',
  from: null,
  to: null,
  productId: null,
  lot: '',
  supplierLot: '',
  language: 'en',
  proof: 'rows',
};
const zone = 'Asia/Shanghai';
const now = new Date('2026-03-02T07:30:00Z');
const local = (day: number, hour = 0): string => new Date(Date.UTC(2026, 2, day, hour - 8)).toISOString();
const clock = { zone, shiftSinceUtc: null };

describe('the period of a report', () => {
  it.each([
    ['shift', { from: local(2, 14), to: now.toISOString() }],
    ['today', { from: local(2), to: now.toISOString() }],
    ['yesterday', { from: local(1), to: local(2) }],
    ['week', { from: local(-4), to: now.toISOString() }],
  ] as const)('is a definite time: %s', (period, scope) => {
    expect(toOrder({ ...choice, period }, now, { zone, shiftSinceUtc: local(2, 14) }).scope).toEqual(scope);
  });
  it('is today until the station has said when the shift began', () => {
    expect(toOrder({ ...choice, period: 'shift' }, now, clock).scope).toMatchObject({ from: local(2) });
  });
  it('may be open at an end', () => {
    expect(toOrder({ ...choice, period: 'custom' }, now, clock).scope).toEqual({});
    expect(toOrder({ ...choice, period: 'custom', from: '2026-03-01 06:00:00' }, now, clock).scope).toEqual({
      from: local(1, 6),
    });
  });
  it('cannot end before it begins', () => {
    const custom = { ...choice, period: 'custom' as const, from: '2026-03-02 06:00:00' };
    expect(isPossible({ ...custom, to: '2026-03-02 05:00:00' })).toBe(false);
    expect(isPossible({ ...custom, to: '2026-03-02 07:00:00' })).toBe(true);
    expect(isPossible({ ...custom, to: null })).toBe(true);
  });
});

describe('the scope of a report', () => {
  it('is narrowed by what was given, without the blanks around it', () => {
    const { scope, language, proof } = toOrder(
      { ...choice, period: 'custom', lot: ' L-7 ', supplierLot: '  ', productId: 'p', language: 'zh-CN', proof: 'none' },
      now,
      clock,
    );
    expect(scope).toEqual({ lot: 'L-7', productId: 'p' });
    expect([language, proof]).toEqual(['zh-CN', 'none']);
  });
});
