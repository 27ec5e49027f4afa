import { describe, expect, it } from 'vitest';
import { labelOfPath, picturesOf } from './picture-files.ts';

const found = (path: string) => ({ path, file: new File([], path.split('/').at(-1) ?? '') });

describe('files that were dropped', () => {
  it('are pictures only, in the order in which people count', () => {
    const paths = picturesOf(['b/10.PNG', 'b/2.png', 'a/notes.txt', 'a/1.jpeg', '.cache/3.png', 'a/.hidden.png'].map(found));
    expect(paths.map(({ path }) => path)).toEqual(['a/1.jpeg', 'b/2.png', 'b/10.PNG']);
  });
});

it('a picture is sorted by its folders, not by its name', () => {
  expect(labelOfPath('set/bad/scratch/1.png')).toEqual({ label: 'bad', defect: 'scratch' });
  expect(labelOfPath('hazelnuts/good.png')).toBeNull();
});
