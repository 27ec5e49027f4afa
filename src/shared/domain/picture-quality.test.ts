import { describe, expect, it } from 'vitest';
import { comparePictures, lookSide, type PictureFacts } from './picture-quality.ts';

const look = (level: (x: number, y: number) => number) =>
  btoa(
    String.fromCharCode(
      ...Array.from({ length: lookSide ** 2 }, (_, i) => Math.round(level(i % lookSide, Math.floor(i / lookSide)))),
    ),
  );
/** A part with a mark whose place differs: as different as parts that are laid by hand. */
const part = (k: number, change: Partial<PictureFacts> = {}): PictureFacts => ({
  sha256: String(k).padStart(64, '0'),
  width: 1280,
  height: 960,
  brightness: 120,
  contrast: 40,
  sharpness: 1 + 0.01 * (k % 3),
  whiteShare: 0,
  blackShare: 0,
  look: look((x, y) => 100 + 60 * Math.sin(x / 3 + k * 1.3) + 40 * Math.cos(y / 4 + k)),
  ...change,
});
const parts = (count: number) => Array.from({ length: count }, (_, k) => part(k));
const flagsOf = (pictures: readonly PictureFacts[]) => comparePictures(pictures).map(({ flags }) => flags);

describe('comparing pictures', () => {
  it('finds nothing in an even set, nor in an empty one', () => {
    expect(flagsOf(parts(8)).flat()).toEqual([]);
    expect(comparePictures([])).toEqual([]);
  });
  it('flags one that is blurred, dark, bright, burnt out or of another shape', () => {
    const odd = [{ sharpness: 0.3 }, { brightness: 70 }, { brightness: 180 }, { whiteShare: 0.2 }, { width: 960 }];
    const flags = flagsOf([...parts(10), ...odd.map((change, k) => part(20 + k, change))]);
    expect(flags.slice(10)).toEqual([['blurred'], ['dark'], ['bright'], ['clipped'], ['aspect']]);
    expect(flags.slice(0, 10).flat()).toEqual([]);
  });
  it('does not flag what varies in the whole set', () => {
    const varied = Array.from({ length: 12 }, (_, k) => part(k, { sharpness: 0.02 * 1.6 ** k, brightness: 40 + 15 * k }));
    expect(flagsOf(varied).flat()).toEqual([]);
  });
  it('does not say of three pictures which of them is unusual', () => {
    expect(flagsOf([part(0), part(1), part(2, { brightness: 60 })]).flat()).toEqual([]);
  });
  it('flags a black and a white picture in any set', () => {
    const black = part(1, { brightness: 2, contrast: 1, look: look(() => 2) });
    const white = part(2, { brightness: 254, contrast: 0.5, look: look(() => 254) });
    expect(flagsOf([part(0), black])[1]).toEqual(['dark']);
    expect(flagsOf([part(0), white])[1]).toEqual(['bright']);
  });
  it('groups the same file and the same view again, and flags all but the first', () => {
    const again = part(90, { look: look((x, y) => 110 + 64 * Math.sin(x / 3 + 3.9) + 42 * Math.cos(y / 4 + 3)) });
    const answers = comparePictures([...parts(8), part(5), again]);
    expect(answers.map(({ group }) => group)).toEqual([null, null, null, 0, null, 1, null, null, 1, 0]);
    expect(answers.flatMap(({ flags }, k) => (flags.includes('duplicate') ? [k] : []))).toEqual([8, 9]);
  });
  it('takes parts in a fixture, which look alike, for different ones', () => {
    const alike = Array.from({ length: 10 }, (_, k) =>
      part(k, { look: look((x, y) => 100 + 60 * Math.sin(x / 3) + ((x * 7 + y * 13 + k * 5) % 11)) }),
    );
    expect(comparePictures(alike).every(({ group }) => group === null)).toBe(true);
  });
});
