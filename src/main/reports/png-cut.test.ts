import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { cutPng } from './png-cut.ts';

/** Every pixel says where it is. */
function picture(width: number, height: number): Buffer {
  const png = new PNG({ width, height });
  for (let at = 0; at < width * height; at++) png.data.set([at % width, Math.floor(at / width), 7, 255], at * 4);
  return PNG.sync.write(png, { colorType: 2 });
}
const pixelOf = (bytes: Buffer, x: number, y: number): number[] => {
  const { width, data } = PNG.sync.read(bytes);
  return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
};

describe('a window of a PNG', () => {
  it('shows what lies in it and nothing else', () => {
    const cut = cutPng(picture(40, 30), { x: 5, y: 6, width: 8, height: 4 }) as Buffer;
    expect(PNG.sync.read(cut)).toMatchObject({ width: 8, height: 4 });
    expect([pixelOf(cut, 0, 0), pixelOf(cut, 7, 3)]).toEqual([
      [5, 6, 7],
      [12, 9, 7],
    ]);
  });
  it('is reduced where it is larger than print needs', () => {
    const cut = cutPng(picture(250, 250), { x: 0, y: 0, width: 250, height: 201 }) as Buffer;
    expect(PNG.sync.read(cut)).toMatchObject({ width: 250, height: 201 });
    const half = cutPng(picture(500, 20), { x: 0, y: 0, width: 400, height: 20 }) as Buffer;
    expect(PNG.sync.read(half)).toMatchObject({ width: 200, height: 10 });
    // The middle of two columns and two rows, rounded.
    expect(pixelOf(half, 3, 2)).toEqual([7, 5, 7]);
  });
  it.each([
    ['beyond the right border', { x: 35, y: 0, width: 6, height: 4 }],
    ['beyond the lower border', { x: 0, y: 29, width: 4, height: 2 }],
    ['of no size', { x: 0, y: 0, width: 0, height: 4 }],
  ])('is none where it lies %s', (_where, window) => {
    expect(cutPng(picture(40, 30), window)).toBeNull();
  });
  it('is none of bytes that are no PNG', () => {
    const window = { x: 0, y: 0, width: 4, height: 4 };
    expect(cutPng(Buffer.from('swapped'), window)).toBeNull();
    expect(cutPng(picture(40, 30).subarray(0, 60), window)).toBeNull();
  });
});
