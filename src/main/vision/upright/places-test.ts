import { encodePng } from '../encode.ts';
import { VisionError } from '../errors.ts';
import { engineFingerprint } from '../fingerprint.ts';
import { openPixelOperations } from '../pixels/opencv.ts';
import { decodeInput, type StoredSelfTest } from '../self-test.ts';
import type { Image } from '../types.ts';
import type { Bring } from './learn-upright.ts';
import type { Golden, Place } from './locate.ts';
import { createFinder, type Upright } from './upright.ts';

/** On another machine: how far a place may lie from what was proved, in pixels of the small picture and in degrees. */
const tolerance = 0.05;

/** Adds to a self-test where parts are found in a few pictures. */
export async function withPlaces(
  { test, inputs }: StoredSelfTest,
  { upright, golden, tested }: Pick<Bring, 'upright' | 'golden' | 'tested'>,
): Promise<StoredSelfTest> {
  const find = createFinder(upright, golden, await openPixelOperations());
  const pictures: Record<string, Uint8Array> = {};
  const places: NonNullable<StoredSelfTest['test']['places']> = [];
  for (const [k, picture] of tested.entries()) {
    const input = `self-test/${test.cases.length + k}.png`;
    pictures[input] = await encodePng(picture, 9);
    const { width, height } = picture;
    const usual = width === upright.small.width && height === upright.small.height;
    places.push({ input, ...(usual ? {} : { size: { width, height } }), ...observe(find(picture)) });
  }
  return { test: { ...test, places }, inputs: { ...inputs, ...pictures } };
}

/** Throws MODEL_REJECTED where parts are not found where they were found when the model was taught. */
export async function replayPlaces({ test, inputs }: StoredSelfTest, upright: Upright, golden: Golden): Promise<void> {
  const find = createFinder(upright, golden, await openPixelOperations());
  const allowed = test.fingerprint === engineFingerprint() ? 0 : tolerance;
  for (const expected of test.places ?? []) {
    const bytes = inputs[expected.input];
    if (bytes === undefined) throw new VisionError('MODEL_REJECTED', `the self-test picture ${expected.input} is missing`);
    const picture: Image = await decodeInput(bytes, expected.size ?? upright.small);
    const seen = observe(find(picture));
    for (const what of ['x', 'y', 'turnDeg'] as const) {
      if (Math.abs(seen[what] - expected[what]) <= allowed) continue;
      throw new VisionError('MODEL_REJECTED', `self-test: ${what} of ${expected.input} is ${seen[what]}, not ${expected[what]}`);
    }
  }
}

/** Where the golden part's first pixel comes to lie, and how it is turned; nowhere where no part is found. */
function observe(place: Place | null): { readonly x: number; readonly y: number; readonly turnDeg: number } {
  return place === null ? { x: 0, y: 0, turnDeg: 0 } : { x: place.matrix[2], y: place.matrix[5], turnDeg: place.turnDeg };
}
