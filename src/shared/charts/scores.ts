import { legend } from './bars.ts';
import { type Chart, type Frame, type Mark, niceTicks, type Point, textWidth, valueAxis, verticalScale } from './chart.ts';

export interface ScoreRow {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

export interface ScoreChart {
  readonly width: number;
  readonly height: number;
  /** Slices that have scores, in time order. Those that do not touch are not joined. */
  readonly rows: readonly ScoreRow[];
  /** From each moment on; in time order. */
  readonly thresholds: readonly { readonly from: number; readonly value: number }[];
  /** Later ones are not known: the line ends there. Absent: it goes on to the end. */
  readonly thresholdsUntil?: number;
  readonly from: number;
  readonly to: number;
  readonly names: { readonly median: string; readonly band: string; readonly threshold: string };
  readonly write: (value: number) => string;
  readonly writeTime: (ms: number) => string;
  readonly size: number;
}

/** Median and middle 90 % of the scores over time, with the threshold as it was. */
export function scoreChart(chart: ScoreChart): Chart {
  const { width, height, rows, thresholds, write, size } = chart;
  const values = [...rows.flatMap(({ low, high }) => [low, high]), ...thresholds.map(({ value }) => value)];
  const ticks = niceTicks(Math.min(0, ...values), Math.max(0.6, ...values), 5);
  const left = Math.max(...ticks.map((tick) => textWidth(write(tick), size))) + 10;
  const frame: Frame = { left, top: size * 2.2, width: width - left - 2, height: height - size * 4.2 };
  const span = Math.max(1, chart.to - chart.from);
  const x = (ms: number): number =>
    frame.left + (frame.width * (Math.min(chart.to, Math.max(chart.from, ms)) - chart.from)) / span;
  const y = verticalScale(frame, ticks);
  const series = [
    { tone: 'text', name: chart.names.median },
    { tone: 'soft', name: chart.names.band },
    { tone: 'fail', name: chart.names.threshold },
  ] as const;
  const marks: Mark[] = [...legend(series, frame, size)];
  for (const run of runsOf(rows)) {
    const upper = run.flatMap(({ from, to, high }): Point[] => [
      [x(from), y(high)],
      [x(to), y(high)],
    ]);
    const lower = run.flatMap(({ from, to, low }): Point[] => [
      [x(from), y(low)],
      [x(to), y(low)],
    ]);
    marks.push({ kind: 'area', points: [...upper, ...lower.toReversed()], tone: 'soft' });
  }
  marks.push(...valueAxis(frame, ticks, write, size));
  for (const run of runsOf(rows)) {
    const points = run.flatMap(({ from, to, median }): Point[] => [
      [x(from), y(median)],
      [x(to), y(median)],
    ]);
    marks.push({ kind: 'line', points, tone: 'text', width: 1.2 });
  }
  const steps = thresholds.flatMap(({ from, value }, index): Point[] => [
    [x(from), y(value)],
    [x(thresholds[index + 1]?.from ?? chart.thresholdsUntil ?? chart.to), y(value)],
  ]);
  if (steps.length > 0) marks.push({ kind: 'line', points: steps, tone: 'fail', width: 1.2, dash: '4 2' });
  return { width, height, marks: [...marks, ...timeLabels(chart, frame, x)] };
}

/** Slices that follow each other without a gap. */
function runsOf(rows: readonly ScoreRow[]): ScoreRow[][] {
  const runs: ScoreRow[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run?.at(-1)?.to === row.from) run.push(row);
    else runs.push([row]);
  }
  return runs;
}

function timeLabels({ from, to, writeTime, size }: ScoreChart, frame: Frame, x: (ms: number) => number): Mark[] {
  const count = Math.max(1, Math.min(6, Math.floor(frame.width / (textWidth(writeTime(from), size) * 1.6))));
  return Array.from({ length: count + 1 }, (_, index): Mark => {
    const ms = from + ((to - from) * index) / count;
    const anchor = index === 0 ? 'start' : index === count ? 'end' : 'middle';
    return { kind: 'text', x: x(ms), y: frame.top + frame.height + size * 1.5, text: writeTime(ms), anchor, tone: 'dim', size };
  });
}
