import { fitRidge, type Linear, valueOf } from '../labelled/ridge.ts';
import { shuffled, uniform } from '../random.ts';

/** A defect as it is described, see `describeDefect`, with what a person calls it. */
export interface NamedDefect {
  readonly description: Float32Array;
  readonly kind: string;
  /** It is like none of the others: it teaches, but as an unknown one would not be named. */
  readonly strange?: boolean;
}

/** What tells kinds of defects apart. */
export interface Kinds {
  /** In alphabetical order. */
  readonly names: readonly string[];
  /** One for each name, on a description. */
  readonly linears: readonly Linear[];
  readonly certainty: Certainty;
}

/** How values become a confidence: softmax of `temperature` times them, told as `most` at most; below `least` a kind is not named. */
export interface Certainty {
  readonly temperature: number;
  readonly least: number;
  readonly most: number;
}

/** What is known of how well kinds are told, from pictures that took no part. */
export interface KindEvidence {
  readonly kinds: readonly { readonly name: string; readonly pictures: number }[];
  /** Whether the model names kinds. */
  readonly kept: boolean;
  /** Share of the pictures, each left out, that are named, and of these the share that is named rightly; null: nothing named. */
  readonly named: number;
  readonly right: number | null;
}

/** One of a kind can be learnt or left out, not both. */
const leastOfKind = 2;
export const mostKinds = 16;
const mostFolds = 10;
/** A kind is named where, of pictures that were left out, so many as sure as that were named rightly. */
const leastRight = 0.8;
const temperatures = [1, 2, 3, 4, 6, 8, 12, 16, 24];

/**
 * Learns to tell kinds apart by ridge regression, each kind against the others. How sure it has to be follows from pictures that
 * were left out; null where there are not two kinds with two pictures each, or where nothing that was left out is told rightly.
 */
export function learnKinds(defects: readonly NamedDefect[], seed: number): { kinds: Kinds | null; evidence: KindEvidence } {
  const counts = countsOf(defects);
  const names = counts.map(({ name }) => name);
  const used = defects.filter(({ kind }) => names.includes(kind));
  const nothing = { kinds: counts.map(({ name, pictures }) => ({ name, pictures })), kept: false, named: 0, right: null };
  if (names.length < 2) return { kinds: null, evidence: nothing };
  const leftOut = valuesLeftOut(used, names, seed);
  const truths = used.map(({ kind }) => names.indexOf(kind));
  const temperature = bestTemperature(leftOut, truths);
  const said = leftOut
    .map((values, k) => ({ ...mostLikely(values, temperature), truth: truths[k] as number }))
    .filter((_, k) => used[k]?.strange !== true);
  const least = leastCertainty(said.map(({ confidence, index, truth }) => ({ confidence, right: index === truth })));
  if (least === null) return { kinds: null, evidence: nothing };
  const named = said.filter(({ confidence }) => confidence >= least);
  const right = named.filter(({ index, truth }) => index === truth).length / named.length;
  return {
    kinds: { names, linears: fitAll(used, names), certainty: { temperature, least, most: mostCertain(said.length) } },
    evidence: { ...nothing, kept: true, named: named.length / used.length, right },
  };
}

/** What nothing spoke against in `count` tries is not certain for that (Laplace's rule of succession). */
const mostCertain = (count: number): number => (count + 1) / (count + 2);

/** Of these values (one for each kind) the highest, and how sure that is, 0..1. */
export function mostLikely(values: readonly number[], temperature: number): { index: number; confidence: number } {
  const highest = Math.max(...values);
  const sum = values.reduce((total, value) => total + Math.exp(temperature * (value - highest)), 0);
  return { index: values.indexOf(highest), confidence: 1 / sum };
}

/** The kinds that can be learnt: the most frequent where there are too many. */
function countsOf(defects: readonly NamedDefect[]): { name: string; pictures: number }[] {
  return [...Map.groupBy(defects, ({ kind }) => kind)]
    .map(([name, own]) => ({ name, pictures: own.length }))
    .filter(({ pictures }) => pictures >= leastOfKind)
    .sort((a, b) => b.pictures - a.pictures || (a.name < b.name ? -1 : 1))
    .slice(0, mostKinds)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function fitAll(defects: readonly NamedDefect[], names: readonly string[]): Linear[] {
  return names.map((name) => {
    const side = (own: boolean) => defects.filter(({ kind }) => (kind === name) === own).map(({ description }) => description);
    const [others, its] = [side(false), side(true)];
    // All of a small kind may have been left out together: then it is not there to be named.
    if (its.length === 0 || others.length === 0) return { weights: new Float64Array(others[0]?.length ?? 0), constant: -1 };
    return fitRidge(others, its);
  });
}

function valuesLeftOut(defects: readonly NamedDefect[], names: readonly string[], seed: number): number[][] {
  const folds = Math.min(mostFolds, defects.length);
  const foldOf = new Map(shuffled([...defects.keys()], uniform(seed)).map((defect, place) => [defect, place % folds]));
  const values: number[][] = [];
  for (let fold = 0; fold < folds; fold++) {
    const linears = fitAll(
      defects.filter((_, k) => foldOf.get(k) !== fold),
      names,
    );
    for (const [k, { description }] of defects.entries()) {
      if (foldOf.get(k) === fold) values[k] = linears.map((linear) => valueOf(linear, description));
    }
  }
  return values;
}

/** By the likelihood of what was left out. */
function bestTemperature(leftOut: readonly (readonly number[])[], truths: readonly number[]): number {
  const loss = (temperature: number) =>
    leftOut.reduce((sum, values, k) => {
      const own = values[truths[k] as number] as number;
      return sum + Math.log(values.reduce((total, value) => total + Math.exp(temperature * (value - own)), 0));
    }, 0);
  return temperatures.reduce((best, next) => (loss(next) < loss(best) ? next : best));
}

/** The lowest confidence from which on enough was told rightly; null: there is none. */
function leastCertainty(said: readonly { readonly confidence: number; readonly right: boolean }[]): number | null {
  let [right, least]: [number, number | null] = [0, null];
  for (const [k, one] of said.toSorted((a, b) => b.confidence - a.confidence).entries()) {
    if (one.right) right += 1;
    if (right / (k + 1) >= leastRight) least = one.confidence;
  }
  return least;
}
