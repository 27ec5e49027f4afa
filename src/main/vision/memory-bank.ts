import { setImmediate as turn } from 'node:timers/promises';
import { type Backbone, tapOf } from './backbone.ts';
import type { MemoryBank } from './compile.ts';
import { joinRows, patchRows, type Rows, selectCoreset } from './coreset.ts';
import type { TaughtPicture } from './features.ts';
import { bankRows, scorers } from './method.ts';

/** Patches that the selection looks at, over all pictures: its time is rows × chosen. */
const mostCandidates = 8_000;

/** By scorer, by picture: the patches of that picture that may come into a bank. */
export type Candidates = readonly (readonly Rows[])[];

/**
 * Thins every picture by itself (greedy, as the whole later): what repeats within one picture goes before pictures are
 * compared, once for all folds of the validation.
 */
export async function thinPatches(
  backbone: Backbone,
  pictures: readonly TaughtPicture[],
  seed: number,
  signal: AbortSignal,
): Promise<Candidates> {
  const share = Math.ceil(mostCandidates / pictures.length);
  const thinned: Rows[][] = scorers.map(() => []);
  for (const picture of pictures) {
    // A turn of the event loop: a cancel must be able to come in.
    await turn();
    signal.throwIfAborted();
    for (const [k, { tap, metric }] of scorers.entries()) {
      const rows = patchRows(picture.features[tap] as Float32Array, tapOf(backbone, tap).channels, metric === 'cosine');
      thinned[k]?.push(selectCoreset(rows, share, seed + k));
    }
  }
  return thinned;
}

/** The banks of all scorers from the pictures that `use` names (all when absent). */
export async function buildBanks(
  candidates: Candidates,
  seed: number,
  signal: AbortSignal,
  use: (picture: number) => boolean = () => true,
): Promise<MemoryBank[]> {
  const banks: MemoryBank[] = [];
  for (const [k, scorer] of scorers.entries()) {
    await turn();
    signal.throwIfAborted();
    const rows = joinRows((candidates[k] ?? []).filter((_, picture) => use(picture)));
    banks.push({ scorer, ...selectCoreset(rows, bankRows, seed + k) });
  }
  return banks;
}
