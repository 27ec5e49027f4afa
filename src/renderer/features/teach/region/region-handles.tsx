import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import type { Point } from '../../../canvas/geometry.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import classes from './region.module.css';

/** What is pressed is larger than what is seen: CSS pixels. */
const reach = 24;
const seen = { corner: 12, edge: 7 } as const;

interface Props {
  /** On the stage, CSS pixels. */
  readonly corners: readonly Point[];
  readonly onCorner: (event: PointerEvent, index: number) => void;
  /** In the middle of the edge that begins at a corner. */
  readonly onEdge: (event: PointerEvent, index: number) => void;
  readonly onKey: (event: KeyboardEvent, index: number) => void;
}

/** The corners of the chosen region, to be dragged or moved by arrows, and a small dot on each edge that becomes one. */
export function RegionHandles({ corners, onCorner, onEdge, onKey }: Props): ReactNode {
  const { t } = useText();
  return (
    <g>
      {corners.map((corner, index) => {
        const next = corners[(index + 1) % corners.length] ?? corner;
        const middle = { cx: (corner.x + next.x) / 2, cy: (corner.y + next.y) / 2 };
        return (
          // oxlint-disable-next-line react/no-array-index-key -- corners have no names
          <g key={`edge ${index}`} className={classes['edge']} onPointerDown={(event) => onEdge(event, index)}>
            <circle {...middle} r={reach} />
            <circle {...middle} r={seen.edge} />
          </g>
        );
      })}
      {corners.map(({ x, y }, index) => (
        <g
          // oxlint-disable-next-line react/no-array-index-key -- corners have no names
          key={`corner ${index}`}
          className={classes['corner']}
          role="button"
          tabIndex={0}
          aria-label={t('teach.regions.corner', { number: index + 1 })}
          onKeyDown={(event) => onKey(event, index)}
          onPointerDown={(event) => onCorner(event, index)}
          data-testid={testIds.regionCorner}
        >
          <circle cx={x} cy={y} r={reach} />
          <circle cx={x} cy={y} r={seen.corner} />
        </g>
      ))}
    </g>
  );
}
