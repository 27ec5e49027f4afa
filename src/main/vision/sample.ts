import type { Affine } from './pixels/operations.ts';
import type { Image } from './types.ts';

/** Places are kept in 65536ths of a pixel, shares of a neighbour in 2048ths: two of them and a byte fit into 31 bits. */
const placeBits = 16;
const shareBits = 11;
const half = 1 << (2 * shareBits - 1);

/** How many pixels of each row and of each column may be mirrored beyond the border. */
export interface Room {
  readonly rows: Strips;
  readonly columns: Strips;
}

/** Of each line those before its first pixel and after its last. */
export interface Strips {
  readonly before: ArrayLike<number>;
  readonly after: ArrayLike<number>;
}

/**
 * The picture seen through a map: pixel (x, y) of the result is what lies at (a·x + b·y + c, d·x + e·y + f) of the picture,
 * bilinear, times `gain`. What lies beyond the border is the picture mirrored, of which `room` may allow a strip alone, to and fro.
 * In whole numbers of our own, as `resizeArea`.
 */
export function sampleThrough(
  { width, height, data }: Image,
  [a, b, c, d, e, f]: Affine,
  size: { readonly width: number; readonly height: number },
  { gain = 1, room }: { readonly gain?: number; readonly room?: Room } = {},
): Image {
  const columnOf = placesAlong(width, room?.rows);
  const rowOf = placesAlong(height, room?.columns);
  const out = new Uint8Array(size.width * size.height * 3);
  const stride = width * 3;
  const fixed = (value: number) => Math.round(value * (1 << placeBits));
  const [stepX, stepY] = [fixed(a), fixed(d)];
  const mask = (1 << shareBits) - 1;
  let to = 0;
  for (let y = 0; y < size.height; y++) {
    let sourceX = fixed(b * y + c);
    let sourceY = fixed(e * y + f);
    for (let x = 0; x < size.width; x++, to += 3) {
      const left = sourceX >> placeBits;
      const top = sourceY >> placeBits;
      const shareX = (sourceX >> (placeBits - shareBits)) & mask;
      const shareY = (sourceY >> (placeBits - shareBits)) & mask;
      let at = top * stride + left * 3;
      let right = 3;
      let below = stride;
      if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) {
        // Beyond a corner along the outermost column first, and then along the row that this leads to.
        const nearest = Math.min(width - 1, Math.max(0, left));
        const row = rowOf(top, nearest);
        const column = columnOf(left, row);
        at = row * stride + column * 3;
        right = (columnOf(left + 1, row) - column) * 3;
        below = (rowOf(top + 1, nearest) - row) * stride;
      }
      const under = at + below;
      out[to] = blended(data, at, right, under, shareX, shareY);
      out[to + 1] = blended(data, at + 1, right, under + 1, shareX, shareY);
      out[to + 2] = blended(data, at + 2, right, under + 2, shareX, shareY);
      sourceX = (sourceX + stepX) | 0;
      sourceY = (sourceY + stepY) | 0;
    }
  }
  if (gain !== 1) light(out, gain);
  return { width: size.width, height: size.height, data: out };
}

/** Where a place lies on a line of `size` pixels: mirrored, and no farther than the strips of that line allow. */
function placesAlong(size: number, strips: Strips | undefined): (at: number, line: number) => number {
  if (strips === undefined) return (at) => mirrored(at, size);
  const { before, after } = strips;
  return (at, line) => mirroredWithin(at, size, before[line] ?? 0, after[line] ?? 0);
}

/** Of four neighbours: those at `at` and `under`, and `right` of each. */
function blended(data: Uint8Array, at: number, right: number, under: number, shareX: number, shareY: number): number {
  const first = data[at] as number;
  const third = data[under] as number;
  const above = ((first << shareBits) + Math.imul((data[at + right] as number) - first, shareX)) | 0;
  const below = ((third << shareBits) + Math.imul((data[under + right] as number) - third, shareX)) | 0;
  return ((above << shareBits) + Math.imul(below - above, shareY) + half) >> (2 * shareBits);
}

function light(bytes: Uint8Array, gain: number): void {
  const lit = Uint8ClampedArray.from({ length: 256 }, (_, byte) => byte * gain);
  for (let i = 0; i < bytes.length; i++) bytes[i] = lit[bytes[i] as number] as number;
}

/** Mirrors a coordinate at the outermost pixels, which are not repeated; what lies farther out than a whole picture stays at its edge. */
export function mirrored(at: number, size: number): number {
  const inside = at < 0 ? -at : at;
  const back = inside >= size ? 2 * (size - 1) - inside : inside;
  return Math.min(size - 1, Math.max(0, back));
}

/** Mirrors a coordinate at the outermost pixels and again `before` or `after` pixels from them, so that nothing farther in is seen twice. */
function mirroredWithin(at: number, size: number, before: number, after: number): number {
  if (at < 0) return folded(-at, before);
  return at < size ? at : size - 1 - folded(at - (size - 1), after);
}

function folded(distance: number, room: number): number {
  if (room < 1) return 0;
  const within = distance % (2 * room);
  return within <= room ? within : 2 * room - within;
}
