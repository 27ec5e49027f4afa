import { useElementSize } from '@mantine/hooks';
import type { ReactNode } from 'react';
import type { Chart, Mark, Palette } from '#shared/charts/chart.ts';
import { pointList } from '#shared/charts/svg.ts';
import classes from './reports.module.css';

/** The theme's colours for what a chart is drawn in. */
const palette: Palette = {
  text: 'var(--pl-text)',
  dim: 'var(--pl-dim)',
  line: 'var(--pl-line)',
  bar: 'color-mix(in srgb, var(--pl-dim) 70%, var(--pl-surface))',
  soft: 'color-mix(in srgb, var(--pl-dim) 28%, var(--pl-surface))',
  pass: 'var(--pl-pass)',
  review: 'var(--pl-review)',
  fail: 'var(--pl-fail)',
  error: 'var(--pl-error)',
};

/** Narrower than this its texts would not fit. */
const leastWidth = 320;

/** A chart as wide as its place; it is drawn anew when that changes, so that its texts keep their size. */
export function ChartView({ label, draw }: { readonly label: string; readonly draw: (width: number) => Chart }): ReactNode {
  const { ref, width } = useElementSize();
  const chart = width === 0 ? null : draw(Math.max(leastWidth, Math.floor(width)));
  return (
    <div ref={ref} className={classes['chart']}>
      {chart !== null && (
        <svg
          role="img"
          aria-label={label}
          viewBox={`0 0 ${chart.width} ${chart.height}`}
          width={chart.width}
          height={chart.height}
        >
          {chart.marks.map((mark, index) => (
            <MarkView key={index} mark={mark} />
          ))}
        </svg>
      )}
    </div>
  );
}

function MarkView({ mark }: { readonly mark: Mark }): ReactNode {
  const colour = palette[mark.tone];
  switch (mark.kind) {
    case 'bar':
      return (
        <rect x={mark.x} y={mark.y} width={mark.width} height={mark.height} style={{ fill: colour }}>
          {mark.title !== undefined && <title>{mark.title}</title>}
        </rect>
      );
    case 'line':
      return (
        <polyline
          points={pointList(mark.points)}
          style={{ fill: 'none', stroke: colour, strokeWidth: mark.width, strokeDasharray: mark.dash }}
        />
      );
    case 'area':
      return <polygon points={pointList(mark.points)} style={{ fill: colour }} />;
    case 'dot':
      return <circle cx={mark.x} cy={mark.y} r={mark.radius} style={{ fill: colour }} />;
    case 'text':
      return (
        <text
          x={mark.x}
          y={mark.y}
          textAnchor={mark.anchor}
          style={{ fill: colour, fontSize: mark.size, fontWeight: mark.bold === true ? 650 : 400 }}
        >
          {mark.text}
        </text>
      );
  }
}
