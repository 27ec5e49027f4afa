import { describe, expect, it } from 'vitest';
import { inputSizeFor, resizeArea } from './resize.ts';
import type { Image } from './types.ts';

function image(width: number, height: number, value: (x: number, y: number, c: number) => number): Image {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const at = Math.floor(i / 3);
    return value(at % width, Math.floor(at / width), i % 3);
  });
  return { width, height, data };
}

/** Exact area average in floating point, pixel by pixel: slow and plain. */
function referenceAverage(source: Image, width: number, height: number): number[] {
  const [scaleX, scaleY] = [source.width / width, source.height / height];
  const out: number[] = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let sy = Math.floor(y * scaleY); sy < Math.min(source.height, (y + 1) * scaleY); sy++) {
          const high = Math.min(sy + 1, (y + 1) * scaleY) - Math.max(sy, y * scaleY);
          for (let sx = Math.floor(x * scaleX); sx < Math.min(source.width, (x + 1) * scaleX); sx++) {
            const wide = Math.min(sx + 1, (x + 1) * scaleX) - Math.max(sx, x * scaleX);
            sum += wide * high * (source.data[(sy * source.width + sx) * 3 + c] ?? Number.NaN);
          }
        }
        out.push(sum / (scaleX * scaleY));
      }
  return out;
}

describe('resizing', () => {
  it('leaves a picture of the right size as it is', () => {
    const same = image(32, 32, (x) => x);
    expect(resizeArea(same, 32, 32)).toBe(same);
  });
  it('keeps one colour exactly, whatever the sizes', () => {
    for (const value of [0, 1, 127, 254, 255]) {
      for (const [w, h] of [
        [33, 47],
        [640, 480],
        [1023, 767],
        [20, 300],
      ] as const) {
        const resized = resizeArea(
          image(w, h, () => value),
          320,
          288,
        );
        expect(resized.data.every((byte) => byte === value)).toBe(true);
      }
    }
  });
  it('averages exactly over whole blocks', () => {
    const resized = resizeArea(
      image(4, 2, (x, y, c) => x * 10 + y * 100 + c),
      2,
      1,
    );
    expect([...resized.data]).toEqual([55, 56, 57, 75, 76, 77]);
  });
  it('is within one step of the exact area average when pixels are cut apart', () => {
    const noisy = image(101, 77, (x, y, c) => (Math.imul(x * 31 + y * 17 + c * 7 + 1, 2654435761) >>> 9) & 255);
    for (const [w, h] of [
      [64, 32],
      [96, 64],
      [33, 77],
    ] as const) {
      const exact = referenceAverage(noisy, w, h);
      const own = resizeArea(noisy, w, h).data;
      expect(Math.max(...exact.map((value, i) => Math.abs(value - (own[i] ?? Number.NaN))))).toBeLessThan(1);
    }
  });
  it('enlarges without a shift: a ramp stays a ramp', () => {
    const { data } = resizeArea(
      image(32, 32, (x) => x * 8),
      64,
      64,
    );
    const row = Array.from({ length: 64 }, (_, x) => data[(32 * 64 + x) * 3] ?? Number.NaN);
    for (let x = 1; x < 63; x++) expect(Math.abs((row[x] ?? Number.NaN) - ((x + 0.5) / 2 - 0.5) * 8)).toBeLessThanOrEqual(1);
  });
});

describe('the input size of a model', () => {
  const rule = { multipleOf: 32, side: 320 };
  it.each([
    [1, 320, 320],
    [3 / 4, 288, 384],
    [4 / 3, 384, 288],
    [550 / 380, 384, 256],
    [16 / 9, 448, 256],
  ])('for the aspect %f is %i × %i', (aspect, width, height) => {
    const size = inputSizeFor(aspect, rule);
    expect(Math.abs(Math.log(size.width / size.height / aspect))).toBeLessThan(0.1);
    expect(size.width * size.height).toBeGreaterThan(0.75 * 320 * 320);
    expect(size.width * size.height).toBeLessThan(1.33 * 320 * 320);
    expect(size).toEqual({ width, height });
  });
  it('has sides that the network can halve five times, for odd aspects too', () => {
    for (const aspect of [0.05, 0.3, 2.7, 19]) {
      const { width, height } = inputSizeFor(aspect, rule);
      expect([width % 32, height % 32]).toEqual([0, 0]);
    }
  });
});
