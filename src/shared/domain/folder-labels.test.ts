import { describe, expect, it } from 'vitest';
import { labelByFolders } from './folder-labels.ts';

describe('the label that folders give', () => {
  it.each([
    [['good'], 'good', null],
    [['OK'], 'good', null],
    [['bad'], 'bad', null],
    [['bad', 'scratch'], 'bad', 'scratch'],
    [['NG', 'Dent'], 'bad', 'Dent'],
    [['defects'], 'bad', null],
    [['defect scratch'], 'bad', 'scratch'],
    [['defect_Crack'], 'bad', 'Crack'],
    [['defects', 'hole'], 'bad', 'hole'],
    [['unused'], 'unused', null],
    [['train', 'good'], 'good', null],
    [['test', 'good'], 'good', null],
    [['test', 'colour'], 'bad', 'colour'],
    [['hazelnut', 'test', 'colour', 'camera 2'], 'bad', 'colour'],
    [['line 2', 'good', 'monday'], 'good', null],
    [['good', 'bad'], 'bad', null],
  ] as const)('%j is %s, %s', (folders, label, defect) => {
    expect(labelByFolders(folders)).toEqual({ label, defect });
  });
  it.each([[[]], [['2026', 'camera 1']], [['train']], [['test']]])('is none where %j say nothing', (folders) => {
    expect(labelByFolders(folders)).toBeNull();
  });
  it('is that of no part for masks', () => {
    expect(labelByFolders(['ground_truth', 'hole'])).toBe('mask');
  });
});
