import { describe, expect, it } from 'vitest';
import { labelByFolders } from './folder-labels.ts';

describe('the label that a folder gives', () => {
  it.each([
    [[], 'good', null],
    [['good'], 'good', null],
    [['OK'], 'good', null],
    [['bad'], 'bad', null],
    [['bad', 'scratch'], 'bad', 'scratch'],
    [['NG', 'Dent'], 'bad', 'Dent'],
    [['defects'], 'bad', null],
    [['defect scratch'], 'bad', 'scratch'],
    [['defect_Crack'], 'bad', 'Crack'],
    [['defects', 'hole'], 'bad', 'hole'],
    [['train', 'good'], 'good', null],
    [['test', 'good'], 'good', null],
    [['test', 'colour'], 'bad', 'colour'],
    [['line 2', 'good', 'monday'], 'good', null],
  ] as const)('%j is %s, %s', (folders, label, defect) => {
    expect(labelByFolders(folders, 'good')).toEqual({ label, defect });
  });
  it('is what was asked for where the folders say nothing', () => {
    expect(labelByFolders(['2026', 'camera 1'], 'unused')).toEqual({ label: 'unused', defect: null });
    expect(labelByFolders(['train'], 'bad')).toEqual({ label: 'bad', defect: null });
  });
  it('is none for masks', () => {
    expect(labelByFolders(['ground_truth', 'hole'], 'good')).toBeNull();
  });
});
