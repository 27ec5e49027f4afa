import type { ReactNode } from 'react';
import type { Point } from '../../../canvas/geometry.ts';
import type { Region } from '#shared/domain/region.ts';
import classes from './region.module.css';

/** Grey over everything that is not inspected. */
export function RegionVeil({
  box,
  inspected,
  ignored,
  points,
}: {
  readonly box: { x: number; y: number; width: number; height: number };
  readonly inspected: readonly Region[];
  readonly ignored: readonly Region[];
  readonly points: (polygon: readonly Point[]) => string;
}): ReactNode {
  if (inspected.length === 0 && ignored.length === 0) return null;
  return (
    <>
      <mask id="inspected">
        <rect {...box} fill={inspected.length === 0 ? 'black' : 'white'} />
        {inspected.map(({ id, polygon }) => (
          <polygon key={id} points={points(polygon)} fill="black" />
        ))}
        {ignored.map(({ id, polygon }) => (
          <polygon key={id} points={points(polygon)} fill="white" />
        ))}
      </mask>
      <rect {...box} className={classes['veil']} mask="url(#inspected)" />
    </>
  );
}
