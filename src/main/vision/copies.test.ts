import { describe, expect, it } from 'vitest';
import { disturb, drawDisturbance, sourceOf, uprightReach } from './copies.ts';
import { uniform } from './random.ts';

const side = 101;
/** A bright square on grey, right of the middle. */
const image = (() => {
  const data = new Uint8Array(side * side * 3).fill(80);
  for (let y = 40; y < 60; y++) data.fill(200, (y * side + 70) * 3, (y * side + 90) * 3);
  return { width: side, height: side, data };
})();
type Picture = typeof image;
const disturbedCopy = (picture: Picture, random: () => number) => disturb(picture, drawDisturbance(picture, random));
/** Random numbers as wanted: 0.5 is no change at all. */
const sequence = (...values: number[]) => {
  let at = 0;
  return () => values[at++] ?? 0.5;
};
const centre = ({ data }: { data: Uint8Array }) => {
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let i = 0; i < side * side; i++) {
    const weight = Math.max(0, (data[i * 3] ?? 0) - 120);
    sum += weight;
    sumX += weight * (i % side);
    sumY += weight * Math.floor(i / side);
  }
  return { x: sumX / sum, y: sumY / sum };
};

describe('a disturbed copy', () => {
  it('is the picture itself where nothing is drawn', () => {
    expect(disturbedCopy(image, sequence())).toEqual(image);
  });
  it('is turned by at most ten degrees about the middle', () => {
    const { x, y } = centre(disturbedCopy(image, sequence(1)));
    // The square stands 29.5 px right of the middle, 0.5 px above it.
    expect(Math.hypot(x - 50, y - 50)).toBeCloseTo(29.5, 0);
    expect(Math.abs(Math.atan2(y - 50, x - 50) - Math.atan2(-0.5, 29.5))).toBeCloseTo((10 * Math.PI) / 180, 2);
  });
  it('is shifted by at most a fifth farther than the twentieth that is promised, the border mirrored', () => {
    const copy = disturbedCopy(image, sequence(0.5, 1, 0));
    expect(centre(copy).x).toBeCloseTo(79.5 + 6.06, 1);
    expect(centre(copy).y).toBeCloseTo(49.5 - 6.06, 1);
    expect(copy.data[0]).toBe(80);
  });
  it('of a part that was brought upright hardly lies elsewhere', () => {
    const upright = disturb(image, drawDisturbance(image, sequence(1, 1, 0), uprightReach));
    expect(Math.hypot(centre(upright).x - 79.5, centre(upright).y - 49.5)).toBeLessThan(2.5);
  });
  it('is brighter or darker by at most 15 %', () => {
    expect(disturbedCopy(image, sequence(0.5, 0.5, 0.5, 1)).data[0]).toBe(92);
    expect(disturbedCopy(image, sequence(0.5, 0.5, 0.5, 0)).data[0]).toBe(68);
  });
  it('tells where each of its places came from', () => {
    for (let seed = 0; seed < 5; seed++) {
      const disturbance = drawDisturbance(image, uniform(seed));
      const { x, y } = centre(disturb(image, disturbance));
      const source = sourceOf(x, y, image, disturbance);
      expect(Math.hypot(source.x - 79.5, source.y - 49.5)).toBeLessThan(0.5);
    }
  });
  it('stays within the picture and its bytes, whatever is drawn, and is the same for the same seed', () => {
    for (let seed = 0; seed < 20; seed++) {
      const copy = disturbedCopy(image, uniform(seed));
      expect(copy).toEqual(disturbedCopy(image, uniform(seed)));
      expect(Math.min(...copy.data)).toBeGreaterThanOrEqual(67);
    }
  });
});
