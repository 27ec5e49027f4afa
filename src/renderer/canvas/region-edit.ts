import type { Region } from '#shared/domain/region.ts';
import type { Point } from './geometry.ts';

/** All points are in shares of the picture, 0..1. Nothing here leaves the picture. */
const inside = (value: number): number => Math.min(1, Math.max(0, value));
const clampPoint = ({ x, y }: Point): Point => ({ x: inside(x), y: inside(y) });

/** The least side of what is drawn: less is a slip of the hand. */
export const leastSide = 0.02;
export const mostVertices = 64;

export type Polygon = readonly Point[];

/** The upright rectangle between two corners, from the top left clockwise. */
export function rectangle(a: Point, b: Point): Point[] {
  const from = clampPoint({ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y) });
  const to = clampPoint({ x: Math.max(a.x, b.x), y: Math.max(a.y, b.y) });
  return [from, { x: to.x, y: from.y }, to, { x: from.x, y: to.y }];
}

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function boundsOf(polygon: Polygon): Bounds {
  const xs = polygon.map((point) => point.x);
  const ys = polygon.map((point) => point.y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

export function isLargeEnough(polygon: Polygon): boolean {
  const { left, top, right, bottom } = boundsOf(polygon);
  return polygon.length >= 3 && right - left >= leastSide && bottom - top >= leastSide;
}

/** Whether it is an upright rectangle: its corners then stay square to each other. */
export function isRectangle(polygon: Polygon): boolean {
  if (polygon.length !== 4) return false;
  const { left, top, right, bottom } = boundsOf(polygon);
  const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;
  return polygon.every(({ x, y }) => (near(x, left) || near(x, right)) && (near(y, top) || near(y, bottom)));
}

/** Moves a whole region as far as the edges of the picture allow, its shape kept. */
export function moveRegion(region: Region, by: Point): Region {
  const { left, top, right, bottom } = boundsOf(region.polygon);
  const dx = Math.min(1 - right, Math.max(-left, by.x));
  const dy = Math.min(1 - bottom, Math.max(-top, by.y));
  return { ...region, polygon: region.polygon.map(({ x, y }) => clampPoint({ x: x + dx, y: y + dy })) };
}

/** Moves one corner. That of a rectangle takes its two neighbours along, so that it stays one. */
export function moveVertex(region: Region, index: number, to: Point): Region {
  const target = clampPoint(to);
  if (!isRectangle(region.polygon))
    return { ...region, polygon: region.polygon.map((point, at) => (at === index ? target : point)) };
  const opposite = region.polygon[(index + 2) % 4];
  const corner = region.polygon[index];
  if (opposite === undefined || corner === undefined) return region;
  // A rectangle without width would be a line and never be one again: corners keep their distance.
  const away = (value: number, from: number, side: number): number =>
    side < 0 ? Math.min(value, from - leastSide) : Math.max(value, from + leastSide);
  const x = inside(away(target.x, opposite.x, corner.x - opposite.x));
  const y = inside(away(target.y, opposite.y, corner.y - opposite.y));
  const moved = region.polygon.map((point) => ({
    x: Math.abs(point.x - corner.x) < 1e-6 ? x : point.x,
    y: Math.abs(point.y - corner.y) < 1e-6 ? y : point.y,
  }));
  return { ...region, polygon: moved };
}

/** A new corner in the middle of the edge that begins at a corner; the same region where it has as many as it may. */
export function splitEdge(region: Region, index: number): Region {
  const a = region.polygon[index];
  const b = region.polygon[(index + 1) % region.polygon.length];
  if (a === undefined || b === undefined || region.polygon.length >= mostVertices) return region;
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  return { ...region, polygon: region.polygon.toSpliced(index + 1, 0, middle) };
}

/** Takes a corner away; a triangle keeps its three. */
export function removeVertex(region: Region, index: number): Region {
  return region.polygon.length <= 3 ? region : { ...region, polygon: region.polygon.toSpliced(index, 1) };
}

/** The first free name `region-1`, `region-2`, … */
export function freeRegionId(regions: readonly Region[]): string {
  const taken = new Set(regions.map((region) => region.id));
  let number = 1;
  while (taken.has(`region-${number}`)) number++;
  return `region-${number}`;
}
