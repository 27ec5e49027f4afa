import { describe, expect, it } from 'vitest';
import { labelOfPath, picturesOf } from './picture-files.ts';

const found = (path: string) => ({ path, file: new File([], path.split('/').at(-1) ?? '') });

describe('files that were dropped', () => {
  it('are pictures only, in the order in which people count', () => {
    const paths = picturesOf(['b/10.PNG', 'b/2.png', 'a/notes.txt', 'a/1.jpeg', '.cache/3.png', 'a/.hidden.png'].map(found));
    expect(paths.map(({ path }) => path)).toEqual(['a/1.jpeg', 'b/2.png', 'b/10.PNG']);
  });
});

describe('what folders say of a picture', () => {
  it.each([
    ['1.png', null],
    ['hazelnuts/1.png', null],
    ['Good/1.png', 'good'],
    ['set/train/good/1.png', 'good'],
    ['set/test/good/1.png', 'good'],
    ['set/test/colour/1.png', 'bad'],
    ['set/bad/scratch/1.png', 'bad'],
    ['defects/1.png', 'bad'],
    ['NG/1.bmp', 'bad'],
    ['good/bad/1.png', 'bad'],
    ['set/ground_truth/colour/1.png', 'skip'],
  ] as const)('%s: %s', (path, label) => expect(labelOfPath(path)).toBe(label));
});
