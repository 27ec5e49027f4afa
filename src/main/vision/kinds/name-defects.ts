import { z } from 'zod';
import type { Defect } from '#shared/domain/inspection.ts';
import type { Judged } from '../judge.ts';
import { type ModelEntries, readJsonEntry } from '../model-file.ts';
import type { Affine } from '../pixels/operations.ts';
import { type Kinds, mostKinds, mostLikely } from './learn-kinds.ts';
import { cellsAbout, summitOf } from './region.ts';

export const kindsEntry = 'kinds.json';

/** What a model that names kinds holds beside its graph. */
export const kindsSchema = z.strictObject({
  format: z.literal(1),
  names: z.array(z.string().min(1).max(60)).min(2).max(mostKinds),
  temperature: z.number().positive(),
  /** Below this confidence a defect is of no kind that is known. */
  least: z.number().min(0).max(1),
  /** Told as no more certain than this. */
  most: z.number().min(0).max(1).default(1),
});
export type NamedKinds = z.infer<typeof kindsSchema>;

/** What of learnt kinds stands beside the graph. */
export const namedKinds = ({ names, certainty }: Kinds): NamedKinds => ({ format: 1, names: [...names], ...certainty });

/** Null in models that name none. */
export const readKinds = (entries: ModelEntries): NamedKinds | null =>
  kindsEntry in entries ? kindsSchema.parse(readJsonEntry(entries, kindsEntry)) : null;

/**
 * The defects with their kinds: null where none of those that are known is certain enough. `toPicture` as for
 * `summitOf`.
 */
export function nameDefects(
  { names, temperature, least, most }: NamedKinds,
  { cells, kinds }: Judged,
  defects: readonly Defect[],
  toPicture: Affine,
  threshold: number,
): Defect[] {
  const size = cells.data.length;
  return defects.map((defect) => {
    const summit = summitOf(cells, defect, toPicture);
    const values = names.map((_, kind) => {
      let sum = 0;
      for (const [cell, weight] of cellsAbout(cells, summit, threshold)) sum += weight * (kinds[kind * size + cell] as number);
      return sum;
    });
    // Something else than a number is not even told how unsure it is.
    if (summit < 0 || !values.every(Number.isFinite)) return { ...defect, kind: null };
    const { index, confidence } = mostLikely(values, temperature);
    const kind = confidence >= least ? (names[index] ?? null) : null;
    return { ...defect, kind, kind_confidence: Math.min(confidence, most) };
  });
}
