import { readFile } from 'node:fs/promises';
import type { Verdict } from '#shared/domain/verdict.ts';
import type { GoldenPicture } from './package.ts';

export interface GoldenCandidate {
  readonly path: string;
  /** What it is called among the golden samples; its ending tells the format. */
  readonly name: string;
}

/** Looked for among so many good and bad pictures, spread over all that were given. */
const tried = 8;
const goldenGood = 2;
const goldenBad = 4;

/**
 * Pictures that the station has to judge right at every start of a shift: only such as the new model does judge right. Of the
 * good ones those in the middle of their scores come first, of the bad ones those that are worst.
 */
export async function chooseGolden(
  pictures: { readonly good: readonly GoldenCandidate[]; readonly bad: readonly GoldenCandidate[] },
  judge: (path: string) => Promise<{ readonly verdict: Verdict; readonly score: number | null }>,
): Promise<GoldenPicture[]> {
  const pick = async (
    candidates: readonly GoldenCandidate[],
    expected: GoldenPicture['expected'],
    count: number,
  ): Promise<GoldenPicture[]> => {
    const right: (GoldenCandidate & { score: number })[] = [];
    for (const candidate of spread(candidates, tried)) {
      const { verdict, score } = await judge(candidate.path);
      if (verdict === expected && score !== null) right.push({ ...candidate, score });
    }
    const ascending = right.toSorted((a, b) => a.score - b.score);
    const beyond = Math.max(0, ascending.length - count);
    const from = expected === 'pass' ? Math.floor(beyond / 2) : beyond;
    const chosen = ascending.slice(from, from + count);
    return Promise.all(chosen.map(async ({ path, name }) => ({ name, expected, bytes: await readFile(path) })));
  };
  return [...(await pick(pictures.good, 'pass', goldenGood)), ...(await pick(pictures.bad, 'fail', goldenBad))];
}

function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]).filter(
    (item) => item !== undefined,
  );
}
