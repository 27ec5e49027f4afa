import { z } from 'zod';

/** A point as shares of the picture's width and height, origin top left. */
export const pointSchema = z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) });
export type Point = z.infer<typeof pointSchema>;

/**
 * A polygon on the picture. `inspect`: only what lies in such a region is judged (everything, where there is none). `ignore`:
 * nothing in it is judged, whatever else covers it.
 */
export const regionSchema = z.object({
  id: z.string().min(1).max(40),
  kind: z.enum(['inspect', 'ignore']),
  /** Closed by itself; where it crosses itself the even-odd rule holds. */
  polygon: z.array(pointSchema).min(3).max(64),
  /** How much a deviation counts here against the other places, of `inspect` regions. The later of two that overlap holds. */
  sensitivity: z.number().min(0.25).max(4).default(1),
});
export type Region = z.infer<typeof regionSchema>;

/** None: the whole picture is inspected. */
export const regionsSchema = z.array(regionSchema).max(16);

/** A rectangle as shares of the picture. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export const wholePicture: Area = { x: 0, y: 0, width: 1, height: 1 };

/** The smallest rectangle around all points of the polygons; null where there is none. */
export function boundingBox(polygons: readonly (readonly Point[])[]): Area | null {
  const points = polygons.flat();
  if (points.length === 0) return null;
  let [left, top, right, bottom] = [1, 1, 0, 0];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Context around the inspected regions that the network sees too, as a share of the longer side of their box. */
const cropMargin = 0.05;
/** A box thinner than this is widened: a few pixels are no picture. */
const leastCrop = 0.02;

/** What a model looks at: the box around the inspected regions and a little around it, or the whole picture. */
export function cropOf(regions: readonly Region[]): Area {
  const box = boundingBox(regions.filter(({ kind }) => kind === 'inspect').map(({ polygon }) => polygon));
  if (box === null) return wholePicture;
  const margin = cropMargin * Math.max(box.width, box.height);
  const [x, width] = widened(box.x - margin, box.width + 2 * margin);
  const [y, height] = widened(box.y - margin, box.height + 2 * margin);
  return { x, y, width, height };
}

/** A span inside 0..1, from the least width up. */
function widened(start: number, length: number): [start: number, length: number] {
  const missing = Math.max(0, leastCrop - length) / 2;
  const from = Math.min(1 - leastCrop, Math.max(0, start - missing));
  const to = Math.max(from + leastCrop, Math.min(1, start + length + missing));
  return [from, Math.min(1, to) - from];
}

/** Rows of samples in each row of cells; along a row the covered share is exact. */
const rowsSampled = 8;

/**
 * The share of each cell that a polygon covers (0..1, even-odd), row-major [rows, columns], for a grid of cells laid over
 * `area` of the picture.
 */
export function coverage(polygon: readonly Point[], area: Area, columns: number, rows: number): Float32Array {
  const covered = new Float32Array(columns * rows);
  const corners = polygon.map(({ x, y }) => ({
    x: ((x - area.x) / area.width) * columns,
    y: ((y - area.y) / area.height) * rows,
  }));
  for (let sample = 0; sample < rows * rowsSampled; sample++) {
    const row = Math.floor(sample / rowsSampled);
    const crossings = crossingsAt(corners, (sample + 0.5) / rowsSampled);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = Math.max(0, crossings[k] as number);
      const to = Math.min(columns, crossings[k + 1] as number);
      for (let column = Math.floor(from); column < to; column++) {
        const share = Math.min(to, column + 1) - Math.max(from, column);
        covered[row * columns + column] = (covered[row * columns + column] as number) + share / rowsSampled;
      }
    }
  }
  return covered;
}

/** Where the outline crosses the horizontal line at `y`, ascending. */
function crossingsAt(corners: readonly Point[], y: number): number[] {
  const crossings: number[] = [];
  corners.forEach((a, k) => {
    const b = corners[(k + 1) % corners.length] as Point;
    // Half open: a corner on the line counts for one of its two edges.
    if (a.y <= y === b.y <= y) return;
    crossings.push(a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x));
  });
  return crossings.sort((a, b) => a - b);
}

/** What is inspected of a grid laid over `area` of the picture; both row-major [rows, columns]. */
export interface InspectedGrid {
  /** 1 where it is inspected, 0 elsewhere. */
  readonly inspected: Uint8Array;
  /** Of each place; 1 where no region says otherwise. */
  readonly sensitivity: Float32Array;
}

/** A place is inspected that lies mostly in a region to inspect (if there is any) and touches none to ignore. */
export function inspectedGrid(regions: readonly Region[], area: Area, columns: number, rows: number): InspectedGrid {
  const toInspect = regions.filter(({ kind }) => kind === 'inspect');
  const inspected = new Uint8Array(columns * rows).fill(toInspect.length === 0 ? 1 : 0);
  const sensitivity = new Float32Array(columns * rows).fill(1);
  for (const region of toInspect) {
    coverage(region.polygon, area, columns, rows).forEach((share, k) => {
      if (share < 0.5) return;
      inspected[k] = 1;
      sensitivity[k] = region.sensitivity;
    });
  }
  for (const { kind, polygon } of regions) {
    if (kind !== 'ignore') continue;
    coverage(polygon, area, columns, rows).forEach((share, k) => {
      if (share > 0) inspected[k] = 0;
    });
  }
  return { inspected, sensitivity };
}

/** Whether two lists say the same: what a recipe shows must be what its model judges. */
export function sameRegions(a: readonly Region[], b: readonly Region[]): boolean {
  return plain(a) === plain(b);
}

const plain = (regions: readonly Region[]) =>
  JSON.stringify(regions.map(({ id, kind, polygon, sensitivity }) => [id, kind, sensitivity, polygon.map(({ x, y }) => [x, y])]));
