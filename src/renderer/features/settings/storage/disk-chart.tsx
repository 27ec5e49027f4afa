import type { ReactNode } from 'react';
import { type DiskForecast, type DiskMeasure, reservedBytes, sumOf } from '#shared/domain/disk-forecast.ts';
import { useText } from '../../../text/use-text.ts';
import classes from './storage.module.css';

const [width, height, left, bottom, top] = [720, 170, 0, 22, 10];

/** Used room over the days to come, against the room that there is. */
export function DiskChart({ measure, forecast }: { readonly measure: DiskMeasure; readonly forecast: DiskForecast }): ReactNode {
  const { t, format } = useText();
  const { stored, freeBytes } = measure;
  const capacity = sumOf(stored.pictures) + stored.records + stored.other + Math.max(0, freeBytes - reservedBytes);
  const { points } = forecast;
  const lastDay = points.at(-1)?.day ?? 1;
  const peak = Math.max(1, ...points.map(({ bytes }) => bytes));
  // The line of what there is room for is shown where it says something: not where it is far above.
  const nearFull = peak > capacity / 3;
  const highest = (nearFull ? Math.max(peak, capacity) : peak) * 1.12;
  const x = (day: number): number => left + (day / Math.max(1, lastDay)) * (width - left);
  const y = (bytes: number): number => height - bottom - (bytes / highest) * (height - bottom - top);
  const line = points.map(({ day, bytes }) => `${x(day).toFixed(1)},${y(bytes).toFixed(1)}`).join(' ');
  const floor = height - bottom;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(lastDay * share));
  return (
    <svg viewBox={`0 0 ${width} ${height}`} className={classes['chart']} role="img" aria-label={t('settings.storage.chart')}>
      <polygon points={`${x(0)},${floor} ${line} ${x(lastDay)},${floor}`} className={classes['area']} />
      <polyline points={line} className={classes['line']} />
      {nearFull && (
        <>
          <line x1={left} x2={width} y1={y(capacity)} y2={y(capacity)} className={classes['capacity']} />
          <text x={width} y={y(capacity) - 5} textAnchor="end">
            {t('settings.storage.room', { bytes: format.bytes(capacity) })}
          </text>
        </>
      )}
      <text x={left} y={top + 4}>
        {format.bytes(peak)}
      </text>
      {ticks.map((day, index) => (
        <text
          key={day}
          x={x(day)}
          y={height - 5}
          textAnchor={index === 0 ? 'start' : index === ticks.length - 1 ? 'end' : 'middle'}
        >
          {day === 0 ? t('settings.storage.today') : t('settings.storage.inDays', { days: format.count(day) })}
        </text>
      ))}
    </svg>
  );
}
