import { describe, expect, it } from 'vitest';
import { matchBoxes, parseBoxes } from './boxes.ts';

const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

describe('annotated boxes', () => {
  it.each([
    ['words', 'here and there'],
    ['three numbers', '1 2 3'],
    ['corners the wrong way round', '30 10 20 40 1'],
  ])('are refused when a line is %s', (_what, text) => {
    expect(() => parseBoxes(`1 2 3 4 1\n${text}\n`)).toThrow(expect.objectContaining({ code: 'FILE_DAMAGED' }));
  });
  it('are read from lines parted by blanks or commas, with or without a type', () => {
    expect(parseBoxes('1 2 30 40 5\r\n3,4,5,6\n\n7 7 9 9 cut  through\n')).toEqual([
      { ...box(1, 2, 30, 40), kind: '5' },
      { ...box(3, 4, 5, 6), kind: null },
      { ...box(7, 7, 9, 9), kind: 'cut through' },
    ]);
    expect(parseBoxes('')).toEqual([]);
  });
});

describe('detected boxes', () => {
  it('are hits by their centre', () => {
    expect(matchBoxes([box(0, 0, 10, 10)], [box(4, 4, 50, 50)])).toBe(1);
    expect(matchBoxes([box(0, 0, 10, 10)], [box(6, 6, 50, 50)])).toBe(0);
  });
  it('are hits once for each annotated one', () => {
    expect(matchBoxes([box(10, 10, 12, 12), box(20, 20, 22, 22)], [box(0, 0, 40, 40)])).toBe(1);
  });
  it('take the closest of annotated ones that overlap, so that the other is left for its own', () => {
    const [wide, narrow] = [box(0, 0, 40, 40), box(8, 8, 14, 14)];
    expect(matchBoxes([box(10, 10, 12, 12), box(30, 30, 32, 32)], [wide, narrow])).toBe(2);
  });
});
