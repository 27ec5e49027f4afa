import { type Chart, fitText, type Mark, type Point, textWidth, type Tone } from './chart.ts';

export interface ParetoRow {
  readonly label: string;
  readonly count: number;
  /** 0..1, with all rows above. */
  readonly cumulative: number;
  readonly tone: Tone;
}

export interface ParetoChart {
  readonly width: number;
  readonly rows: readonly ParetoRow[];
  readonly writeCount: (value: number) => string;
  readonly writeShare: (share: number) => string;
  readonly size: number;
}

/** Causes from the most frequent down, lying so that their names can be read, with the cumulative share as a line. */
export function paretoChart({ width, rows, writeCount, writeShare, size }: ParetoChart): Chart {
  const rowHeight = size * 2.2;
  const names = Math.min(width * 0.4, Math.max(...rows.map(({ label }) => textWidth(label, size))) + 10);
  const figures = size * 9;
  const top = size * 0.4;
  const left = names;
  const right = width - figures;
  // Bars and line share one scale, that of the whole: the line begins at the end of the first bar.
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  const height = top + rows.length * rowHeight + size * 0.6;
  const middle = (index: number): number => top + (index + 0.5) * rowHeight;
  const cumulative = rows.map((row, index): Point => [left + (right - left) * row.cumulative, middle(index)]);
  const marks: Mark[] = [0, 0.5, 1].map((share): Mark => {
    const x = left + (right - left) * share;
    return {
      kind: 'line',
      points: [
        [x, top],
        [x, height - size * 0.6],
      ],
      tone: 'line',
      width: 0.5,
    };
  });
  rows.forEach(({ label, count, tone }, index) => {
    const y = middle(index);
    const base = y + size * 0.35;
    const text = { kind: 'text', y: base, size } as const;
    marks.push(
      { ...text, x: left - 8, text: fitText(label, size, names - 10), anchor: 'end', tone: 'text' },
      {
        kind: 'bar',
        x: left,
        y: y - rowHeight * 0.32,
        width: Math.max(0.8, ((right - left) * count) / Math.max(1, total)),
        height: rowHeight * 0.64,
        tone,
      },
      { ...text, x: width - size * 5, text: writeCount(count), anchor: 'end', tone: 'text', bold: true },
      { ...text, x: width, text: writeShare(rows[index]?.cumulative ?? 0), anchor: 'end', tone: 'dim' },
    );
  });
  marks.push({ kind: 'line', points: cumulative, tone: 'text', width: 1 });
  for (const [x, y] of cumulative) marks.push({ kind: 'dot', x, y, radius: size * 0.22, tone: 'text' });
  return { width, height, marks };
}
