import { describe, expect, it } from 'vitest';
import { defaultShifts, stationTimeSchema } from '#shared/domain/shift.ts';
import { lengthOf, piecesOf, withFurther } from './shift-plan.ts';

describe('the shifts of a day', () => {
  it('cover it from midnight to midnight, the one over midnight in two pieces', () => {
    expect(piecesOf(defaultShifts).map(({ name, from, to }) => [name, from / 60, to / 60])).toEqual([
      ['night', 0, 6],
      ['early', 6, 14],
      ['late', 14, 22],
      ['night', 22, 24],
    ]);
    expect(piecesOf([{ name: 'day', beginsAt: { hour: 0, minute: 0 } }])).toEqual([{ index: 0, name: 'day', from: 0, to: 1440 }]);
    expect(piecesOf([])).toEqual([]);
  });
  it('last until the next one begins', () => {
    expect([0, 1, 2].map((index) => lengthOf(defaultShifts, index))).toEqual([480, 480, 480]);
    expect(lengthOf([{ name: 'day', beginsAt: { hour: 7, minute: 30 } }], 0)).toBe(1440);
  });
  it('can be cut further until there are as many as a station takes', () => {
    let plan = withFurther([...defaultShifts].slice(0, 1), (number) => `Shift ${number}`);
    expect(plan).toHaveLength(2);
    while (plan.length < 12) plan = withFurther(plan, (number) => `Shift ${number}`);
    expect(stationTimeSchema.safeParse({ zone: 'UTC', shifts: plan }).success).toBe(true);
  });
});
