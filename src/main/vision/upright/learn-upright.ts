import { setImmediate as turn } from 'node:timers/promises';
import type { Backbone } from '../backbone.ts';
import type { InputSize } from '../compile-backbone.ts';
import { openPixelOperations } from '../pixels/opencv.ts';
import type { PixelOperations } from '../pixels/operations.ts';
import type { Image } from '../types.ts';
import { frameOf } from './frame.ts';
import { gainOf } from './gain.ts';
import { learnGolden } from './golden.ts';
import { createLocator, type Golden } from './locate.ts';
import { lookAt, type Part, smallSize, whole } from './look.ts';
import { learnPresence, type Presence } from './presence.ts';
import { shareFollowed, shareTurned } from './turns.ts';
import type { Shapes, Size } from './shapes.ts';
import type { Upright } from './upright.ts';

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

/** Of parts that are judged as they lie, without a look at how they lie. */
export const notLooked: LearntUpright = {
  evidence: { looked: 0, found: 0, turned: 0, followed: 0, gained: null, upright: false },
  bring: null,
  presence: null,
};

/** Fewer tell nothing of how parts turn. */
const leastLooked = 8;
const leastFound = 0.95;
const leastTurned = 0.25;
const leastFollowed = 0.85;
const leastGained = 0.15;
/** Below the lowest agreement of a good part; a broken part should be judged, an empty place should not. */
const agreementMargin = 0.3;
const leastAgreement = 0.3;
/** Pictures whose places the self-test keeps. */
const testedPlaces = 2;

/**
 * `usual`: size of a picture that is shaped as most are. Learns from good pictures alone whether their parts are brought upright: they show one part before a ground; many lie turned
 * by more than copies teach; the estimate follows when a picture is turned by a known angle; and once upright, much less
 * differs at a fixed place. The last is what a round part, or one that is never twice the same, does not pass.
 */
export async function learnUpright(
  paths: readonly string[],
  usual: Size,
  backbone: Backbone,
  choice: UprightChoice,
  seed: number,
  signal: AbortSignal,
): Promise<LearntUpright> {
  if (paths.length < leastLooked) return notLooked;
  const pixels = await openPixelOperations();
  const { shapes, pictures } = await lookAt(paths, usual, pixels, signal);
  const presence = learnPresence(pictures.map(({ tiny }) => tiny));
  const parts = whole(pictures);
  const evidence = { ...notLooked.evidence, looked: pictures.length, found: parts.length / Math.max(1, pictures.length) };
  const forced = choice === 'always';
  if (choice === 'never' || parts.length < leastLooked || (!forced && evidence.found < leastFound))
    return { evidence, bring: null, presence };
  const tried = await tryUpright(parts, shapes, backbone, forced, seed, pixels, signal);
  return { evidence: { ...evidence, ...tried.evidence }, bring: tried.bring, presence: tried.bring === null ? presence : null };
}

async function tryUpright(
  parts: readonly Part[],
  shapes: Shapes,
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
  const followed = shareFollowed(parts, places, locator, seed, pixels);
  if (!forced && followed < leastFollowed) return { evidence: { turned, followed }, bring: null };
  await turn();
  signal.throwIfAborted();
  const small = smallSize(shapes.usual);
  const framing = frameOf(golden, small, backbone, shapes.usual);
  const gained = await gainOf(parts, places, golden, framing, backbone, signal);
  const { frame, input, working } = framing;
  const upright = forced || gained >= leastGained;
  const lowest = Math.min(...places.map(({ agreement }) => agreement));
  const limits = { leastAgreement: Math.max(leastAgreement, lowest - agreementMargin) };
  const tested = testedOf(parts.map((one) => one.small));
  return {
    evidence: { turned, followed, gained, upright },
    bring: upright ? { upright: { working, small, shapes, frame, ...limits }, golden, input, tested } : null,
  };
}

/** The first picture, and the first of another shape where there is one. */
function testedOf(smalls: readonly Image[]): Image[] {
  const first = smalls.slice(0, 1);
  const other = smalls.find(({ width, height }) => width !== first[0]?.width || height !== first[0]?.height);
  return other === undefined ? smalls.slice(0, testedPlaces) : [...first, other];
}
