import type { PartSummary } from './inspection.ts';
import type { Report } from './report.ts';

type Rejudged = Report['rejudged'];

const mostRows = 40;

/** Adds up what people said of parts afterwards. Parts that nobody looked at count as the station judged them. */
export function createRejudged(): { add(part: PartSummary): void; summary(): Rejudged } {
  const kinds = new Map<string, Rejudged['kinds'][number]>();
  const rows: Rejudged['rows'] = [];
  let count = 0;
  let accepted = 0;
  return {
    add({ number, verdict: original, rejudgement }) {
      if ((rejudgement?.verdict ?? original) === 'pass') accepted += 1;
      if (rejudgement === null) return;
      count += 1;
      const { verdict, reason, comment, by, atUtc } = rejudgement;
      const key = `${original} ${verdict} ${reason}`;
      kinds.set(key, { original, verdict, reason, count: (kinds.get(key)?.count ?? 0) + 1 });
      if (rows.length < mostRows) rows.push({ number, original, verdict, reason, comment, by, atUtc });
    },
    summary: () => ({ count, accepted, kinds: [...kinds.values()].toSorted((a, b) => b.count - a.count), rows }),
  };
}
