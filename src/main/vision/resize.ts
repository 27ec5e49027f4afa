import type { Image } from './types.ts';

/**
 * Resizes by area average (by linear interpolation where it enlarges). In arithmetic of our own, so that a verdict does not
 * depend on which image library or processor prepared the picture: the same pixels give the same bytes everywhere.
 */
export function resizeArea(image: Image, width: number, height: number): Image {
  if (image.width === width && image.height === height) return image;
  if (image.height > mostRows * height) return resizeArea(resizeArea(image, image.width, mostRows * height), width, height);
  const rows = rowsOf(image.height, height);
  const sumRows = rowSummer(image, rows);
  const writeRow = image.width < width ? interpolator(image.width, width) : averager(image.width, width);
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    writeRow(sumRows(y), 1 / weightOf(rows, y), out, y * width * 3);
  }
  return { width, height, data: out };
}

/** For each output row, the source rows that it covers: some whole ones, and a part of those before and after them. */
interface Rows {
  /** First of those that are covered whole (or would be). */
  readonly start: Int32Array;
  readonly count: Int32Array;
  /** Weight of a whole one: a row's weights come to 257 at most, so that sums of bytes stay within 16 bits. */
  readonly unit: number;
  /** Weight of `start - 1`; 0 where there is none. */
  readonly before: Int32Array;
  /** Weight of `start + count`; 0 where there is none. */
  readonly after: Int32Array;
}

const mostWeight = 256;
/** A row then weighs 4 or more, and a part of it can still be told from a whole one. */
const mostRows = 64;

/** Of a sum over rows; whole ones alone are only added. */
function weightOf({ count, unit, before, after }: Rows, y: number): number {
  const edges = (before[y] as number) + (after[y] as number);
  return edges > 0 ? edges + (count[y] as number) * unit : (count[y] as number);
}

/** Shrinking averages over the exact area that an output row covers; enlarging interpolates between the middles of rows. */
function rowsOf(from: number, to: number): Rows {
  const empty = () => new Int32Array(to);
  const { start, count, before, after } = { start: empty(), count: empty(), before: empty(), after: empty() };
  const unit = from < to ? mostWeight : Math.floor((mostWeight * to) / from);
  for (let out = 0; out < to; out++) {
    if (from < to) {
      const middle = middleOf(out, from, to);
      start[out] = Math.floor(middle) + 1;
      after[out] = start[out] === from ? 0 : Math.round((middle % 1) * unit);
      before[out] = unit - (after[out] as number);
    } else {
      const [begin, end] = [(out * from) / to, ((out + 1) * from) / to];
      start[out] = Math.ceil(begin);
      count[out] = Math.floor(end) - (start[out] as number);
      before[out] = Math.round((Math.ceil(begin) - begin) * unit);
      after[out] = Math.round((end % 1) * unit);
    }
  }
  return { start, count, unit, before, after };
}

/** Where the middle of an output pixel lies, in source pixels; the border is carried on outwards. */
const middleOf = (out: number, from: number, to: number) => Math.min(from - 1, Math.max(0, ((out + 0.5) * from) / to - 0.5));

/** Writes an output row from the sums up to each source pixel, see `rowSummer`, times `share`. */
type WriteRow = (sums: Int32Array, share: number, out: Uint8Array, to: number) => void;

/** An output pixel is the difference of two sums, over the pixels it covers: its edges may cut pixels apart. */
function averager(from: number, to: number): WriteRow {
  const edges = Float64Array.from({ length: to + 1 }, (_, x) => (x * from) / to);
  const pixels = Int32Array.from(edges, (edge) => Math.min(from - 1, Math.floor(edge)));
  const parts = edges.map((edge, x) => edge - (pixels[x] as number));
  const width = to / from;
  return (sums, share, out, at) => {
    const factor = share * width;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let x = 1, to3 = at; x < pixels.length; x++, to3 += 3) {
      const i = (pixels[x] as number) * 3;
      const part = parts[x] as number;
      const r = sums[i] as number;
      const g = sums[i + 1] as number;
      const b = sums[i + 2] as number;
      const nextRed = r + part * (((sums[i + 3] as number) - r) | 0);
      const nextGreen = g + part * (((sums[i + 4] as number) - g) | 0);
      const nextBlue = b + part * (((sums[i + 5] as number) - b) | 0);
      // Cutting the fraction off rounds: the half is added before.
      out[to3] = ((nextRed - red) * factor + 0.5) | 0;
      out[to3 + 1] = ((nextGreen - green) * factor + 0.5) | 0;
      out[to3 + 2] = ((nextBlue - blue) * factor + 0.5) | 0;
      red = nextRed;
      green = nextGreen;
      blue = nextBlue;
    }
  };
}

function interpolator(from: number, to: number): WriteRow {
  const middles = Float64Array.from({ length: to }, (_, x) => middleOf(x, from, to));
  return (sums, share, out, at) => {
    for (let x = 0; x < to; x++) {
      const left = Math.floor(middles[x] as number);
      const part = (middles[x] as number) - left;
      for (let c = 0; c < 3; c++) {
        const [first, second] = [left * 3 + c, Math.min(from - 1, left + 1) * 3 + c];
        const one = (sums[first + 3] as number) - (sums[first] as number);
        const other = (sums[second + 3] as number) - (sums[second] as number);
        out[at + x * 3 + c] = ((one + (other - one) * part) * share + 0.5) | 0;
      }
    }
  };
}

/**
 * Sums source rows, byte column by byte column, and then along the row: answers with the sum of each colour over all pixels
 * before each, [width + 1, 3]. This is where the time goes (every byte of the picture passes), so four bytes are added at
 * once, as two pairs in the halves of two 32-bit words; signed ones, since what needs 32 bits would be kept as a float.
 */
function rowSummer({ width, data }: Image, { start, count, unit, before, after }: Rows): (y: number) => Int32Array {
  const stride = width * 3;
  const words = Math.ceil(stride / 4);
  const [even, odd, nothing] = [new Int32Array(words + 1), new Int32Array(words + 1), new Int32Array(words)];
  const sums = new Int32Array((width + 2) * 3);
  // Words must begin at a multiple of four bytes and end inside the picture: a row that does not is copied first.
  const rowBuffer = () => {
    const bytes = new Uint8Array(words * 4);
    const inWords = new Int32Array(bytes.buffer);
    return (y: number, end: number): Int32Array => {
      if (y >= end) return nothing;
      const at = y * stride;
      const offset = data.byteOffset + at;
      if (offset % 4 === 0 && at + words * 4 <= data.byteLength) return new Int32Array(data.buffer, offset, words);
      bytes.set(data.subarray(at, at + stride));
      return inWords;
    };
  };
  const [row0, row1, row2, row3] = [rowBuffer(), rowBuffer(), rowBuffer(), rowBuffer()];
  return (out) => {
    even.fill(0);
    odd.fill(0);
    const begin = start[out] as number;
    const end = begin + (count[out] as number);
    for (let y = begin; y < end; y += 4) addPairs(row0(y, end), row1(y + 1, end), row2(y + 2, end), row3(y + 3, end), even, odd);
    const [first, last] = [before[out] as number, after[out] as number];
    if (first > 0 || last > 0) {
      addEdges(
        row0(first > 0 ? begin - 1 : end, end + 1),
        first,
        row1(last > 0 ? end : begin - 1, end + 1),
        last,
        unit,
        even,
        odd,
      );
    }
    addAlong(even, odd, sums);
    return sums;
  };
}

/** Four rows at once: what was added is read and written a quarter as often. */
function addPairs(a: Int32Array, b: Int32Array, c: Int32Array, d: Int32Array, even: Int32Array, odd: Int32Array): void {
  for (let i = 0; i < a.length; i++) {
    const w0 = a[i] as number;
    const w1 = b[i] as number;
    const w2 = c[i] as number;
    const w3 = d[i] as number;
    even[i] = (even[i] as number) + (w0 & pairs) + (w1 & pairs) + (w2 & pairs) + (w3 & pairs);
    odd[i] = (odd[i] as number) + ((w0 >>> 8) & pairs) + ((w1 >>> 8) & pairs) + ((w2 >>> 8) & pairs) + ((w3 >>> 8) & pairs);
  }
}
const pairs = 0xff00ff;

/** The whole rows get their weight, and those that are covered in part come to them. */
function addEdges(
  first: Int32Array,
  before: number,
  last: Int32Array,
  after: number,
  unit: number,
  even: Int32Array,
  odd: Int32Array,
): void {
  for (let i = 0; i < first.length; i++) {
    const a = first[i] as number;
    const b = last[i] as number;
    const edges = (Math.imul(a & pairs, before) + Math.imul(b & pairs, after)) | 0;
    const others = (Math.imul((a >>> 8) & pairs, before) + Math.imul((b >>> 8) & pairs, after)) | 0;
    even[i] = (Math.imul(even[i] as number, unit) + edges) | 0;
    odd[i] = (Math.imul(odd[i] as number, unit) + others) | 0;
  }
}

/** From pairs to running sums of each colour; two pixels, six bytes, at a time. */
function addAlong(even: Int32Array, odd: Int32Array, sums: Int32Array): void {
  const [evens, odds] = [new Uint16Array(even.buffer), new Uint16Array(odd.buffer)];
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let from = 0, to = 3; to + 5 < sums.length; from += 3, to += 6) {
    red = (red + (evens[from] as number)) | 0;
    green = (green + (odds[from] as number)) | 0;
    blue = (blue + (evens[from + 1] as number)) | 0;
    sums[to] = red;
    sums[to + 1] = green;
    sums[to + 2] = blue;
    red = (red + (odds[from + 1] as number)) | 0;
    green = (green + (evens[from + 2] as number)) | 0;
    blue = (blue + (odds[from + 2] as number)) | 0;
    sums[to + 3] = red;
    sums[to + 4] = green;
    sums[to + 5] = blue;
  }
}

/** What sizes a network takes: sides that are multiples of a number, with an area of about `side`²; or one size only. */
export type SizeRule =
  | { readonly multipleOf: number; readonly side: number }
  | { readonly width: number; readonly height: number };

/**
 * The size at which a network looks at pictures of this aspect ratio (width / height): the aspect is kept as well as the area
 * allows. Larger inputs judged worse, squeezed ones much worse.
 */
export function inputSizeFor(aspect: number, rule: SizeRule): { readonly width: number; readonly height: number } {
  if ('width' in rule) return { width: rule.width, height: rule.height };
  const { multipleOf, side } = rule;
  let best = { width: side, height: side };
  let bestCost = Number.POSITIVE_INFINITY;
  for (let width = multipleOf * 2; width <= side * 4; width += multipleOf) {
    for (let height = multipleOf * 2; height <= side * 4; height += multipleOf) {
      const cost = Math.abs(Math.log(width / height / aspect)) + 0.5 * Math.abs(Math.log((width * height) / (side * side)));
      if (cost < bestCost - 1e-12) [best, bestCost] = [{ width, height }, cost];
    }
  }
  return best;
}
