import type { ScoreSlice } from './report.ts';
import { intervalOf } from './report-intervals.ts';

const lowest = -0.5;
const binWidth = 0.005;
const bins = 600;

/**
 * How scores are spread over the slices of a period, counted in bins of 0.005 from -0.5 to 2.5 (what lies beyond counts in
 * the outermost ones): the memory is the same for a shift and for a year.
 */
export function createScoreSlices(edges: readonly number[]): { add(ms: number, score: number): void; slices(): ScoreSlice[] } {
  const counts = edges.slice(1).map(() => new Uint32Array(bins));
  return {
    add(ms, score) {
      const slice = counts[intervalOf({ edges }, ms)];
      if (slice === undefined) return;
      const bin = Math.min(bins - 1, Math.max(0, Math.floor((score - lowest) / binWidth)));
      slice[bin] = (slice[bin] ?? 0) + 1;
    },
    slices: () =>
      counts.map((slice, index) => {
        const count = slice.reduce((sum, each) => sum + each, 0);
        return {
          fromUtc: new Date(edges[index] ?? 0).toISOString(),
          toUtc: new Date(edges[index + 1] ?? 0).toISOString(),
          count,
          low: valueAt(slice, count, 0.05),
          median: valueAt(slice, count, 0.5),
          high: valueAt(slice, count, 0.95),
        };
      }),
  };
}

/** Middle of the bin in which the share `p` of the scores is reached (nearest rank); null of none. */
function valueAt(slice: Uint32Array, count: number, p: number): number | null {
  if (count === 0) return null;
  const rank = Math.max(1, Math.ceil(p * count));
  let below = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    below += slice[bin] ?? 0;
    if (below >= rank) return Math.round((lowest + (bin + 0.5) * binWidth) * 10_000) / 10_000;
  }
  return null;
}
