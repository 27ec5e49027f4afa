import type { Affine } from '../pixels/operations.ts';

/** The pixels of a picture that can be compared: in each row those from `first` up to, not including, `end`. */
export interface ValidRows {
  readonly first: Int32Array;
  readonly end: Int32Array;
  readonly pixels: number;
}

/**
 * Pixels that lie `marginPx` and more inside both the picture and, where `toReference` puts them, the reference. Both are
 * convex, so in each row it is one run.
 */
export function validRows(
  { width, height }: { readonly width: number; readonly height: number },
  toReference: Affine,
  reference: { readonly width: number; readonly height: number },
  marginPx: number,
): ValidRows {
  const [a, b, c, d, e, f] = toReference;
  const first = new Int32Array(height);
  const end = new Int32Array(height);
  let pixels = 0;
  for (let y = Math.ceil(marginPx); y < height - marginPx; y++) {
    let [from, to] = [marginPx, width - 1 - marginPx];
    // low <= slope · x + offset <= high
    for (const [slope, offset, high] of [
      [a, b * y + c, reference.width - 1 - marginPx],
      [d, e * y + f, reference.height - 1 - marginPx],
    ] as const) {
      if (Math.abs(slope) < 1e-9) {
        if (offset < marginPx || offset > high) to = -1;
        continue;
      }
      const [one, other] = [(marginPx - offset) / slope, (high - offset) / slope];
      from = Math.max(from, Math.min(one, other));
      to = Math.min(to, Math.max(one, other));
    }
    if (to < from) continue;
    first[y] = Math.ceil(from);
    end[y] = Math.floor(to) + 1;
    pixels += Math.max(0, (end[y] as number) - (first[y] as number));
  }
  return { first, end, pixels };
}

/** The same for the picture at half its size: pixels of which all four are valid. */
export function halvedRows({ first, end }: ValidRows): ValidRows {
  const height = first.length >> 1;
  const half = { first: new Int32Array(height), end: new Int32Array(height) };
  let pixels = 0;
  for (let y = 0; y < height; y++) {
    half.first[y] = (Math.max(first[2 * y] as number, first[2 * y + 1] as number) + 1) >> 1;
    half.end[y] = Math.min(end[2 * y] as number, end[2 * y + 1] as number) >> 1;
    pixels += Math.max(0, (half.end[y] as number) - (half.first[y] as number));
  }
  return { ...half, pixels };
}
