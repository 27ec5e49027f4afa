import { takeMiddle } from '../middle.ts';
import type { Plane } from '../pixels/operations.ts';
import type { ValidRows } from './valid.ts';

/** Where in the reference laid over it each cell of the picture is found best: shifts in pixels of the full size, [rows, columns]. */
export interface ShiftField {
  readonly columns: number;
  readonly rows: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Side of a cell, in pixels of the half size in which is searched; it is matched together with its eight neighbours. */
const cellPx = 8;
/** How far is looked, in the same pixels. */
const reach = 2;
/** Greys that differ by more than this share of the contrast count no more: a defect is no reason to move. */
const errorCap = 0.5;
/** Cost of a pixel of shift, as a share of the contrast: what shows nothing stays where it is. */
const shiftCost = 0.002;

const side = 2 * reach + 1;

/**
 * Small shifts that no common movement explains: boards bend, labels stretch, lenses distort. Each cell looks for the shift
 * with the smallest mean difference, to a part of a pixel by a parabola; the median of neighbours takes out wild ones.
 * Picture and reference come at half their size.
 */
export function findShifts(picture: Plane, reference: Plane, valid: ValidRows, contrast: number): ShiftField {
  const columns = Math.max(1, Math.ceil(picture.width / cellPx));
  const rows = Math.max(1, Math.ceil(picture.height / cellPx));
  const costs = pooled(cellErrors(picture, reference, valid, columns, rows, contrast), columns, rows);
  const field = { columns, rows, x: new Float32Array(columns * rows), y: new Float32Array(columns * rows) };
  const cost = new Float64Array(side * side);
  for (let cell = 0; cell < columns * rows; cell++) {
    for (let s = 0; s < cost.length; s++) {
      const [dx, dy] = [(s % side) - reach, Math.floor(s / side) - reach];
      cost[s] = (costs[s * columns * rows + cell] as number) + shiftCost * contrast * 2 * Math.hypot(dx, dy);
    }
    const [x, y] = lowest(cost);
    field.x[cell] = 2 * x;
    field.y[cell] = 2 * y;
  }
  return { ...field, x: median3(field.x, columns, rows), y: median3(field.y, columns, rows) };
}

/** Sums of errors, [shifts, cells], and how many pixels each cell has. */
function cellErrors(
  picture: Plane,
  reference: Plane,
  { first, end }: ValidRows,
  columns: number,
  rows: number,
  contrast: number,
): { readonly sums: Float64Array; readonly counts: Float64Array } {
  const { width, height, data } = picture;
  const cells = columns * rows;
  const cap = Math.round(errorCap * contrast);
  const sums = new Float64Array(side * side * cells);
  const counts = new Float64Array(cells);
  for (let y = reach; y < height - reach; y++) {
    const from = Math.max(reach, first[y] as number);
    const to = Math.min(width - reach, end[y] as number);
    const row = Math.floor(y / cellPx) * columns;
    for (let s = 0; s < side * side; s++) {
      const offset = (Math.floor(s / side) - reach) * width + (s % side) - reach;
      addErrors(data, reference.data, y * width, from, to, offset, cap, sums, s * cells + row);
    }
    for (let x = from; x < to; ) {
      const column = Math.floor(x / cellPx);
      const right = Math.min(to, (column + 1) * cellPx);
      counts[row + column] = (counts[row + column] as number) + right - x;
      x = right;
    }
  }
  return { sums, counts };
}

/** Of one row at one shift: pixels `from` to `to` of the row that begins at `start`, into its cells from `cell` on. */
function addErrors(
  picture: Uint8Array,
  reference: Uint8Array,
  start: number,
  from: number,
  to: number,
  offset: number,
  cap: number,
  sums: Float64Array,
  cell: number,
): void {
  for (let left = from; left < to; ) {
    const column = (left / cellPx) | 0;
    const right = Math.min(to, (column + 1) * cellPx);
    let sum = 0;
    for (let at = start + left; at < start + right; at++) {
      const error = Math.abs((picture[at] as number) - (reference[at + offset] as number));
      sum += error < cap ? error : cap;
    }
    sums[cell + column] = (sums[cell + column] as number) + sum;
    left = right;
  }
}

/** Mean error of each cell and its neighbours, [shifts, cells]. */
function pooled(
  { sums, counts }: { readonly sums: Float64Array; readonly counts: Float64Array },
  columns: number,
  rows: number,
): Float64Array {
  const cells = columns * rows;
  const pixels = new Float64Array(cells);
  sumAround(counts, 0, columns, rows, pixels);
  const out = new Float64Array(sums.length);
  for (let from = 0; from < sums.length; from += cells) {
    sumAround(sums, from, columns, rows, out.subarray(from, from + cells));
    for (let cell = 0; cell < cells; cell++) {
      out[from + cell] = (out[from + cell] as number) / Math.max(1, pixels[cell] as number);
    }
  }
  return out;
}

/** Writes for each cell the sum of its own value and those of its eight neighbours. */
function sumAround(values: Float64Array, from: number, columns: number, rows: number, into: Float64Array): void {
  for (let row = 0, cell = 0; row < rows; row++) {
    const top = Math.max(0, row - 1);
    const bottom = Math.min(rows - 1, row + 1);
    for (let column = 0; column < columns; column++, cell++) {
      const right = Math.min(columns - 1, column + 1);
      let sum = 0;
      for (let y = top; y <= bottom; y++) {
        for (let x = Math.max(0, column - 1); x <= right; x++) sum += values[from + y * columns + x] as number;
      }
      into[cell] = sum;
    }
  }
}

/** The lowest place of costs [side, side], by parabolas to a part of a step. */
function lowest(cost: Float64Array): readonly [number, number] {
  let best = (side * side - 1) / 2;
  for (let s = 0; s < cost.length; s++) if ((cost[s] as number) < (cost[best] as number)) best = s;
  const [column, row] = [best % side, Math.floor(best / side)];
  return [column - reach + vertex(cost, best, 1, column), row - reach + vertex(cost, best, side, row)];
}

function vertex(cost: Float64Array, at: number, step: number, place: number): number {
  if (place === 0 || place === side - 1) return 0;
  const [before, here, after] = [cost[at - step] as number, cost[at] as number, cost[at + step] as number];
  const bend = before - 2 * here + after;
  return bend > 1e-9 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
}

function median3(values: Float32Array, columns: number, rows: number): Float32Array {
  const near = new Float32Array(9);
  return values.map((_, cell) => {
    const column = cell % columns;
    const row = Math.floor(cell / columns);
    let count = 0;
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++)
        near[count++] = values[y * columns + x] as number;
    }
    return takeMiddle(near.subarray(0, count));
  });
}

/**
 * Where each pixel of the picture reads in the reference: `toReference` of its place plus the shift of its cell, bilinear.
 * `scale`: how many pixels of the full size one of both pictures (and of `toReference`) is wide.
 */
export function shiftedMaps(
  { width, height }: { readonly width: number; readonly height: number },
  [a, b, c, d, e, f]: readonly [number, number, number, number, number, number],
  { columns, rows, x: shiftX, y: shiftY }: ShiftField,
  scale: 1 | 2 = 1,
): { readonly mapX: Float32Array; readonly mapY: Float32Array } {
  const mapX = new Float32Array(width * height);
  const mapY = new Float32Array(width * height);
  const cell = (2 * cellPx) / scale;
  const [across, down] = [between(width, columns, cell), between(height, rows, cell)];
  const [rowX, rowY] = [new Float32Array(columns), new Float32Array(columns)];
  for (let y = 0, at = 0; y < height; y++) {
    const [above, below] = [(down.first[y] as number) * columns, (down.second[y] as number) * columns];
    const share = down.share[y] as number;
    for (let k = 0; k < columns; k++) {
      rowX[k] = ((shiftX[above + k] as number) * (1 - share) + (shiftX[below + k] as number) * share) / scale;
      rowY[k] = ((shiftY[above + k] as number) * (1 - share) + (shiftY[below + k] as number) * share) / scale;
    }
    for (let x = 0; x < width; x++, at++) {
      const left = across.first[x] as number;
      const right = across.second[x] as number;
      const part = across.share[x] as number;
      const sx = x + (rowX[left] as number) * (1 - part) + (rowX[right] as number) * part;
      const sy = y + (rowY[left] as number) * (1 - part) + (rowY[right] as number) * part;
      mapX[at] = a * sx + b * sy + c;
      mapY[at] = d * sx + e * sy + f;
    }
  }
  return { mapX, mapY };
}

/** For each pixel: the cells before and after it, and how far it is on the way from one to the other. `cell`: pixels of one. */
function between(pixels: number, cells: number, cell: number): { first: Uint16Array; second: Uint16Array; share: Float32Array } {
  const out = { first: new Uint16Array(pixels), second: new Uint16Array(pixels), share: new Float32Array(pixels) };
  for (let i = 0; i < pixels; i++) {
    const place = Math.min(cells - 1, Math.max(0, (i + 0.5) / cell - 0.5));
    const before = Math.floor(place);
    out.first[i] = before;
    out.second[i] = Math.min(cells - 1, before + 1);
    out.share[i] = place - before;
  }
  return out;
}
