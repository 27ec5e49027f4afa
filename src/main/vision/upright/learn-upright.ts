import { setImmediate as turn } from 'node:timers/promises';
import { type Backbone, inputFor, tapOf } from '../backbone.ts';
import { compileFeatures } from '../compile.ts';
import type { InputSize } from '../compile-backbone.ts';
import { disturb } from '../copies.ts';
import { decodePicture } from '../decode.ts';
import { VisionError } from '../errors.ts';
import { measureEvidence } from '../evidence.ts';
import { openPixelOperations } from '../pixels/opencv.ts';
import type { Affine, PixelOperations } from '../pixels/operations.ts';
import { uniform } from '../random.ts';
import { resizeArea } from '../resize.ts';
import { sampleThrough } from '../sample.ts';
import { openSession } from '../session.ts';
import type { Image } from '../types.ts';
import { learnGolden } from './golden.ts';
import { createLocator, type Golden, type Locator, type Place } from './locate.ts';
import { type Painted, partPainter } from './painted.ts';
import { learnPresence, type Presence, presenceSidePx, wholeParts } from './presence.ts';
import { atCentres, cropToPicture, type Upright } from './upright.ts';

/** What the good pictures tell of whether their parts can and should be brought upright. Shares 0..1. */
export interface TurnEvidence {
  /** Pictures that were looked at. */
  readonly looked: number;
  /** Share that show one whole part, all about as large, before a ground. */
  readonly found: number;
  /** Share of parts that lie turned by more than copies teach. */
  readonly turned: number;
  /** Share of turns by a known angle that the estimate followed. */
  readonly followed: number;
  /** Share of what differs at a fixed place that is gone once parts lie upright; null where it was not asked. */
  readonly gained: number | null;
  /** Whether parts are brought upright. */
  readonly upright: boolean;
}

export interface LearntUpright {
  readonly evidence: TurnEvidence;
  readonly bring: Bring | null;
  /** Where parts are judged as they lie, and it can be seen whether there is one. */
  readonly presence: Presence | null;
}

/** How parts are brought upright. `tested`: reduced pictures for the self-test. */
export interface Bring {
  readonly upright: Upright;
  readonly golden: Golden;
  readonly input: InputSize;
  readonly tested: readonly Image[];
}

/** `learnt`: as the evidence says. The others are for comparing. */
export type UprightChoice = 'learnt' | 'never' | 'always';

const mostLooked = 40;
/** Fewer tell nothing of how parts turn. */
const leastLooked = 8;
const smallSidePx = 160;
/** Longest side of the pictures from which crops are cut to see what turning gains. */
const tryingSidePx = 480;

const leastFound = 0.95;
/** What copies teach is ±10°. */
/** Pictures whose places the self-test keeps. */
const testedPlaces = 2;
const turnedFromDeg = 15;
const leastTurned = 0.25;
const knownTurns = 2;
const followedWithinDeg = 5;
const leastFollowed = 0.9;
const leastGained = 0.15;

/** Around the part, of the longer side of its box. */
const frameMargin = 0.12;
const leastMarginPx = 2;
/** A point belongs to the golden part where it does in so much of the pictures (of 255). */
const goldenFrom = 80;
/** How much larger than without turning upright a part may be seen: beyond it there is nothing to see. */
const mostZoom = 2.5;
/** Below the lowest agreement of a good part; a broken part should be judged, an empty place should not. */
const agreementMargin = 0.3;
const leastAgreement = 0.3;

interface Looked {
  readonly small: Image;
  readonly trying: Image;
  readonly tiny: Image;
  readonly painted: Painted | null;
}
type Part = Looked & { readonly painted: Painted };

/**
 * Learns from good pictures alone whether their parts are brought upright: they show one part before a ground; many lie turned
 * by more than copies teach; the estimate follows when a picture is turned by a known angle; and once upright, much less
 * differs at a fixed place. The last is what a round part, or one that is never twice the same, does not pass.
 */
export async function learnUpright(
  paths: readonly string[],
  aspect: number,
  backbone: Backbone,
  choice: UprightChoice,
  seed: number,
  signal: AbortSignal,
): Promise<LearntUpright> {
  const nothing = { looked: 0, found: 0, turned: 0, followed: 0, gained: null, upright: false };
  if (paths.length < leastLooked) return { evidence: nothing, bring: null, presence: null };
  const pixels = await openPixelOperations();
  const small = scaledTo(aspect, smallSidePx);
  const pictures = await lookAt(paths, small, aspect, pixels, signal);
  const presence = learnPresence(pictures.map(({ tiny }) => tiny));
  const parts = whole(pictures);
  const evidence = { ...nothing, looked: pictures.length, found: parts.length / Math.max(1, pictures.length) };
  const forced = choice === 'always';
  if (choice === 'never' || parts.length < leastLooked || (!forced && evidence.found < leastFound))
    return { evidence, bring: null, presence };
  const tried = await tryUpright(parts, small, aspect, backbone, forced, seed, pixels, signal);
  return { evidence: { ...evidence, ...tried.evidence }, bring: tried.bring, presence: tried.bring === null ? presence : null };
}

async function tryUpright(
  parts: readonly Part[],
  small: InputSize,
  aspect: number,
  backbone: Backbone,
  forced: boolean,
  seed: number,
  pixels: PixelOperations,
  signal: AbortSignal,
): Promise<{ readonly evidence: Partial<TurnEvidence>; readonly bring: Bring | null }> {
  const golden = learnGolden(
    parts.map(({ painted }) => painted),
    pixels,
  );
  await turn();
  signal.throwIfAborted();
  const locator = createLocator(golden, pixels);
  const places = parts.map(({ painted }) => locator.locate(painted));
  const turned = shareTurned(places);
  if (!forced && turned < leastTurned) return { evidence: { turned }, bring: null };
  const followed = shareFollowed(parts, places, small, locator, seed, pixels);
  if (!forced && followed < leastFollowed) return { evidence: { turned, followed }, bring: null };
  await turn();
  signal.throwIfAborted();
  const { frame, input, working } = frameOf(golden, small, backbone, aspect);
  const gained = await gainOf(parts, places, golden, frame, input, backbone, signal);
  const upright = forced || gained >= leastGained;
  const lowest = Math.min(...places.map(({ agreement }) => agreement));
  const limits = { leastAgreement: Math.max(leastAgreement, lowest - agreementMargin) };
  const tested = parts.slice(0, testedPlaces).map((one) => one.small);
  return {
    evidence: { turned, followed, gained, upright },
    bring: upright ? { upright: { working, small, frame, ...limits }, golden, input, tested } : null,
  };
}

const scaledTo = (aspect: number, longest: number): InputSize => ({
  width: Math.round(aspect >= 1 ? longest : longest * aspect),
  height: Math.round(aspect >= 1 ? longest / aspect : longest),
});

/** Pictures that cannot be used are reported when their features are taken. */
async function lookAt(
  paths: readonly string[],
  small: InputSize,
  aspect: number,
  pixels: PixelOperations,
  signal: AbortSignal,
): Promise<Looked[]> {
  const [trying, tiny] = [scaledTo(aspect, tryingSidePx), scaledTo(aspect, presenceSidePx)];
  const paint = partPainter(small.width, small.height, pixels);
  const step = Math.max(1, paths.length / mostLooked);
  const chosen = paths.filter((_, k) => Math.floor(k / step) !== Math.floor((k - 1) / step));
  const looked: Looked[] = [];
  for (const path of chosen) {
    signal.throwIfAborted();
    try {
      const image = await decodePicture({ path });
      const reduced = resizeArea(image, trying.width, trying.height);
      const least = resizeArea(reduced, small.width, small.height);
      looked.push({
        small: least,
        trying: reduced,
        tiny: resizeArea(reduced, tiny.width, tiny.height),
        painted: paint(least),
      });
    } catch (error) {
      if (!(error instanceof VisionError)) throw error;
    }
  }
  return looked;
}

function whole(pictures: readonly Looked[]): Part[] {
  const found = pictures.flatMap((one) => (one.painted === null ? [] : { ...one, painted: one.painted }));
  const kept = new Set(wholeParts(found.map(({ painted }) => painted)));
  return found.filter(({ painted }) => kept.has(painted));
}

/** Of the parts whose turn lies far from the mean turn. */
function shareTurned(places: readonly Place[]): number {
  const radians = places.map(({ turnDeg }) => (turnDeg * Math.PI) / 180);
  const mean = Math.atan2(sumOf(radians.map(Math.sin)), sumOf(radians.map(Math.cos)));
  const far = places.filter(({ turnDeg }) => Math.abs(wrapped(turnDeg - (mean * 180) / Math.PI)) > turnedFromDeg);
  return far.length / places.length;
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const wrapped = (degrees: number) => degrees - 360 * Math.round(degrees / 360);

function shareFollowed(
  parts: readonly Part[],
  places: readonly Place[],
  size: InputSize,
  locator: Locator,
  seed: number,
  pixels: PixelOperations,
): number {
  const paint = partPainter(size.width, size.height, pixels);
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

interface Framing {
  readonly frame: Upright['frame'];
  readonly input: InputSize;
  readonly working: InputSize;
}

/** The box around the golden part and a little ground, in the shape of the network's input. */
function frameOf({ mask }: Golden, small: InputSize, backbone: Backbone, aspect: number): Framing {
  let [left, right, top, bottom] = [mask.width, 0, mask.height, 0];
  for (let at = 0; at < mask.data.length; at++) {
    if ((mask.data[at] as number) < goldenFrom) continue;
    const x = at % mask.width;
    const y = (at - x) / mask.width;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  const margin = Math.max(leastMarginPx, frameMargin * Math.max(right - left, bottom - top));
  const [wide, high] = [right - left + 2 * margin, bottom - top + 2 * margin];
  const input = inputFor(backbone, wide / high);
  const whole = inputFor(backbone, aspect);
  // Pixels of the small picture to one of the network's input.
  const scale = Math.max(wide / input.width, high / input.height, small.width / (mostZoom * whole.width));
  const [width, height] = [input.width * scale, input.height * scale];
  return {
    frame: { x: (left + right - width) / 2, y: (top + bottom - height) / 2, width, height },
    input,
    working: { width: Math.round(small.width / scale), height: Math.round(small.height / scale) },
  };
}

/** How much of the variance at a fixed place (see `measureEvidence`) is gone, against parts that are centred and not turned. */
async function gainOf(
  parts: readonly Part[],
  places: readonly Place[],
  golden: Golden,
  frame: Upright['frame'],
  input: InputSize,
  backbone: Backbone,
  signal: AbortSignal,
): Promise<number> {
  const { tap } = backbone.method.position;
  const session = await openSession(compileFeatures(backbone, [tap], input));
  const look = async (image: Image): Promise<Float32Array> => {
    const outputs = await session.run({ picture: { data: image.data, dims: [1, image.height, image.width, 3] } });
    return Float32Array.from(outputs[`features_${tap}`]?.data ?? []);
  };
  try {
    const features = { upright: [] as Float32Array[], lying: [] as Float32Array[] };
    for (const [k, { trying, small }] of parts.entries()) {
      signal.throwIfAborted();
      const { matrix } = places[k] as Place;
      const scale = [trying.width / small.width, trying.height / small.height] as const;
      const cut = (from: Affine) => sampleThrough(trying, atCentres(cropToPicture(from, frame, input, scale)), input);
      features.upright.push(await look(cut(matrix)));
      features.lying.push(await look(cut(unturned(matrix, golden.grey.width))));
    }
    const { channels } = tapOf(backbone, tap);
    const left = measureEvidence(features.upright, channels).positionVariance;
    const before = measureEvidence(features.lying, channels).positionVariance;
    return before > 0 ? 1 - left / before : 0;
  } finally {
    await session.close();
  }
}

/** The same place of the golden part's middle, not turned. */
function unturned([a, b, c, d, e, f]: Affine, side: number): Affine {
  const middle = (side - 1) / 2;
  return [1, 0, (a + b) * middle + c - middle, 0, 1, (d + e) * middle + f - middle];
}
