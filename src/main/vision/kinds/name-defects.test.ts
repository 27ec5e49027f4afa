import { describe, expect, it } from 'vitest';
import type { Judged } from '../judge.ts';
import { kindsSchema, nameDefects, readKinds } from './name-defects.ts';

const named = { format: 1 as const, names: ['crack', 'hole'], temperature: 2, least: 0.7, most: 0.99 };
const area = [40, 0, 0, 0, 10, 0] as const;
const judged = (kinds: readonly number[]): Judged => ({
  ...{ score: 0.9, spoken: [], peaks: new Float32Array(), alike: new Float32Array() },
  cells: { width: 4, height: 1, data: Float32Array.of(0.9, 0.7, 0.2, 0.6) },
  kinds: Float32Array.from(kinds),
});
const defect = (x: number, width: number, score: number) => ({
  ...{ x, y: 0, width, height: 10, score: Math.fround(score), area_px: 100 },
});
const both = [defect(0, 20, 0.9), defect(30, 10, 0.6)];

describe('the kind of a defect', () => {
  it('is the one that its cells speak for, with how sure that is', () => {
    const told = nameDefects(named, judged([1, 1, 9, -1, -1, -1, 9, 1]), both, area, 0.5);
    expect(told.map(({ kind }) => kind)).toEqual(['crack', 'hole']);
    expect(told[0]?.kind_confidence).toBeCloseTo(1 / (1 + Math.exp(-4)), 5);
    expect(told).toMatchObject(both);
  });
  it('is told as no more certain than what was tried allows', () => {
    const [told] = nameDefects({ ...named, most: 0.9 }, judged([1, 1, 9, -1, -1, -1, 9, 1]), both, area, 0.5);
    expect(told).toMatchObject({ kind: 'crack', kind_confidence: 0.9 });
  });
  it('is unknown where none is sure enough', () => {
    const [unsure] = nameDefects(named, judged([0.2, 0.2, 0, 0, 0, 0, 0, 0]), [defect(0, 20, 0.9)], area, 0.5);
    expect(unsure).toMatchObject({ kind: null, kind_confidence: expect.closeTo(0.6, 1) });
  });
  it('is unknown where the model tells no number, and where the defect is not on the map', () => {
    const odd = judged([Number.NaN, 1, 1, 1, 0, 0, 0, 0]);
    expect(nameDefects(named, odd, [both[0] as (typeof both)[0]], area, 0.5)).toEqual([{ ...both[0], kind: null }]);
    expect(nameDefects(named, judged([]), both, area, 0.5).map(({ kind }) => kind)).toEqual([null, null]);
    const elsewhere = defect(0, 20, 0.8);
    expect(nameDefects(named, judged([1, 1, 1, 1, 0, 0, 0, 0]), [elsewhere], area, 0.5)).toEqual([{ ...elsewhere, kind: null }]);
  });
});

describe('the kinds that a model names', () => {
  it('are none in models of earlier versions', () => {
    expect(readKinds({})).toBeNull();
  });
  it('may be told as certain by models of earlier versions', () => {
    const { most: _most, ...earlier } = named;
    expect(kindsSchema.parse(earlier)).toEqual({ ...earlier, most: 1 });
  });
  it('are refused where they are not what they should be', () => {
    const entries = (value: unknown) => ({ 'kinds.json': new TextEncoder().encode(JSON.stringify(value)) });
    expect(readKinds(entries(named))).toEqual(named);
    for (const wrong of [
      { ...named, names: ['one'] },
      { ...named, temperature: 0 },
      { ...named, least: 2 },
      { ...named, more: 1 },
    ])
      expect(() => readKinds(entries(wrong))).toThrow();
    expect(kindsSchema.safeParse({ ...named, names: ['a', 'x'.repeat(61)] }).success).toBe(false);
  });
});
