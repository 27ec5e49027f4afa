import { describe, expect, it } from 'vitest';
import { sampleThrough } from './sample.ts';

/** A grey ground that brightens to the right, and a white part four columns from the left border. */
const [width, height] = [20, 8];
const grey = (x: number) => (x >= 4 && x < 10 ? 255 : 100 + x);
const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => grey(Math.floor(i / 3) % width));
const picture = { width, height, data };
const size = { width: 12, height: 2 };
/** Twelve columns that end before the picture's first. */
const beyond = (room?: { left: number; top: number; right: number; bottom: number }) => {
  const seen = sampleThrough(picture, [1, 0, -12, 0, 1, 3], size, room && { room });
  return [...seen.data.filter((_, i) => i % 3 === 0).subarray(0, 12)];
};

describe('what lies beyond the border of a picture', () => {
  it('is the picture mirrored', () => {
    expect(beyond()).toEqual([112, 111, 110, 255, 255, 255, 255, 255, 255, 103, 102, 101]);
  });
  it('is the ground before a part, to and fro, where the part must not be seen twice', () => {
    expect(beyond({ left: 3, top: 8, right: 8, bottom: 8 })).toEqual([
      100, 101, 102, 103, 102, 101, 100, 101, 102, 103, 102, 101,
    ]);
  });
  it('is the outermost pixel where the part touches the border', () => {
    expect(beyond({ left: 0, top: 8, right: 8, bottom: 8 })).toEqual(Array(12).fill(100));
  });
});
