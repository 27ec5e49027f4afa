import { describe, expect, it } from 'vitest';
import { type Region, regionSchema } from '#shared/domain/region.ts';
import {
  boundsOf,
  freeRegionId,
  isLargeEnough,
  isRectangle,
  leastSide,
  moveRegion,
  moveVertex,
  mostVertices,
  rectangle,
  removeVertex,
  splitEdge,
} from './region-edit.ts';

const region = (polygon: readonly { x: number; y: number }[]): Region => ({
  id: 'region-1',
  kind: 'inspect',
  polygon: [...polygon],
  sensitivity: 1,
});
const box = region(rectangle({ x: 0.6, y: 0.7 }, { x: 0.2, y: 0.1 }));
const triangle = region([
  { x: 0.1, y: 0.1 },
  { x: 0.5, y: 0.2 },
  { x: 0.3, y: 0.6 },
]);

describe('drawing a region', () => {
  it('makes the same rectangle from whichever corner it is drawn', () => {
    expect(boundsOf(box.polygon)).toEqual({ left: 0.2, top: 0.1, right: 0.6, bottom: 0.7 });
    expect(isRectangle(box.polygon)).toBe(true);
  });
  it('stays on the picture when the hand does not', () => {
    expect(boundsOf(rectangle({ x: -1, y: 0.5 }, { x: 2, y: 9 }))).toEqual({ left: 0, top: 0.5, right: 1, bottom: 1 });
  });
  it('takes a slip of the hand for nothing', () => {
    expect(isLargeEnough(rectangle({ x: 0.5, y: 0.5 }, { x: 0.5 + leastSide / 2, y: 0.9 }))).toBe(false);
    expect(isLargeEnough(box.polygon)).toBe(true);
    expect(isLargeEnough(triangle.polygon.slice(0, 2))).toBe(false);
  });
});

describe('changing a region', () => {
  it('moves it to the edge and no farther, its shape kept', () => {
    const { left, top, right, bottom } = boundsOf(moveRegion(box, { x: 5, y: -5 }).polygon);
    expect([left, top, right, bottom].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0.6, 0, 1, 0.6]);
  });
  it('keeps a rectangle one when a corner is dragged', () => {
    const dragged = moveVertex(box, 0, { x: 0.3, y: 0.3 });
    expect(isRectangle(dragged.polygon)).toBe(true);
    expect(boundsOf(dragged.polygon)).toEqual({ left: 0.3, top: 0.3, right: 0.6, bottom: 0.7 });
  });
  it('does not let a rectangle turn inside out', () => {
    const { left, right } = boundsOf(moveVertex(box, 0, { x: 0.9, y: 0.1 }).polygon);
    expect(right - left).toBeCloseTo(leastSide);
    expect(right).toBe(0.6);
  });
  it('moves the corner of another polygon alone', () => {
    const dragged = moveVertex(triangle, 1, { x: 0.9, y: 2 });
    expect(dragged.polygon).toEqual([
      { x: 0.1, y: 0.1 },
      { x: 0.9, y: 1 },
      { x: 0.3, y: 0.6 },
    ]);
  });
  it('gets corners in the middle of edges, the last edge too', () => {
    expect(splitEdge(triangle, 2).polygon[3]).toEqual({ x: 0.2, y: 0.35 });
    let many = triangle;
    for (let i = 0; i < 100; i++) many = splitEdge(many, 0);
    expect(many.polygon).toHaveLength(mostVertices);
  });
  it('loses corners down to three', () => {
    expect(removeVertex(removeVertex(box, 0), 0).polygon).toHaveLength(3);
  });
  it('is at every step what the station accepts', () => {
    for (const one of [box, moveVertex(box, 2, { x: 9, y: 9 }), splitEdge(triangle, 0), moveRegion(triangle, { x: -3, y: 3 })])
      expect(regionSchema.safeParse(one).success).toBe(true);
  });
  it('is named by the first free number', () => {
    expect(freeRegionId([box, { ...box, id: 'region-3' }])).toBe('region-2');
  });
});
