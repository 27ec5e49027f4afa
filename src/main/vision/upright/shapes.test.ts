import { describe, expect, it } from 'vitest';
import { sameOf, type Shapes, sizeFor } from './shapes.ts';

const usual = { width: 1200, height: 900 };
const nominal = { width: 160, height: 120 };
const sizeBy = (same: Shapes['same'], width: number, height: number) => sizeFor({ width, height }, nominal, { usual, same });

describe('the size to which a picture is reduced', () => {
  it('is the nominal one for the usual picture, to the pixel, whatever is kept the same', () => {
    for (const same of ['area', 'pixels', 'shorter', 'longer'] as const) expect(sizeBy(same, 1200, 900)).toEqual(nominal);
    const odd = { usual: { width: 383, height: 321 }, same: 'area' } as const;
    expect(sizeFor(odd.usual, { width: 160, height: 134 }, odd)).toEqual({ width: 160, height: 134 });
  });

  it('keeps the shape: the same camera held upright, another resolution, a crop', () => {
    expect(sizeBy('area', 900, 1200)).toEqual({ width: 120, height: 160 });
    expect(sizeBy('area', 4000, 3000)).toEqual(nominal);
    expect(sizeBy('pixels', 600, 900)).toEqual({ width: 80, height: 120 });
    expect(sizeBy('shorter', 450, 300)).toEqual({ width: 180, height: 120 });
    expect(sizeBy('longer', 450, 300)).toEqual({ width: 160, height: 107 });
  });

  it('is refused where it would be far larger than usual, and never nothing', () => {
    expect(() => sizeBy('pixels', 4000, 3000)).toThrow(expect.objectContaining({ code: 'PICTURE_UNSUPPORTED' }));
    expect(() => sizeBy('shorter', 19_000, 32)).toThrow(expect.objectContaining({ code: 'PICTURE_UNSUPPORTED' }));
    expect(sizeBy('longer', 19_000, 32)).toEqual({ width: 160, height: 1 });
  });

  it('is the nominal one for every picture of models that squeeze them', () => {
    expect(sizeFor({ width: 900, height: 1200 }, nominal, undefined)).toEqual(nominal);
  });
});

describe('what is the same in pictures of parts that are equally large', () => {
  /** Pictures with a part of `side` px. */
  const sameIn = (...sizes: [width: number, height: number, side: number][]) =>
    sameOf(
      sizes.map(([width, height, side]) => ({ width, height, area: side ** 2 / (width * height) })),
      usual,
      nominal,
    );

  it('is the area, of one camera held anyhow and of copies at other resolutions', () => {
    expect(sameIn([1200, 900, 300], [900, 1200, 300], [1200, 900, 310])).toBe('area');
    expect(sameIn([1200, 900, 300], [2400, 1800, 600], [600, 450, 150])).toBe('area');
  });

  it('is the scale, of crops', () => {
    expect(sameIn([1200, 900, 300], [800, 900, 300], [500, 700, 305], [1000, 500, 300])).toBe('pixels');
  });

  it('is the side by which they were framed', () => {
    expect(sameIn([900, 900, 300], [1200, 900, 300], [1600, 900, 300], [600, 400, 133])).toBe('shorter');
    expect(sameIn([1200, 1200, 300], [1200, 900, 300], [1200, 600, 300], [400, 300, 100])).toBe('longer');
  });

  it('is nothing that would make one of the pictures far too large', () => {
    expect(sameIn([1200, 900, 300], [800, 900, 300], [6000, 4500, 300])).not.toBe('pixels');
  });

  it('is the area where nothing is found', () => {
    expect(sameIn()).toBe('area');
  });
});
