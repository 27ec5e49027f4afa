import { describe, expect, it } from 'vitest';
import {
  boundingBox,
  coverage,
  cropOf,
  inspectedGrid,
  type Point,
  type Region,
  regionSchema,
  sameRegions,
  wholePicture,
} from './region.ts';

const rectangle = (left: number, top: number, right: number, bottom: number): Point[] => [
  { x: left, y: top },
  { x: right, y: top },
  { x: right, y: bottom },
  { x: left, y: bottom },
];
const region = (kind: Region['kind'], polygon: Point[], sensitivity = 1): Region => ({ id: 'a', kind, polygon, sensitivity });
const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

describe('a region', () => {
  it('needs three corners on the picture and a bounded sensitivity', () => {
    const good = { id: 'face', kind: 'inspect', polygon: rectangle(0, 0, 1, 1) };
    expect(regionSchema.parse(good).sensitivity).toBe(1);
    for (const bad of [
      { ...good, polygon: good.polygon.slice(0, 2) },
      { ...good, polygon: Array.from({ length: 65 }, () => ({ x: 0, y: 0 })) },
      { ...good, polygon: rectangle(0, 0, 1.1, 1) },
      { ...good, polygon: rectangle(Number.NaN, 0, 1, 1) },
      { ...good, sensitivity: 5 },
      { ...good, sensitivity: 0 },
      { ...good, kind: 'mask' },
    ])
      expect(regionSchema.safeParse(bad).success).toBe(false);
  });
  it('is the same as another only if everything is', () => {
    const one = [region('inspect', rectangle(0, 0, 0.5, 0.5))];
    expect(sameRegions(one, structuredClone(one))).toBe(true);
    expect(sameRegions(one, [])).toBe(false);
    expect(sameRegions(one, [region('ignore', rectangle(0, 0, 0.5, 0.5))])).toBe(false);
    expect(sameRegions(one, [region('inspect', rectangle(0, 0, 0.5, 0.6))])).toBe(false);
    expect(sameRegions(one, [region('inspect', rectangle(0, 0, 0.5, 0.5), 2)])).toBe(false);
  });
});

describe('coverage', () => {
  it('is the exact share of each cell of a rectangle', () => {
    const covered = coverage(rectangle(0.25, 0.25, 0.875, 0.75), wholePicture, 4, 4);
    expect([...covered]).toEqual([0, 0, 0, 0, 0, 1, 1, 0.5, 0, 1, 1, 0.5, 0, 0, 0, 0]);
  });
  it('adds up to the area of any polygon, whichever way round it goes', () => {
    const triangle = [
      { x: 0.1, y: 0.1 },
      { x: 0.9, y: 0.2 },
      { x: 0.3, y: 0.8 },
    ];
    // Half of |(0.8, 0.1) × (0.2, 0.7)|.
    expect(sum(coverage(triangle, wholePicture, 20, 20)) / 400).toBeCloseTo(0.27, 3);
    expect(sum(coverage(triangle.toReversed(), wholePicture, 20, 20)) / 400).toBeCloseTo(0.27, 3);
  });
  it('leaves out what an outline that crosses itself covers twice', () => {
    const bowTie = [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
      { x: 1, y: 0 },
      { x: 0, y: 1 },
    ];
    const covered = coverage(bowTie, wholePicture, 8, 8);
    expect(sum(covered) / 64).toBeCloseTo(0.5, 2);
    expect(covered[3]).toBe(0);
    expect(covered[8 * 4]).toBe(1);
  });
  it('is counted on the grid of an area, and nothing of it outside', () => {
    const area = { x: 0.5, y: 0.5, width: 0.5, height: 0.5 };
    expect([...coverage(rectangle(0, 0, 0.75, 0.75), area, 2, 2)]).toEqual([1, 0, 0, 0]);
    expect(sum(coverage(rectangle(0, 0, 0.4, 0.4), area, 2, 2))).toBe(0);
  });
  it('of an outline without an inside is nothing', () => {
    expect(sum(coverage(rectangle(0.2, 0.2, 0.2, 0.8), wholePicture, 8, 8))).toBe(0);
  });
});

describe('what is inspected', () => {
  it('is everything where there are no regions to inspect', () => {
    expect(sum(inspectedGrid([], wholePicture, 4, 4).inspected)).toBe(16);
    expect(cropOf([region('ignore', rectangle(0, 0, 0.2, 0.2))])).toEqual(wholePicture);
  });
  it('is the regions to inspect, less every place that a region to ignore touches', () => {
    const regions = [region('inspect', rectangle(0, 0, 0.5, 1)), region('ignore', rectangle(0, 0, 0.26, 0.25))];
    expect([...inspectedGrid(regions, wholePicture, 4, 4).inspected]).toEqual([0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0]);
  });
  it('has the sensitivity of the last region that covers the place', () => {
    const regions = [
      region('inspect', rectangle(0, 0, 1, 1), 0.5),
      region('inspect', rectangle(0.5, 0, 1, 0.5), 2),
      region('ignore', rectangle(0, 0.5, 0.5, 1), 4),
    ];
    const grid = inspectedGrid(regions, wholePicture, 2, 2);
    expect([...grid.sensitivity]).toEqual([0.5, 2, 0.5, 0.5]);
    expect([...grid.inspected]).toEqual([1, 1, 0, 1]);
  });
});

describe('the crop', () => {
  it('is the box around all regions to inspect with a margin, inside the picture', () => {
    const regions = [
      region('inspect', rectangle(0, 0.2, 0.2, 0.4)),
      region('inspect', rectangle(0.3, 0.3, 0.4, 0.6)),
      region('ignore', rectangle(0.9, 0.9, 1, 1)),
    ];
    const box = boundingBox(regions.slice(0, 2).map(({ polygon }) => polygon));
    expect(box).toMatchObject({ x: 0, y: 0.2, width: 0.4 });
    expect(box?.height).toBeCloseTo(0.4, 9);
    expect(boundingBox([])).toBeNull();
    const crop = cropOf(regions);
    expect(crop.x).toBe(0);
    expect(crop.y).toBeCloseTo(0.18, 9);
    expect(crop.x + crop.width).toBeCloseTo(0.42, 9);
    expect(crop.y + crop.height).toBeCloseTo(0.62, 9);
  });
  it('never is a line, and never leaves the picture', () => {
    for (const at of [0, 0.5, 1]) {
      const { x, y, width, height } = cropOf([
        region(
          'inspect',
          [0, 0.1, 0.2].map((step) => ({ x: at, y: Math.min(1, at + step) })),
        ),
      ]);
      expect(Math.min(width, height)).toBeGreaterThan(0.019);
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(1 + 1e-12);
    }
  });
});
