import { describe, expect, it } from 'vitest';
import { sampleThrough } from './sample.ts';

/** A grey ground that brightens to the right, and a white part four columns from the left border. */
const [width, height] = [20, 8];
const grey = (x: number) => (x >= 4 && x < 10 ? 255 : 100 + x);
const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => grey(Math.floor(i / 3) % width));
const picture = { width, height, data };
const size = { width: 12, height: 2 };
/** How much ground each row has before and after the part, and each column above and below it. */
const roomOf = (rows: readonly number[], columns: readonly number[] = Array(width).fill(height - 1)) => ({
  rows: { before: rows, after: rows },
  columns: { before: columns, after: columns },
});
const alike = (ground: number) => roomOf(Array(height).fill(ground));
/** Twelve columns that end before the picture's first, of the rows from `row` on. */
const beyond = (room?: ReturnType<typeof roomOf>, row = 3) => {
  const seen = sampleThrough(picture, [1, 0, -12, 0, 1, row], size, room && { room });
  return [...seen.data.filter((_, i) => i % 3 === 0).subarray(0, 12)];
};

describe('what lies beyond the border of a picture', () => {
  it('is the picture mirrored', () => {
    expect(beyond()).toEqual([112, 111, 110, 255, 255, 255, 255, 255, 255, 103, 102, 101]);
  });
  it('is the ground before a part, to and fro, where the part must not be seen twice', () => {
    expect(beyond(alike(3))).toEqual([100, 101, 102, 103, 102, 101, 100, 101, 102, 103, 102, 101]);
  });
  it('is the outermost pixel where the part touches the border', () => {
    expect(beyond(alike(0))).toEqual(Array(12).fill(100));
  });
  it('is as much ground as each row has by itself, beyond corners as the row to which the column leads', () => {
    const last = width - 1;
    const rows = Array.from({ length: height }, (_, row) => (row === 3 ? 3 : last));
    expect(beyond(roomOf(rows))).toEqual(beyond(alike(3)));
    expect(beyond(roomOf(rows), 4)).toEqual(beyond());
    // Three above the first row is the third, which has little; four above it the fourth.
    expect(beyond(roomOf(rows), -3)).toEqual(beyond(alike(3)));
    expect(beyond(roomOf(rows), -4)).toEqual(beyond());
  });
});
