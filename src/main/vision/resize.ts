import type { Image } from './types.ts';

/** Weights are whole numbers of this unit: sums are exact, whatever the order of the additions. */
const unit = 4096;

/** For each output coordinate, the source coordinates it covers: some whole ones, and a part of those before and after them. */
interface Axis {
  /** First of those that are covered whole (or would be). */
  readonly start: Int32Array;
  readonly count: Int32Array;
  /** Weight of `start - 1`; 0 where there is none. */
  readonly before: Int32Array;
  /** Weight of `start + count`; 0 where there is none. */
  readonly after: Int32Array;
}

/** Shrinking averages over the exact area that an output pixel covers; enlarging interpolates between pixel centres. */
function axis(from: number, to: number): Axis {
  const empty = () => new Int32Array(to);
  const { start, count, before, after } = { start: empty(), count: empty(), before: empty(), after: empty() };
  for (let out = 0; out < to; out++) {
    if (from < to) {
      const centre = Math.min(from - 1, Math.max(0, ((out + 0.5) * from) / to - 0.5));
      start[out] = Math.floor(centre) + 1;
      after[out] = start[out] === from ? 0 : Math.round((centre % 1) * unit);
      before[out] = unit - (after[out] as number);
    } else {
      const [begin, end] = [(out * from) / to, ((out + 1) * from) / to];
      start[out] = Math.ceil(begin);
      count[out] = Math.floor(end) - (start[out] as number);
      before[out] = Math.round((Math.ceil(begin) - begin) * unit);
      after[out] = Math.round((end % 1) * unit);
    }
  }
  return { start, count, before, after };
}

/**
 * Resizes by area average (by linear interpolation where it enlarges). In arithmetic of our own, so that a verdict does not
 * depend on which image library or processor prepared the picture: the same pixels give the same bytes everywhere.
 */
export function resizeArea(image: Image, width: number, height: number): Image {
  if (image.width === width && image.height === height) return image;
  const columns = axis(image.width, width);
  const rows = axis(image.height, height);
  const sumRows = rowSummer(image);
  const out = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const before = rows.before[y] as number;
    const count = rows.count[y] as number;
    const after = rows.after[y] as number;
    const sums = sumRows(rows.start[y] as number, count, before, after);
    averageColumns(sums, columns, before + count * unit + after, out, y * width * 3);
  }
  return { width, height, data: out };
}

/** One output row from the sums of the source rows that it covers, which carry `rowWeight` in all. */
function averageColumns(
  sums: Int32Array,
  { start, count, before, after }: Axis,
  rowWeight: number,
  out: Uint8Array,
  to: number,
): void {
  for (let x = 0; x < start.length; x++) {
    const left = before[x] as number;
    const right = after[x] as number;
    const begin = (start[x] as number) * 3;
    const end = begin + (count[x] as number) * 3;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let i = begin; i < end; i += 3) {
      red += sums[i] as number;
      green += sums[i + 1] as number;
      blue += sums[i + 2] as number;
    }
    red *= unit;
    green *= unit;
    blue *= unit;
    if (left > 0) {
      red += left * (sums[begin - 3] as number);
      green += left * (sums[begin - 2] as number);
      blue += left * (sums[begin - 1] as number);
    }
    if (right > 0) {
      red += right * (sums[end] as number);
      green += right * (sums[end + 1] as number);
      blue += right * (sums[end + 2] as number);
    }
    const share = 1 / (rowWeight * (left + (count[x] as number) * unit + right));
    // A Uint8Array cuts the fraction off: with the half added before, this rounds.
    out[to + x * 3] = red * share + 0.5;
    out[to + x * 3 + 1] = green * share + 0.5;
    out[to + x * 3 + 2] = blue * share + 0.5;
  }
}

/** Rows that may be added in 16 bits before they must be taken out: 257 · 255 = 65535. */
const mostRows = 257;

/**
 * Sums source rows, byte column by byte column. This is where the time goes (every byte of the picture passes), so four bytes
 * are added at once, as two pairs in the halves of two 32-bit words: a third of the time of adding them one by one.
 */
function rowSummer({ width, data }: Image): (start: number, count: number, before: number, after: number) => Int32Array {
  const stride = width * 3;
  const words = Math.ceil(stride / 4);
  const even = new Uint32Array(words);
  const odd = new Uint32Array(words);
  const sums = new Int32Array(words * 4);
  // Words must begin at a multiple of four bytes and end inside the picture: a row that does not is copied first.
  const rowBuffer = () => {
    const bytes = new Uint8Array(words * 4);
    const inWords = new Uint32Array(bytes.buffer);
    return (y: number): Uint32Array => {
      const at = y * stride;
      const offset = data.byteOffset + at;
      if (offset % 4 === 0 && at + words * 4 <= data.byteLength) return new Uint32Array(data.buffer, offset, words);
      bytes.set(data.subarray(at, at + stride));
      return inWords;
    };
  };
  const [row0, row1, row2, row3] = [rowBuffer(), rowBuffer(), rowBuffer(), rowBuffer()];
  return (start, count, before, after) => {
    sums.fill(0);
    for (let done = 0; done < count; done += mostRows) {
      even.fill(0);
      odd.fill(0);
      const end = start + Math.min(count, done + mostRows);
      let y = start + done;
      for (; y + 3 < end; y += 4) addPairsOf4(row0(y), row1(y + 1), row2(y + 2), row3(y + 3), even, odd);
      for (; y < end; y++) addPairs(row0(y), even, odd);
      takePairs(even, odd, sums);
    }
    if (before > 0 || after > 0) {
      const some = before > 0 ? start - 1 : start + count;
      addWeighted(row0(some), before, row1(after > 0 ? start + count : some), after, sums);
    }
    return sums;
  };
}

function addPairs(source: Uint32Array, even: Uint32Array, odd: Uint32Array): void {
  for (let i = 0; i < source.length; i++) {
    const four = source[i] as number;
    even[i] = (even[i] as number) + (four & 0xff00ff);
    odd[i] = (odd[i] as number) + ((four >>> 8) & 0xff00ff);
  }
}

/** Four rows at once: what was added is read and written a quarter as often. */
function addPairsOf4(a: Uint32Array, b: Uint32Array, c: Uint32Array, d: Uint32Array, even: Uint32Array, odd: Uint32Array): void {
  for (let i = 0; i < even.length; i++) {
    const w0 = a[i] as number;
    const w1 = b[i] as number;
    const w2 = c[i] as number;
    const w3 = d[i] as number;
    even[i] = (even[i] as number) + (w0 & 0xff00ff) + (w1 & 0xff00ff) + (w2 & 0xff00ff) + (w3 & 0xff00ff);
    odd[i] =
      (odd[i] as number) + ((w0 >>> 8) & 0xff00ff) + ((w1 >>> 8) & 0xff00ff) + ((w2 >>> 8) & 0xff00ff) + ((w3 >>> 8) & 0xff00ff);
  }
}

function takePairs(even: Uint32Array, odd: Uint32Array, sums: Int32Array): void {
  for (let i = 0, to = 0; i < even.length; i++, to += 4) {
    const a = even[i] as number;
    const b = odd[i] as number;
    sums[to] = (sums[to] as number) + (a & 0xffff) * unit;
    sums[to + 1] = (sums[to + 1] as number) + (b & 0xffff) * unit;
    sums[to + 2] = (sums[to + 2] as number) + (a >>> 16) * unit;
    sums[to + 3] = (sums[to + 3] as number) + (b >>> 16) * unit;
  }
}

/** The rows that are covered in part, both at once. */
function addWeighted(first: Uint32Array, before: number, last: Uint32Array, after: number, sums: Int32Array): void {
  for (let i = 0, to = 0; i < first.length; i++, to += 4) {
    const a = first[i] as number;
    const b = last[i] as number;
    sums[to] = ((sums[to] as number) + Math.imul(a & 255, before) + Math.imul(b & 255, after)) | 0;
    sums[to + 1] = ((sums[to + 1] as number) + Math.imul((a >>> 8) & 255, before) + Math.imul((b >>> 8) & 255, after)) | 0;
    sums[to + 2] = ((sums[to + 2] as number) + Math.imul((a >>> 16) & 255, before) + Math.imul((b >>> 16) & 255, after)) | 0;
    sums[to + 3] = ((sums[to + 3] as number) + Math.imul(a >>> 24, before) + Math.imul(b >>> 24, after)) | 0;
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
