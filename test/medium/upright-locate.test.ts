import { describe, expect, it } from 'vitest';
import { type PartDefect, turningPart, viewsOf } from './turning-parts.ts';
import { cutOut } from '#main/vision/crop.ts';
import { openPixelOperations } from '#main/vision/pixels/opencv.ts';
import { resizeArea } from '#main/vision/resize.ts';
import { learnGolden } from '#main/vision/upright/golden.ts';
import { createLocator } from '#main/vision/upright/locate.ts';
import { shareFollowed } from '#main/vision/upright/turns.ts';
import { partPainter } from '#main/vision/upright/painted.ts';

const pixels = await openPixelOperations();
const [width, height] = [160, 133];
const paint = partPainter(pixels);
const painted = (view: Parameters<typeof turningPart>[0]) => paint(resizeArea(turningPart(view), width, height));
const partsOf = (kind: 'bracket' | 'plate', seed: number, count: number, defect?: PartDefect) =>
  viewsOf(kind, seed, count, { defect }).map((view) => {
    const part = painted(view);
    if (part === null) throw new Error('no part');
    return { view, part };
  });
const wrapped = (degrees: number) => degrees - 360 * Math.round(degrees / 360);

describe.each(['bracket', 'plate'] as const)('a %s that lies anyhow', (kind) => {
  const good = partsOf(kind, 1, 10);
  const golden = learnGolden(
    good.map(({ part }) => part),
    pixels,
  );
  const locator = createLocator(golden, pixels);
  const turnOf = ({ view, part }: (typeof good)[number]) => wrapped(locator.locate(part).turnDeg - view.turnDeg);
  const usual = turnOf(good[0] as (typeof good)[number]);

  it('is found as it is turned, to a degree, all the way round', () => {
    for (const one of partsOf(kind, 100, 10)) expect(Math.abs(wrapped(turnOf(one) - usual))).toBeLessThan(1);
  });

  it.each(['nick', 'stain', 'hole missing', 'broken'] as const)('is found with a defect, too: %s', (defect) => {
    for (const one of partsOf(kind, 200, 3, defect)) expect(Math.abs(wrapped(turnOf(one) - usual))).toBeLessThan(2);
  });

  it('agrees with the golden part as no other part does', () => {
    const other = partsOf(kind === 'plate' ? 'bracket' : 'plate', 300, 3).map(({ part }) => locator.locate(part).agreement);
    const same = partsOf(kind, 400, 3).map(({ part }) => locator.locate(part).agreement);
    expect(Math.min(...same)).toBeGreaterThan(0.95);
    expect(Math.max(...other)).toBeLessThan(Math.min(...same) - 0.1);
  });

  it('is nowhere on an empty belt', () => {
    for (const view of viewsOf(kind, 500, 3, { empty: true })) expect(painted(view)).toBeNull();
  });
});

describe('known turns of parts that lie away from the middle', () => {
  it.each(['bracket', 'plate'] as const)('are followed: a %s is turned alone, not with its mirror image', (kind) => {
    const parts = viewsOf(kind, 600, 8).map((view, k) => {
      const wide = turningPart({ ...view, width: 640, height: 520 });
      // The whole part, twelve pixels or a little more from two borders.
      const [left, top] = [k % 2 === 0 ? 181 : 59, k % 4 < 2 ? 125 : 65];
      const picture = cutOut(wide, { left, top, width: 400, height: 330 });
      const small = resizeArea(picture, 160, 132);
      const part = paint(small);
      if (part === null) throw new Error('no part');
      return { size: picture, small, trying: picture, tiny: small, painted: part };
    });
    const golden = learnGolden(
      parts.map((part) => part.painted),
      pixels,
    );
    const locator = createLocator(golden, pixels);
    const places = parts.map((part) => locator.locate(part.painted));
    expect(shareFollowed(parts, places, locator, 1, pixels)).toBeGreaterThan(0.9);
  });
});
