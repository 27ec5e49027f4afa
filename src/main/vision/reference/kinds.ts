import { z } from 'zod';
import { type KindEvidence, learnKinds, mostKinds, mostLikely } from '../kinds/learn-kinds.ts';
import { kindsEntry } from '../kinds/name-defects.ts';
import { type Linear, type Standard, standardise, standardOf, valueOf } from '../labelled/ridge.ts';
import { type ModelEntries, readJsonEntry } from '../model-file.ts';

/** Numbers of a description: see `describeRegion`. */
const described = z.array(z.number()).min(1).max(100);
/** More examples make the file larger and a place hardly more familiar. */
const mostExamples = 1_000;

/** How a model that compares with a reference tells kinds of defects apart. */
export const referenceKindsSchema = z
  .strictObject({
    format: z.literal(1),
    names: z.array(z.string().min(1).max(60)).min(2).max(mostKinds),
    temperature: z.number().positive(),
    /** Below this confidence a defect is of no kind that is known. */
    least: z.number().min(0).max(1),
    /** Told as no more certain than this. */
    most: z.number().min(0).max(1).default(1),
    /** Brings descriptions to one scale. */
    mean: described,
    spread: z.array(z.number().positive()).min(1).max(100),
    /** One for each name, on a description of that scale. */
    linears: z.array(z.strictObject({ weights: described, constant: z.number() })),
    /** Descriptions of the defects that it knows, on that scale; one that lies farther from all of them is of no known kind. */
    examples: z.array(described).min(1).max(mostExamples),
    farthest: z.number().positive(),
  })
  .refine(
    ({ names, mean, spread, linears, examples }) =>
      linears.length === names.length &&
      [spread, ...linears.map(({ weights }) => weights), ...examples].every(({ length }) => length === mean.length),
    'as many functions as names, all of one length',
  );
export type ReferenceKinds = z.infer<typeof referenceKindsSchema>;

/** Null in models that name none. */
export const readReferenceKinds = (entries: ModelEntries): ReferenceKinds | null =>
  kindsEntry in entries ? referenceKindsSchema.parse(readJsonEntry(entries, kindsEntry)) : null;

/** A defect as `describeRegion` sees it, with what a person calls it. */
export interface NamedRegion {
  readonly description: Float32Array;
  readonly kind: string;
}

/** So many of the known defects lie as near to another known one as an unknown one has to. */
const familiarShare = 0.95;

/** See `learnKinds`; one that is like none of the known defects is not named either. Null: it cannot tell kinds apart. */
export function learnReferenceKinds(
  defects: readonly NamedRegion[],
  seed: number,
): { readonly kinds: ReferenceKinds | null; readonly evidence: KindEvidence } {
  const known = defects.length < 2 ? [] : defects;
  const standard = standardOf(known.map(({ description }) => description));
  const examples = known.map(({ description }) => standardise(standard, description));
  const apart = examples.map((one, k) => nearest(one, examples.toSpliced(k, 1)));
  const farthest = Math.max(1e-3, apart.toSorted((a, b) => a - b)[Math.floor(familiarShare * apart.length)] ?? 0);
  const { kinds, evidence } = learnKinds(
    known.map(({ kind }, k) => ({
      kind,
      description: examples[k] as Float32Array,
      strange: (apart[k] as number) > farthest,
    })),
    seed,
  );
  if (kinds === null) return { kinds, evidence };
  const { names, linears, certainty } = kinds;
  return {
    kinds: {
      format: 1,
      names: [...names],
      ...certainty,
      mean: [...standard.mean],
      spread: [...standard.spread],
      linears: linears.map(({ weights, constant }) => ({ weights: [...weights], constant })),
      examples: examples.slice(0, mostExamples).map((one) => [...one]),
      farthest,
    },
    evidence,
  };
}

/** The kind of a defect by its description: null where none of those that are known is certain enough, or it is like none. */
export function nameRegion(
  kinds: ReferenceKinds,
  description: Float32Array,
): { readonly kind: string | null; readonly kind_confidence: number } {
  const { names, temperature, least, most, linears, examples, farthest } = kinds;
  const one = standardise(standardIn(kinds), description);
  const values = linears.map((linear) => valueOf(linearIn(linear), one));
  const { index, confidence } = mostLikely(values, temperature);
  const named = confidence >= least && nearest(one, examples) <= farthest;
  return { kind: named ? (names[index] ?? null) : null, kind_confidence: Math.min(confidence, most) };
}

const standardIn = ({ mean, spread }: ReferenceKinds): Standard => ({
  mean: Float32Array.from(mean),
  spread: Float32Array.from(spread),
});
const linearIn = ({ weights, constant }: ReferenceKinds['linears'][number]): Linear => ({
  weights: Float64Array.from(weights),
  constant,
});

function nearest(one: Float32Array, others: readonly ArrayLike<number>[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const other of others) {
    let sum = 0;
    for (let c = 0; c < one.length; c++) sum += ((one[c] as number) - (other[c] as number)) ** 2;
    least = Math.min(least, sum);
  }
  return Math.sqrt(least);
}
