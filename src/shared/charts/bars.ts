import { type Chart, countTicks, type Frame, type Mark, textWidth, type Tone, valueAxis, verticalScale } from './chart.ts';

export interface BarRow {
  /** Below the bar; empty: none. */
  readonly label: string;
  /** Stacked from the bottom, one a series. */
  readonly values: readonly number[];
  readonly title?: string;
}

export interface BarChart {
  readonly width: number;
  readonly height: number;
  readonly series: readonly { readonly tone: Tone; readonly name: string }[];
  readonly rows: readonly BarRow[];
  readonly write: (value: number) => string;
  /** Size of the texts. */
  readonly size: number;
}

/** Counts over intervals as stacked bars with a legend above. Labels that would touch are left out at equal distances. */
export function barChart({ width, height, series, rows, write, size }: BarChart): Chart {
  const highest = rows.reduce((most, { values }) => Math.max(most, sumOf(values)), 0);
  const ticks = countTicks(highest);
  const left = Math.max(...ticks.map((tick) => textWidth(write(tick), size))) + 10;
  const frame: Frame = { left, top: size * 2.2, width: width - left - 2, height: height - size * 4.2 };
  const scale = verticalScale(frame, ticks);
  const slot = frame.width / Math.max(1, rows.length);
  // a single hour is a bar, not a wall
  const bar = Math.min(size * 8, Math.max(0.8, slot * (rows.length > 60 ? 0.9 : 0.72)));
  const marks: Mark[] = [...legend(series, frame, size), ...valueAxis(frame, ticks, write, size)];
  rows.forEach((row, index) => {
    let below = 0;
    row.values.forEach((value, at) => {
      const tone = series[at]?.tone ?? 'bar';
      const bottom = scale(below);
      below += value;
      if (value === 0) return;
      const top = scale(below);
      const x = frame.left + index * slot + (slot - bar) / 2;
      const title = row.title === undefined ? {} : { title: row.title };
      // one part among thousands must still be seen
      marks.push({
        kind: 'bar',
        x,
        y: Math.min(top, bottom - 0.8),
        width: bar,
        height: Math.max(0.8, bottom - top),
        tone,
        ...title,
      });
    });
  });
  return { width, height, marks: [...marks, ...labels(rows, frame, size)] };
}

function labels(rows: readonly BarRow[], frame: Frame, size: number): Mark[] {
  const slot = frame.width / Math.max(1, rows.length);
  const widest = Math.max(1, ...rows.map(({ label }) => textWidth(label, size))) + size;
  const every = Math.max(1, Math.ceil(widest / slot));
  return rows.flatMap(({ label }, index): Mark[] =>
    index % every === 0 && label !== ''
      ? [
          {
            kind: 'text',
            x: frame.left + (index + 0.5) * slot,
            y: frame.top + frame.height + size * 1.5,
            text: label,
            anchor: 'middle',
            tone: 'dim',
            size,
          },
        ]
      : [],
  );
}

/** Squares with names, from the left; nothing for a single series. */
export function legend(series: readonly { readonly tone: Tone; readonly name: string }[], frame: Frame, size: number): Mark[] {
  let x = frame.left;
  return series.flatMap(({ tone, name }): Mark[] => {
    const at = x;
    x += size * 1.4 + textWidth(name, size) + size * 1.6;
    return [
      { kind: 'bar', x: at, y: size * 0.25, width: size * 0.9, height: size * 0.9, tone },
      { kind: 'text', x: at + size * 1.4, y: size, text: name, anchor: 'start', tone: 'dim', size },
    ];
  });
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
