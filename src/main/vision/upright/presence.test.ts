import { describe, expect, it } from 'vitest';
import type { Image } from '../types.ts';
import { learnPresence, presenceCheck, wholeParts } from './presence.ts';

/** A bright square on a dark ground; side 0: the ground alone. */
function square(side: number, left = 24, top = 20, size = 64): Image {
  const data = new Uint8Array(size * size * 3).fill(60);
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < left + side; x++) data.fill(200, 3 * (y * size + x), 3 * (y * size + x) + 3);
  }
  return { width: size, height: size, data };
}
const good = Array.from({ length: 8 }, (_, k) => square(16, 16 + k, 20));

describe('whether there is a part', () => {
  it('is learnt from pictures that all show one, and then asked of any picture, whatever its size', () => {
    const presence = learnPresence(good);
    if (presence === null) throw new Error('nothing was learnt');
    const hasPart = presenceCheck(presence);
    expect(hasPart(square(16, 40, 40))).toBe(true);
    expect(hasPart(square(0))).toBe(false);
    expect(hasPart(square(60, 60, 60, 256))).toBe(true);
    expect(hasPart(square(0, 0, 0, 256))).toBe(false);
  });

  it('lets a part be judged of which a piece is missing, but not a crumb', () => {
    const hasPart = presenceCheck(learnPresence(good) ?? { size: { width: 64, height: 64 }, leastArea: 1 });
    expect(hasPart(square(12))).toBe(true);
    expect(hasPart(square(5))).toBe(false);
  });

  it('is not asked where one good picture shows none, where parts fill the picture, and of few pictures', () => {
    expect(learnPresence([...good, square(0)])).toBeNull();
    expect(learnPresence(good.map(() => square(62, 1, 1)))).toBeNull();
    expect(learnPresence(good.slice(0, 7))).toBeNull();
    expect(learnPresence([])).toBeNull();
  });
});

describe('whole parts', () => {
  it('are about as large as the others and end inside of the picture', () => {
    const found = (area: number, touching: number, pixels = 1000) => ({ area, areaPx: area * pixels, touching });
    const usual = found(0.2, 0);
    expect(wholeParts([usual, usual, usual, found(0.5, 0), found(0.05, 0), found(0.2, 0.3)])).toEqual([usual, usual, usual]);
    const inLargerPicture = found(0.1, 0, 2000);
    expect(wholeParts([usual, usual, inLargerPicture, found(0.2, 0, 2000)])).toEqual([usual, usual, inLargerPicture]);
  });
});
