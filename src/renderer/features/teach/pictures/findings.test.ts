import { describe, expect, it } from 'vitest';
import type { DraftPicture, PictureFinding } from '#shared/contract/draft.ts';
import { foundIds, groupFindings } from './findings.ts';

const finding = (kind: PictureFinding['kind'], of: string | null = null): PictureFinding => ({ kind, of, detail: null });
const picture = (
  id: string,
  findings: PictureFinding[],
  label: DraftPicture['label'] = 'good',
): Pick<DraftPicture, 'id' | 'label' | 'findings'> => ({ id, label, findings });

describe('what is pointed out', () => {
  it('is told by kind, what cannot be used first', () => {
    const groups = groupFindings([
      picture('a', []),
      picture('b', [finding('blurred')]),
      picture('c', [finding('unreadable')]),
      picture('d', [finding('blurred'), finding('too_dark')], 'bad'),
    ]);
    expect(groups).toEqual([
      { kind: 'unreadable', ids: ['c'] },
      { kind: 'blurred', ids: ['b', 'd'] },
      { kind: 'too_dark', ids: ['d'] },
    ]);
    expect(foundIds(groups)).toEqual(['c', 'b', 'd']);
  });
  it('is nothing any more once it is not used', () => {
    expect(groupFindings([picture('a', [finding('blurred')], 'unused')])).toEqual([]);
  });
  it('spares a duplicate whose twin is left out already', () => {
    expect(groupFindings([picture('a', [], 'unused'), picture('b', [finding('near_duplicate', 'a')])])).toEqual([]);
    expect(groupFindings([picture('a', []), picture('b', [finding('near_duplicate', 'a')])])).toEqual([
      { kind: 'near_duplicate', ids: ['b'] },
    ]);
  });
});
