import { addCounters, type Counters, countVerdict, emptyCounters } from './counters.ts';
import type { Report } from './report.ts';
import type { Verdict } from './verdict.ts';

const mostKept = 5_000;
const mostShown = 20;

/**
 * Counters by a name such as the lot. The largest are shown, the others added up, so that the sum is always that of all
 * parts. Beyond 5,000 names new ones are counted with the others at once: a lot for every part must not fill the memory.
 */
export function createGroups(): { add(key: string | null, verdict: Verdict): void; largest(): Report['lots'] } {
  const groups = new Map<string | null, Counters>();
  let others = emptyCounters;
  const uncounted = new Set<string | null>();
  return {
    add(key, verdict) {
      const known = groups.get(key);
      if (known === undefined && groups.size >= mostKept) {
        others = countVerdict(others, verdict);
        if (uncounted.size < mostKept) uncounted.add(key);
      } else groups.set(key, countVerdict(known ?? emptyCounters, verdict));
    },
    largest() {
      const sorted = [...groups].toSorted(([, a], [, b]) => b.total - a.total);
      const rest = sorted.slice(mostShown);
      return {
        rows: sorted.slice(0, mostShown).map(([key, counters]) => ({ key, counters })),
        others: rest.reduce((sum, [, counters]) => addCounters(sum, counters), others),
        otherCount: rest.length + uncounted.size,
      };
    },
  };
}
