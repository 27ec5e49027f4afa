import type { Affine, PixelOperations } from '../pixels/operations.ts';
import { uniform } from '../random.ts';
import { sampleThrough } from '../sample.ts';
import type { Image } from '../types.ts';
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
  const paint = partPainter(pixels);
  const random = uniform(seed ^ 0x51a7);
  let followed = 0;
  for (const [k, { small, painted }] of parts.entries()) {
    for (let n = 0; n < knownTurns; n++) {
      const turnDeg = 30 + 300 * random();
      const copy = paint(turnedCopy(small, painted, (turnDeg * Math.PI) / 180, 0.9 + 0.2 * random()));
      if (copy === null) continue;
      const { turnDeg: found } = locator.locate(copy);
      if (Math.abs(wrapped(found - (places[k] as Place).turnDeg - turnDeg)) <= followedWithinDeg) followed++;
    }
  }
  return followed / (parts.length * knownTurns);
}

/** The picture turned about its part, which comes to lie in the middle of a square: it stays in the picture, and is there once. */
function turnedCopy(small: Image, { x, y, room }: Painted, angle: number, gain: number): Image {
  const side = Math.max(small.width, small.height);
  const middle = (side - 1) / 2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const toSource: Affine = [cos, sin, x - (cos + sin) * middle, -sin, cos, y + (sin - cos) * middle];
  return sampleThrough(small, toSource, { width: side, height: side }, { gain, room });
}
