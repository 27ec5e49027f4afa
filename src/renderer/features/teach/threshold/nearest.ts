import type { PlotPoint } from './score-plot.ts';

export interface NearLine {
  /** Below the line, the nearest first. */
  readonly pass: readonly PlotPoint[];
  /** At or above it, the nearest first. */
  readonly fail: readonly PlotPoint[];
}

/** The pictures on which the line would decide differently if it were moved a little. */
export function nearestToLine(points: readonly PlotPoint[], threshold: number, count: number): NearLine {
  const ascending = points.toSorted((a, b) => a.score - b.score);
  const first = ascending.findIndex((point) => point.score >= threshold);
  const at = first < 0 ? ascending.length : first;
  return { pass: ascending.slice(0, at).toReversed().slice(0, count), fail: ascending.slice(at, at + count) };
}
