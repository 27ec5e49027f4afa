import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import type { Region } from '#shared/domain/region.ts';
import { fitView, place, type Point, type Size } from '../../../canvas/geometry.ts';
import {
  freeRegionId,
  isLargeEnough,
  moveRegion,
  moveVertex,
  rectangle,
  removeVertex,
  splitEdge,
} from '../../../canvas/region-edit.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import classes from './region.module.css';
import { RegionHandles } from './region-handles.tsx';
import { RegionVeil } from './region-veil.tsx';
import type { Regions } from './use-regions.ts';

export type Tool = 'rectangle' | 'polygon';

/** One press of an arrow, in shares of the picture; with Shift a tenth of it. */
const keyStep = 0.01;
/** A tap this near the first corner closes a polygon, CSS pixels. */
const closeReach = 24;

interface Props {
  readonly address: string;
  readonly regions: Regions;
  readonly selected: string | null;
  readonly onSelect: (id: string | null) => void;
  /** What the hand draws next; null: it moves what is there. */
  readonly drawing: { readonly tool: Tool; readonly kind: Region['kind'] } | null;
  readonly onDrawn: () => void;
}

type Hand =
  | { readonly kind: 'move'; readonly id: string; readonly from: Point; readonly before: readonly Region[] }
  | {
      readonly kind: 'vertex';
      readonly id: string;
      readonly index: number;
      readonly before: readonly Region[];
      /** The corner was made by this touch: it is kept even where it was not moved. */
      readonly made: boolean;
    }
  | { readonly kind: 'draw'; readonly from: Point; readonly to: Point };

/** The picture with its regions on it: drawn, moved and reshaped by mouse, finger and keyboard. */
export function RegionCanvas({ address, regions, selected, onSelect, drawing, onDrawn }: Props): ReactNode {
  const { t } = useText();
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const svg = useRef<SVGSVGElement>(null);
  const [picture, setPicture] = useState<Size | null>(null);
  const [hand, setHand] = useState<Hand | null>(null);
  const [corners, setCorners] = useState<readonly Point[]>([]);
  const [hover, setHover] = useState<Point | null>(null);
  const stage = { width, height };
  const placement = picture === null ? null : place(fitView, stage, picture);
  const box =
    picture === null || placement === null
      ? null
      : { x: placement.x, y: placement.y, width: picture.width * placement.scale, height: picture.height * placement.scale };

  const at = (event: { clientX: number; clientY: number }): Point => {
    const outline = svg.current?.getBoundingClientRect();
    if (outline === undefined || box === null) return { x: 0, y: 0 };
    const clamp = (value: number): number => Math.min(1, Math.max(0, value));
    return {
      x: clamp((event.clientX - outline.left - box.x) / box.width),
      y: clamp((event.clientY - outline.top - box.y) / box.height),
    };
  };
  const toStage = ({ x, y }: Point): Point => ({
    x: (box?.x ?? 0) + x * (box?.width ?? 0),
    y: (box?.y ?? 0) + y * (box?.height ?? 0),
  });
  const points = (polygon: readonly Point[]): string =>
    polygon
      .map(toStage)
      .map(({ x, y }) => `${x},${y}`)
      .join(' ');
  const replaced = (list: readonly Region[], id: string, change: (region: Region) => Region): Region[] =>
    list.map((region) => (region.id === id ? change(region) : region));

  const addRegion = (polygon: readonly Point[]): void => {
    setCorners([]);
    if (drawing === null || !isLargeEnough(polygon)) return;
    const id = freeRegionId(regions.list);
    regions.set([...regions.list, { id, kind: drawing.kind, polygon: [...polygon], sensitivity: 1 }]);
    onSelect(id);
    onDrawn();
  };

  const grab = (event: PointerEvent, taken: Hand): void => {
    event.stopPropagation();
    svg.current?.setPointerCapture(event.pointerId);
    setHand(taken);
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    if (drawing === null) return onSelect(null);
    const point = at(event);
    if (drawing.tool === 'rectangle') return grab(event, { kind: 'draw', from: point, to: point });
    const first = corners[0];
    if (first !== undefined && corners.length >= 3) {
      const [a, b] = [toStage(first), toStage(point)];
      if (Math.hypot(a.x - b.x, a.y - b.y) <= closeReach) return addRegion(corners);
    }
    setCorners([...corners, point]);
  };
  const move = (event: PointerEvent): void => {
    const point = at(event);
    if (drawing?.tool === 'polygon') setHover(point);
    if (hand === null) return;
    switch (hand.kind) {
      case 'draw':
        setHand({ ...hand, to: point });
        return;
      case 'move':
        regions.preview(
          replaced(hand.before, hand.id, (region) => moveRegion(region, { x: point.x - hand.from.x, y: point.y - hand.from.y })),
        );
        return;
      case 'vertex':
        regions.preview(replaced(hand.before, hand.id, (region) => moveVertex(region, hand.index, point)));
        return;
    }
  };
  const up = (event: PointerEvent): void => {
    if (hand === null) return;
    const point = at(event);
    setHand(null);
    if (hand.kind === 'draw') addRegion(rectangle(hand.from, point));
    else if (regions.list !== hand.before || (hand.kind === 'vertex' && hand.made)) regions.set(regions.list);
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && (corners.length > 0 || drawing !== null)) {
      setCorners([]);
      onDrawn();
    } else if (event.key === 'Enter' && corners.length >= 3) addRegion(corners);
    else return;
    event.preventDefault();
  };

  const remove = (id: string): void => {
    regions.set(regions.list.filter((region) => region.id !== id));
    onSelect(null);
  };
  const arrows = (event: KeyboardEvent, act: (by: Point) => void): boolean => {
    const step = event.shiftKey ? keyStep / 10 : keyStep;
    const by = {
      ArrowLeft: { x: -step, y: 0 },
      ArrowRight: { x: step, y: 0 },
      ArrowUp: { x: 0, y: -step },
      ArrowDown: { x: 0, y: step },
    }[event.key];
    if (by === undefined) return false;
    event.preventDefault();
    event.stopPropagation();
    act(by);
    return true;
  };
  const regionKeys = (event: KeyboardEvent, region: Region): void => {
    if (arrows(event, (by) => regions.set(replaced(regions.list, region.id, (one) => moveRegion(one, by))))) return;
    if (event.key === 'Delete' || event.key === 'Backspace') remove(region.id);
    else if (event.key === 'Enter' || event.key === ' ') onSelect(region.id);
    else return;
    event.preventDefault();
  };
  const vertexKeys = (event: KeyboardEvent, region: Region, index: number): void => {
    const corner = region.polygon[index];
    if (corner === undefined) return;
    const moved = (by: Point): void =>
      regions.set(replaced(regions.list, region.id, (one) => moveVertex(one, index, { x: corner.x + by.x, y: corner.y + by.y })));
    if (arrows(event, moved)) return;
    if (event.key !== 'Delete' && event.key !== 'Backspace') return;
    event.preventDefault();
    event.stopPropagation();
    regions.set(replaced(regions.list, region.id, (one) => removeVertex(one, index)));
  };

  const inspected = regions.list.filter(({ kind }) => kind === 'inspect');
  return (
    <div ref={ref} className={classes['canvas']} data-drawing={drawing !== null || undefined}>
      <img
        className={classes['picture']}
        src={address}
        alt=""
        draggable={false}
        onLoad={({ currentTarget }) => setPicture({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })}
      />
      {box !== null && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a drawing is both
        <svg
          ref={svg}
          className={classes['drawing']}
          width={width}
          height={height}
          role="group"
          aria-label={t('teach.regions.canvas')}
          onPointerDown={down}
          onPointerMove={move}
          onPointerUp={up}
          onPointerCancel={() => setHand(null)}
          onKeyDown={keys}
          tabIndex={drawing === null ? -1 : 0}
          data-testid={testIds.regionCanvas}
        >
          <RegionVeil
            box={box}
            inspected={inspected}
            points={points}
            ignored={regions.list.filter(({ kind }) => kind === 'ignore')}
          />
          {regions.list.map((region, index) => (
            <polygon
              key={region.id}
              className={classes['region']}
              points={points(region.polygon)}
              data-kind={region.kind}
              data-selected={region.id === selected || undefined}
              role="button"
              tabIndex={drawing === null ? 0 : -1}
              aria-label={t(`teach.regions.named.${region.kind}`, { number: index + 1 })}
              aria-pressed={region.id === selected}
              onFocus={() => onSelect(region.id)}
              onKeyDown={(event) => regionKeys(event, region)}
              onPointerDown={(event) => {
                if (drawing !== null || event.button !== 0) return;
                onSelect(region.id);
                grab(event, { kind: 'move', id: region.id, from: at(event), before: regions.list });
              }}
              data-testid={testIds.region}
            />
          ))}
          {regions.list
            .filter(({ id }) => id === selected && drawing === null)
            .map((region) => (
              <RegionHandles
                key={region.id}
                corners={region.polygon.map(toStage)}
                onCorner={(event, index) =>
                  grab(event, { kind: 'vertex', id: region.id, index, before: regions.list, made: false })
                }
                onEdge={(event, index) => {
                  const split = replaced(regions.list, region.id, (one) => splitEdge(one, index));
                  regions.preview(split);
                  grab(event, { kind: 'vertex', id: region.id, index: index + 1, before: split, made: true });
                }}
                onKey={(event, index) => vertexKeys(event, region, index)}
              />
            ))}
          {hand?.kind === 'draw' && (
            <polygon
              className={classes['region']}
              points={points(rectangle(hand.from, hand.to))}
              data-kind={drawing?.kind}
              data-selected
            />
          )}
          {corners.length > 0 && (
            <g data-kind={drawing?.kind} className={classes['unfinished']}>
              <polyline points={points(hover === null ? corners : [...corners, hover])} />
              {corners.map((corner, index) => {
                const { x, y } = toStage(corner);
                return (
                  <circle
                    // oxlint-disable-next-line react/no-array-index-key -- corners have no names
                    key={index}
                    cx={x}
                    cy={y}
                    r={index === 0 ? 12 : 6}
                  />
                );
              })}
            </g>
          )}
        </svg>
      )}
    </div>
  );
}
