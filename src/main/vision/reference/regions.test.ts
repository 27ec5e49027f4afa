import { describe, expect, it } from 'vitest';
import { opened } from './difference.ts';
import { differentRegions } from './regions.ts';

const [width, height] = [40, 30];

/** Maps with these rectangles in them. */
function difference(...rects: { x: number; y: number; w: number; h: number; certain: number; plain?: number }[]) {
  const [certain, plain] = [new Float32Array(width * height), new Float32Array(width * height)];
  for (const { x, y, w, h, certain: value, plain: apart = value } of rects) {
    for (let py = y; py < y + h; py++) {
      certain.fill(value, py * width + x, py * width + x + w);
      plain.fill(apart, py * width + x, py * width + x + w);
    }
  }
  return { width, height, certain, plain };
}

describe('regions that differ', () => {
  it('are none below the limit', () => {
    expect(differentRegions(difference({ x: 5, y: 5, w: 4, h: 4, certain: 0.9 }), 1)).toEqual([]);
  });
  it('have boxes that hug what differs, highest first', () => {
    const found = differentRegions(
      difference({ x: 5, y: 6, w: 4, h: 3, certain: 1.5 }, { x: 25, y: 20, w: 2, h: 2, certain: 4 }),
      1,
    );
    expect(found).toMatchObject([
      { left: 25, top: 20, right: 26, bottom: 21, pixels: 4, members: [825, 826, 865, 866], highest: 4 },
      { left: 5, top: 6, right: 8, bottom: 8, pixels: 12, highest: 1.5 },
    ]);
  });
  it('reach as far as the plain difference goes, but no farther than 4 pixels', () => {
    const around = { x: 2, y: 10, w: 30, h: 3, certain: 0, plain: 0.7 };
    const found = differentRegions(difference(around, { x: 12, y: 10, w: 3, h: 3, certain: 2 }), 1);
    expect(found).toEqual([expect.objectContaining({ left: 8, right: 18, top: 10, bottom: 12 })]);
  });
  it('are one where less than 6 pixels part them, and two beyond', () => {
    const at = (gap: number) =>
      differentRegions(difference({ x: 5, y: 5, w: 3, h: 3, certain: 2 }, { x: 8 + gap, y: 5, w: 3, h: 3, certain: 2 }), 1)
        .length;
    expect([at(0), at(5), at(6)]).toEqual([1, 1, 2]);
  });
});

describe('opening', () => {
  it('takes out what holds no block of two by two pixels', () => {
    const { certain } = difference({ x: 3, y: 3, w: 1, h: 9, certain: 5 }, { x: 20, y: 10, w: 9, h: 1, certain: 5 });
    expect(opened(certain, width, height).every((value) => value === 0)).toBe(true);
  });
  it('leaves such blocks as they are', () => {
    const { certain } = difference({ x: 3, y: 3, w: 2, h: 2, certain: 5 }, { x: 20, y: 10, w: 7, h: 3, certain: 2 });
    expect(opened(certain, width, height)).toEqual(certain);
  });
});
