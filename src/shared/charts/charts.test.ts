import { describe, expect, it } from 'vitest';
import { barChart } from './bars.ts';
import { type Chart, countTicks, fitText, niceTicks, type Palette, textWidth } from './chart.ts';
import { paretoChart } from './pareto.ts';
import { thresholdRows } from './report-rows.ts';
import { scoreChart } from './scores.ts';
import { toSvg } from './svg.ts';

const write = (value: number): string => String(value);
const palette: Palette = {
  text: '#000',
  dim: '#555',
  line: '#ccc',
  bar: '#888',
  soft: '#ddd',
  pass: '#0a0',
  review: '#57a',
  fail: '#c00',
  error: '#ea0',
};

function inside({ width, height, marks }: Chart): boolean {
  const fits = ([x, y]: readonly [number, number]): boolean =>
    x >= -0.01 && y >= -0.01 && x <= width + 0.01 && y <= height + 0.01;
  return marks.every((mark) => {
    switch (mark.kind) {
      case 'bar':
        return mark.width > 0 && mark.height > 0 && fits([mark.x, mark.y]) && fits([mark.x + mark.width, mark.y + mark.height]);
      case 'line':
      case 'area':
        return mark.points.every(fits);
      case 'dot':
      case 'text':
        return fits([mark.x, mark.y]);
    }
  });
}

describe('ticks', () => {
  it.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0, 7, [0, 2, 4, 6, 8]],
    [-0.3, 1.31, [-0.5, 0, 0.5, 1, 1.5]],
    [0, 12_345, [0, 5000, 10_000, 15_000]],
  ] as const)('from %d to %d are round and reach both ends', (low, high, ticks) => {
    expect(niceTicks(low, high, 5)).toEqual(ticks);
  });
  it('of counts are whole, also for none and for one', () => {
    for (const high of [0, 1, 2, 3, 5, 999]) {
      const ticks = countTicks(high);
      expect(ticks.every(Number.isInteger)).toBe(true);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(Math.max(1, high));
    }
  });
});

describe('a bar chart', () => {
  const series = [
    { tone: 'bar', name: 'OK' },
    { tone: 'fail', name: 'NG' },
  ] as const;
  const chart = (rows: readonly (readonly number[])[]): Chart =>
    barChart({
      width: 500,
      height: 120,
      series,
      write,
      size: 7,
      rows: rows.map((values, index) => ({ label: `0${index}:00`, values })),
    });
  const bars = ({ marks }: Chart, tone: string) => marks.filter((mark) => mark.kind === 'bar' && mark.tone === tone).slice(1);

  it('stays in its frame, for nothing, one and many', () => {
    for (const rows of [[], [[0, 0]], [[5, 1]], Array.from({ length: 160 }, (_, index) => [index, index % 3])])
      expect(inside(chart(rows))).toBe(true);
  });
  it('stacks in proportion', () => {
    const drawn = chart([[30, 10]]);
    const [ok] = bars(drawn, 'bar');
    const [ng] = bars(drawn, 'fail');
    if (ok?.kind !== 'bar' || ng?.kind !== 'bar') throw new Error('no bars');
    expect(ok.height / ng.height).toBeCloseTo(3, 5);
    expect(ng.y + ng.height).toBeCloseTo(ok.y, 5);
  });
  it('still shows one part among a hundred thousand, and nothing for none', () => {
    const drawn = chart([
      [100_000, 1],
      [100_000, 0],
    ]);
    expect(bars(drawn, 'fail')).toHaveLength(1);
  });
  it('leaves out labels that would touch', () => {
    const texts = chart(Array.from({ length: 160 }, () => [1, 0])).marks.filter(
      (mark) => mark.kind === 'text' && mark.anchor === 'middle',
    );
    expect(texts.length).toBeLessThan(30);
    expect(texts.length).toBeGreaterThan(5);
  });
});

describe('a Pareto chart', () => {
  it('begins its line at the end of the first bar and ends it at the whole', () => {
    const chart = paretoChart({
      width: 500,
      writeCount: write,
      writeShare: write,
      size: 8,
      rows: [
        { label: '与良品不同', count: 60, cumulative: 0.6, tone: 'fail' },
        {
          label: 'a very long sentence that does not fit into the forty per cent that names have',
          count: 40,
          cumulative: 1,
          tone: 'error',
        },
      ],
    });
    expect(inside(chart)).toBe(true);
    const first = chart.marks.find((mark) => mark.kind === 'bar');
    const line = chart.marks.findLast((mark) => mark.kind === 'line');
    if (first?.kind !== 'bar' || line?.kind !== 'line') throw new Error('incomplete');
    expect(line.points[0]?.[0]).toBeCloseTo(first.x + first.width, 5);
    expect(chart.marks.some((mark) => mark.kind === 'text' && mark.text.endsWith('…'))).toBe(true);
  });
});

describe('a score chart', () => {
  const chart = scoreChart({
    width: 500,
    height: 150,
    from: 0,
    to: 1000,
    rows: [
      { from: 0, to: 100, low: 0.1, median: 0.2, high: 0.4 },
      { from: 100, to: 200, low: 0.1, median: 0.3, high: 0.9 },
      { from: 900, to: 1000, low: -0.2, median: 0.2, high: 1.4 },
    ],
    thresholds: [
      { from: 0, value: 0.5 },
      { from: 500, value: 0.6 },
    ],
    names: { median: 'm', band: 'b', threshold: 't' },
    write,
    writeTime: write,
    size: 7,
  });
  it('does not join what a pause parts', () => {
    expect(chart.marks.filter((mark) => mark.kind === 'area')).toHaveLength(2);
    expect(inside(chart)).toBe(true);
  });
  it('steps where the threshold was changed', () => {
    const line = chart.marks.find((mark) => mark.kind === 'line' && mark.tone === 'fail');
    if (line?.kind !== 'line') throw new Error('no threshold');
    const [a, b, c, d] = line.points;
    expect(a?.[1]).toBe(b?.[1]);
    expect(b?.[0]).toBe(c?.[0]);
    expect(c?.[1]).toBe(d?.[1]);
    expect(c?.[1]).toBeLessThan(b?.[1] ?? 0);
  });
});

describe('a history of the threshold that is longer than what is kept', () => {
  const change = (hour: number) => ({
    fromUtc: `2026-03-02T0${hour}:00:00.000Z`,
    number: hour,
    productName: null,
    recipeVersion: 1,
    threshold: 0.5,
  });
  it('is drawn up to the last change that is known, not made up beyond', () => {
    const changes = [change(1), change(2)];
    expect(thresholdRows({ thresholds: { changes, others: 0 } })).not.toHaveProperty('thresholdsUntil');
    expect(thresholdRows({ thresholds: { changes, others: 5 } }).thresholdsUntil).toBe(Date.parse('2026-03-02T02:00:00Z'));
  });
});

describe('texts', () => {
  it('are cut to their width', () => {
    expect(fitText('short', 8, 100)).toBe('short');
    expect(textWidth(fitText('a sentence that is too long', 8, 60), 8)).toBeLessThanOrEqual(60);
    expect(textWidth('检测', 10)).toBe(20);
  });
  it('from people cannot become marks of the drawing', () => {
    const chart: Chart = {
      width: 10,
      height: 10,
      marks: [{ kind: 'text', x: 1, y: 1, text: '<script>&"\u0001', anchor: 'start', tone: 'text', size: 5 }],
    };
    expect(toSvg(chart, palette, 'F')).toContain('>&lt;script&gt;&amp;&quot;</text>');
  });
});
