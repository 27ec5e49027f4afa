import { disturb } from '../copies.ts';
import type { PixelOperations } from '../pixels/operations.ts';
import { uniform } from '../random.ts';
import type { Locator, Place } from './locate.ts';
import type { Part } from './look.ts';
import { type Painted, partPainter } from './painted.ts';

/** Copies teach ±10° (see `lyingReach`). */
const turnedFromDeg = 15;
const knownTurns = 2;
const followedWithinDeg = 5;

/** Share of the parts whose turn lies far from the mean turn. */
export function shareTurned(places: readonly Place[]): number {
  const radians = places.map(({ turnDeg }) => (turnDeg * Math.PI) / 180);
  const mean = Math.atan2(sumOf(radians.map(Math.sin)), sumOf(radians.map(Math.cos)));
  const far = places.filter(({ turnDeg }) => Math.abs(wrapped(turnDeg - (mean * 180) / Math.PI)) > turnedFromDeg);
  return far.length / places.length;
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const wrapped = (degrees: number) => degrees - 360 * Math.round(degrees / 360);

/** Share of known turns, two of each picture, that the estimate follows. `places`: of the parts as they are. */
export function shareFollowed(
  parts: readonly Part[],
  places: readonly Place[],
  locator: Locator,
  seed: number,
  pixels: PixelOperations,
): number {
  const { width, height } = parts[0]?.small ?? { width: 0, height: 0 };
  const paint = partPainter(width, height, pixels);
  const random = uniform(seed ^ 0x51a7);
  let followed = 0;
  for (const [k, { small, painted }] of parts.entries()) {
    for (let n = 0; n < knownTurns; n++) {
      // About the part's middle, so that it stays in the picture.
      const turnDeg = 30 + 300 * random();
      const angle = (turnDeg * Math.PI) / 180;
      const shift = aboutPart(painted, angle);
      const copy = paint(disturb(small, { angle, ...shift, gain: 0.9 + 0.2 * random() }));
      if (copy === null) continue;
      const { turnDeg: found } = locator.locate(copy);
      if (Math.abs(wrapped(found - (places[k] as Place).turnDeg - turnDeg)) <= followedWithinDeg) followed++;
    }
  }
  return followed / (parts.length * knownTurns);
}

/** What keeps the part's middle in its place when the picture is turned about its own middle. */
function aboutPart({ x, y, grey }: Painted, angle: number): { shiftX: number; shiftY: number } {
  const [dx, dy] = [x - (grey.width - 1) / 2, y - (grey.height - 1) / 2];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return { shiftX: dx - (cos * dx - sin * dy), shiftY: dy - (sin * dx + cos * dy) };
}
