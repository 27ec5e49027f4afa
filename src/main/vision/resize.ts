import type { Image } from './types.ts';

/** Weights are whole numbers: integer sums are exact, and faster here. unit² · 255 stays below 2³¹. */
const unitBits = 11;
const unit = 1 << unitBits;

/** For each output coordinate: the first source coordinate and the weights of it and those that follow (they sum to `unit`). */
interface Axis {
  readonly starts: Int32Array;
  readonly weights: readonly Int32Array[];
}

/** Shrinking averages over the exact area that an output pixel covers; enlarging interpolates between pixel centres. */
function axis(from: number, to: number): Axis {
  const scale = from / to;
  const starts = new Int32Array(to);
  const weights: Int32Array[] = [];
  for (let out = 0; out < to; out++) {
    if (scale >= 1) {
      const begin = out * scale;
      const end = Math.min(from, begin + scale);
      const first = Math.floor(begin);
      const last = Math.max(first + 1, Math.min(from, Math.ceil(end - 1e-9)));
      starts[out] = first;
      weights.push(
        wholeShares(
          Array.from({ length: last - first }, (_, i) => {
            const covered = Math.min(end, first + i + 1) - Math.max(begin, first + i);
            return Math.max(0, covered) / scale;
          }),
        ),
      );
    } else {
      const centre = Math.min(from - 1, Math.max(0, (out + 0.5) * scale - 0.5));
      const first = Math.min(Math.floor(centre), Math.max(0, from - 2));
      starts[out] = first;
      weights.push(from === 1 ? Int32Array.of(unit) : wholeShares([1 - (centre - first), centre - first]));
    }
  }
  return { starts, weights };
}

/** Shares that sum to 1 as whole numbers that sum to exactly `unit`: each rounded as part of the running total. */
function wholeShares(shares: readonly number[]): Int32Array {
  let total = 0;
  let given = 0;
  return Int32Array.from(shares, (share, i) => {
    total += share;
    const next = i === shares.length - 1 ? unit : Math.round(total * unit);
    const own = next - given;
    given = next;
    return own;
  });
}

/**
 * Resizes by area average (by linear interpolation where it enlarges). In whole-number arithmetic of our own, so that a verdict
 * does not depend on which image library or processor prepared the picture: the same pixels give the same bytes everywhere.
 */
export function resizeArea(image: Image, width: number, height: number): Image {
  if (image.width === width && image.height === height) return image;
  const { starts: columnStarts, weights: columnWeights } = axis(image.width, width);
  const { starts: rowStarts, weights: rowWeights } = axis(image.height, height);
  const stride = image.width * 3;
  const sums = new Int32Array(stride);
  const out = new Uint8Array(width * height * 3);
  const half = 1 << (2 * unitBits - 1);
  let to = 0;
  for (let y = 0; y < height; y++) {
    sumRows(image.data, sums, (rowStarts[y] as number) * stride, stride, rowWeights[y] as Int32Array);
    for (let x = 0; x < width; x++) {
      const weights = columnWeights[x] as Int32Array;
      let at = (columnStarts[x] as number) * 3;
      let red = half;
      let green = half;
      let blue = half;
      for (let i = 0; i < weights.length; i++, at += 3) {
        const weight = weights[i] as number;
        red = (red + Math.imul(weight, sums[at] as number)) | 0;
        green = (green + Math.imul(weight, sums[at + 1] as number)) | 0;
        blue = (blue + Math.imul(weight, sums[at + 2] as number)) | 0;
      }
      out[to++] = red >> (2 * unitBits);
      out[to++] = green >> (2 * unitBits);
      out[to++] = blue >> (2 * unitBits);
    }
  }
  return { width, height, data: out };
}

/** Weighted sum of the rows that one output row covers; two rows at a time, because memory traffic is what costs. */
function sumRows(source: Uint8Array, sums: Int32Array, start: number, stride: number, weights: Int32Array): void {
  const first = weights[0] as number;
  let row = 1;
  if (weights.length > 1) {
    const next = start + stride;
    const second = weights[1] as number;
    for (let i = 0; i < stride; i++) {
      sums[i] = Math.imul(first, source[start + i] as number) + Math.imul(second, source[next + i] as number);
    }
    row = 2;
  } else {
    for (let i = 0; i < stride; i++) sums[i] = Math.imul(first, source[start + i] as number);
  }
  for (; row + 1 < weights.length; row += 2) {
    const a = start + row * stride;
    const b = a + stride;
    const weightA = weights[row] as number;
    const weightB = weights[row + 1] as number;
    for (let i = 0; i < stride; i++) {
      sums[i] =
        ((sums[i] as number) + Math.imul(weightA, source[a + i] as number) + Math.imul(weightB, source[b + i] as number)) | 0;
    }
  }
  if (row < weights.length) {
    const a = start + row * stride;
    const weight = weights[row] as number;
    for (let i = 0; i < stride; i++) sums[i] = ((sums[i] as number) + Math.imul(weight, source[a + i] as number)) | 0;
  }
}

/**
 * The size at which a model looks at pictures of this aspect ratio (width / height): sides that are multiples of `multipleOf`,
 * an area about 320², the aspect kept as well as that allows. Larger inputs judged worse, squeezed ones much worse.
 */
export function inputSizeFor(aspect: number, multipleOf = 32): { readonly width: number; readonly height: number } {
  let best = { width: 320, height: 320 };
  let bestCost = Number.POSITIVE_INFINITY;
  for (let width = multipleOf * 2; width <= 1280; width += multipleOf) {
    for (let height = multipleOf * 2; height <= 1280; height += multipleOf) {
      const cost = Math.abs(Math.log(width / height / aspect)) + 0.5 * Math.abs(Math.log((width * height) / (320 * 320)));
      if (cost < bestCost - 1e-12) [best, bestCost] = [{ width, height }, cost];
    }
  }
  return best;
}
