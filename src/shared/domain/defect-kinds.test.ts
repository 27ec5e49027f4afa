import { describe, expect, it } from 'vitest';
import { defectLabel, kindsOf } from './defect-kinds.ts';

const defect = { x: 1, y: 2, width: 3, height: 4, score: 0.871, area_px: 9 };
const writing = { score: (score: number) => score.toFixed(2), unknown: 'unknown' };

describe('the label of a defect', () => {
  it('has its number, its kind where the model names kinds, and its score', () => {
    expect(defectLabel(defect, 0, writing)).toBe('1 · 0.87');
    expect(defectLabel({ ...defect, kind: 'scratch' }, 1, writing)).toBe('2 · scratch · 0.87');
    expect(defectLabel({ ...defect, kind: null }, 2, writing)).toBe('3 · unknown · 0.87');
  });
});

describe('the kinds of a part', () => {
  it('leave out defects of models that name none', () => {
    expect(kindsOf([defect, { ...defect, kind: null }, { ...defect, kind: 'hole' }])).toEqual([null, 'hole']);
  });
});
