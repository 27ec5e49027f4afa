import { describe, expect, it } from 'vitest';
import { uniform } from '../random.ts';
import type { Image } from '../types.ts';
import { foregroundFinder } from './foreground.ts';

const [width, height] = [96, 80];

/** A ground whose light slopes, with grain; and what `paint` puts on it. */
function scene(paint: (x: number, y: number) => readonly [number, number, number] | null, grain = 4): Image {
  const random = uniform(3);
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const ground = 90 + 0.4 * x - 0.2 * y + (random() - 0.5) * 2 * grain;
    const colour = paint(x, y) ?? [ground, ground, ground];
    for (let c = 0; c < 3; c++) data[3 * at + c] = Math.round(colour[c] as number);
  }
  return { width, height, data };
}
const disc = (x: number, y: number, radius: number) => (px: number, py: number) => Math.hypot(px - x, py - y) <= radius;
const find = foregroundFinder(width, height);

describe('what stands out from the ground', () => {
  it('is nothing on an empty ground, whatever slope its light has and whatever grain', () => {
    expect(find(scene(() => null))).toBeNull();
    expect(find(scene(() => null, 0))).toBeNull();
    expect(find(scene(() => null, 20))).toBeNull();
  });

  it('is a part, with its middle and its area, darker or brighter than the ground or only of another colour', () => {
    const inside = disc(40, 30, 12);
    for (const colour of [
      [20, 20, 20],
      [230, 230, 230],
      [160, 95, 70],
    ] as const) {
      const found = find(scene((x, y) => (inside(x, y) ? colour : null)));
      expect(found?.x).toBeCloseTo(40, 0);
      expect(found?.y).toBeCloseTo(30, 0);
      expect(found?.area).toBeCloseTo((Math.PI * 12 ** 2) / (width * height), 2);
      expect(found?.touching).toBe(0);
    }
  });

  it('is not the edge of the table along the border, and not a speck beside the part', () => {
    const [part, speck] = [disc(48, 40, 12), disc(80, 60, 2)];
    const found = find(scene((x, y) => (y < 3 || part(x, y) || speck(x, y) ? [240, 240, 240] : null)));
    expect(found?.x).toBeCloseTo(48, 0);
    expect(found?.y).toBeCloseTo(40, 0);
  });

  it('says how much of the border a part covers that reaches out of the picture', () => {
    const found = find(scene((x, y) => (x < 40 && y > 20 && y < 60 ? [230, 230, 230] : null)));
    expect(found?.touching).toBeCloseTo(39 / (2 * (width + height) - 4), 2);
  });

  it('finds only what stands out farther, where it has to be certain', () => {
    const faint = scene((x, y) => (disc(48, 40, 12)(x, y) ? [140, 133, 133] : null), 4);
    expect(find(faint)).not.toBeNull();
    expect(foregroundFinder(width, height, 3)(faint)).toBeNull();
  });

  it('is nothing in pictures too small to have a ground', () => {
    expect(foregroundFinder(4, 4)({ width: 4, height: 4, data: new Uint8Array(48) })).toBeNull();
  });
});
