import type { PixelOperations, Plane } from '../pixels/operations.ts';
import type { Room } from '../sample.ts';
import type { Image } from '../types.ts';
import { foregroundFinder } from './foreground.ts';

/** Grey of the ground, once its light is taken out. */
export const ground = 128;

/** A picture reduced to what lies on the ground. */
export interface Painted {
  /** 128 on the ground; on the part 128 and half of what its grey differs from the ground. */
  readonly grey: Plane;
  /** 255 on the part, 0 beside it. */
  readonly mask: Plane;
  /** Middle of the part, in pixels; centres of pixels are whole numbers. */
  readonly x: number;
  readonly y: number;
  /** Share of the picture that the part covers, 0..1, and how many of its pixels. */
  readonly area: number;
  readonly areaPx: number;
  /** Share of the picture's outermost pixels that the part covers, 0..1. */
  readonly touching: number;
  /** How many pixels of mere ground lie between the part and each border, in each row and column. */
  readonly room: Room;
}

/** The edge of a part belongs to it: it is what holds a picture in its place. */
const edgePx = 2;

/** What is prepared for a size of pictures is kept for so many sizes. */
const mostSizes = 16;

/** Answers with null where nothing stands out from the ground. */
export function partPainter(pixels: PixelOperations): (small: Image) => Painted | null {
  const finders = new Map<string, ReturnType<typeof foregroundFinder>>();
  const finderFor = ({ width, height }: Image) => {
    const size = `${width}×${height}`;
    const find = finders.get(size) ?? foregroundFinder(width, height);
    finders.set(size, find);
    for (const first of finders.keys()) if (finders.size > mostSizes) finders.delete(first);
    return find;
  };
  return (small) => {
    const found = finderFor(small)(small);
    if (found === null) return null;
    const { width, height, contrast, x, y, area, areaPx, touching } = found;
    const mask = { width, height, data: new Uint8Array(found.mask) };
    for (let at = 0; at < mask.data.length; at++) mask.data[at] = 255 * (found.mask[at] as number);
    const around = pixels.dilate(mask, edgePx, 'disc').data;
    const data = new Uint8Array(width * height);
    for (let at = 0; at < data.length; at++)
      data[at] = around[at] === 0 ? ground : Math.round(ground + (contrast[at] as number) / 2);
    return { grey: { width, height, data }, mask, x, y, area, areaPx, touching, room: roomAround(around, width, height) };
  };
}

function roomAround(around: Uint8Array, width: number, height: number): Room {
  // Where a row or a column shows nothing of the part, all of it is ground.
  const rows = { before: new Int16Array(height).fill(width - 1), after: new Int16Array(height).fill(width - 1) };
  const columns = { before: new Int16Array(width).fill(height - 1), after: new Int16Array(width).fill(height - 1) };
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (around[at] === 0) continue;
      rows.before[y] = Math.min(rows.before[y] as number, x);
      rows.after[y] = width - 1 - x;
      columns.before[x] = Math.min(columns.before[x] as number, y);
      columns.after[x] = height - 1 - y;
    }
  }
  return { rows, columns };
}
