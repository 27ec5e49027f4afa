import { describe, expect, it } from 'vitest';
import { uniform } from '../random.ts';
import { inLightOf } from './light.ts';
import { validRows } from './valid.ts';

const [width, height] = [120, 80];
const valid = validRows({ width, height }, [1, 0, 0, 0, 1, 0], { width, height }, 0);
const random = uniform(3);
const reference = { width, height, data: Uint8Array.from({ length: width * height }, () => 40 + 140 * random()) };
const seen = (light: (grey: number, x: number, y: number) => number) => ({
  width,
  height,
  data: reference.data.map((grey, at) => Math.min(255, Math.max(0, Math.round(light(grey, at % width, Math.floor(at / width)))))),
});
const furthest = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] ?? 0))), 0);

describe('the light of a picture', () => {
  it.each([
    ['brighter', (grey: number) => grey * 1.1],
    ['darker with a bias', (grey: number) => grey * 0.8 + 12],
    ['sloping over the picture', (grey: number, x: number, y: number) => grey * (0.9 + 0.15 * (x / width) - 0.1 * (y / height))],
  ])('is put on the reference: %s', (_how, light) => {
    const picture = seen(light);
    const lit = inLightOf(picture, reference, valid, 140);
    expect(furthest(lit?.plane.data ?? new Uint8Array(), picture.data)).toBeLessThanOrEqual(1);
    expect(lit?.correlation).toBeGreaterThan(0.999);
  });
  it('is not misled by a defect that covers a tenth of the picture', () => {
    const picture = seen((grey, x) => (x < width / 10 ? 255 : grey * 1.1));
    const lit = inLightOf(picture, reference, valid, 140);
    const [good, shown] = [lit?.plane.data.subarray(20, 120), picture.data.subarray(20, 120)];
    expect(furthest(good ?? new Uint8Array(), shown)).toBeLessThanOrEqual(2);
  });
  it('is none where the picture is black, and none where the reference shows one grey', () => {
    expect(
      inLightOf(
        seen(() => 0),
        reference,
        valid,
        140,
      ),
    ).toBeNull();
    const blank = { width, height, data: new Uint8Array(width * height) };
    expect(inLightOf(reference, blank, valid, 140)).toBeNull();
  });
});
