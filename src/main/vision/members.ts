import { setImmediate as turn } from 'node:timers/promises';
import { type Backbone, tapOf } from './backbone.ts';
import type { Member } from './compile-members.ts';
import type { Disturbance } from './copies.ts';
import { joinRows, patchRows, type Rows, selectCoreset, someRows, withPoints } from './coreset.ts';
import { bankRows, type Method, type WeightedScorer } from './method.ts';
import { fitPositions } from './position.ts';

/** Patches that the selection looks at, over all pictures: its time is rows × chosen. */
const mostCandidates = 8_000;
/** Below this a judge is not worth its time on the line. */
const leastWeight = 0.05;
/** The judge of places against each of the banks, where it may say all. */
const positionFactor = 2;

/** What a judge is taught from: features of a good picture, or of a disturbed copy of it. */
export interface Sample {
  /** Number of the good picture: its copies are held out together with it. */
  readonly picture: number;
  /** How the copy lies; absent for the picture itself. */
  readonly disturbance?: Disturbance | undefined;
  /** By tap: pooled features [channels, cells]. */
  readonly features: Readonly<Record<string, Float32Array>>;
}

/** The judges that take part, given how much the judge of places may say (0..1). */
export function chooseScorers({ banks, position }: Method, positionWeight: number): readonly WeightedScorer[] {
  const weight = positionFactor * positionWeight;
  return weight < leastWeight ? banks : [...banks, { ...position, weight }];
}

/** By scorer, by sample: the patches of that sample that may come into a bank; none where the scorer keeps no patches. */
export type Candidates = readonly (readonly Rows[])[];

/** Draws the same number of patches from every sample: all folds of the validation choose from the same, by the same seed. */
export async function drawPatches(
  backbone: Backbone,
  samples: readonly Sample[],
  scorers: readonly WeightedScorer[],
  seed: number,
  signal: AbortSignal,
): Promise<Candidates> {
  const share = Math.ceil(mostCandidates / samples.length);
  const drawn: Rows[][] = scorers.map(() => []);
  for (const [s, { features }] of samples.entries()) {
    // A turn of the event loop: a cancel must be able to come in.
    if (s % 16 === 0) await turn();
    signal.throwIfAborted();
    for (const [k, { tap, metric }] of scorers.entries()) {
      if (metric === 'position') continue;
      const rows = patchRows(features[tap] as Float32Array, tapOf(backbone, tap).channels, metric === 'cosine');
      const origins = Int32Array.from({ length: rows.rows }, (_, cell) => s * rows.rows + cell);
      drawn[k]?.push(withPoints(someRows({ ...rows, origins }, share, seed + 7919 * s + k), seed + k));
    }
  }
  return drawn;
}

/** The judges, taught from the samples of the pictures that `use` names (all when absent). */
export async function buildMembers(
  backbone: Backbone,
  samples: readonly Sample[],
  scorers: readonly WeightedScorer[],
  candidates: Candidates,
  seed: number,
  signal: AbortSignal,
  use: (picture: number) => boolean = () => true,
): Promise<Member[]> {
  const used = samples.map(({ picture }) => use(picture));
  const members: Member[] = [];
  for (const [k, scorer] of scorers.entries()) {
    await turn();
    signal.throwIfAborted();
    if (scorer.metric === 'position') {
      const features = samples.filter((_, s) => used[s]).map((sample) => sample.features[scorer.tap] as Float32Array);
      members.push(fitPositions(scorer, features, tapOf(backbone, scorer.tap).channels));
    } else {
      const rows = joinRows((candidates[k] ?? []).filter((_, s) => used[s]));
      members.push({ scorer, ...selectCoreset(rows, bankRows, seed + k) });
    }
  }
  return members;
}
