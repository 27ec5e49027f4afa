import { invert } from './affine.ts';
import type { Layer } from './colours.ts';
import type { Comparison } from './compare.ts';
import type { DifferentRegion } from './regions.ts';

/** Around a place, so many pixels from it: nearer its own smoothed edge lies, farther what has nothing to do with it. */
const ring = { from: 2, to: 4 };
/** What is alike in shorter pieces of the ring is noise. */
const leastPiece = 0.04;
/** Half of the way from what is expected to what is seen. */
const alike = 0.5;
const fullScale = 128;

/**
 * What a place that differs from the reference looks like, in numbers that need no part of any kind: whether it is brighter
 * or darker than expected and in which colours, how large and how long it is, where on the reference it lies, and, in the ring
 * around it, how many separate pieces look like what is seen there. That tells what it does to its surroundings: something that
 * is like nothing around it is a spot or a hole, what is like one side of it grows out of that side or eats into the other, and
 * what is like two joins them or parts what lay between.
 */
export function describeRegion(comparison: Comparison, region: DifferentRegion): Float32Array {
  const { width, height, place } = comparison;
  const layers = comparison.layers();
  // A grey picture says the same in all three.
  const channels = [0, 1, 2].map((c) => layers[layers.length === 1 ? 0 : c] as Layer);
  const [seen, expected, strength] = colours(channels, region.members);
  const apart = seen.map((value, c) => value - (expected[c] as number));
  const length2 = apart.reduce((sum, value) => sum + value * value, 0);
  const looksLikeIt = (at: number): boolean =>
    channels.reduce(
      (sum, { seen: { data } }, c) => sum + ((data[at] as number) - (expected[c] as number)) * (apart[c] as number),
      0,
    ) >
    alike * length2;
  const around = ringOf(region.members, width, height);
  const pieces = piecesOf(around, looksLikeIt, width).filter((size) => size >= leastPiece * around.size);
  const share = (size: number) => size / Math.max(1, around.size);
  const met = [
    1,
    pieces.length === 0 ? 1 : 0,
    pieces.length === 1 ? 1 : 0,
    pieces.length > 1 ? 1 : 0,
    share(pieces.reduce((sum, size) => sum + size, 0)),
    share(pieces[1] ?? 0),
  ];
  const none = met.map(() => 0);
  const brighter = apart.reduce((sum, value) => sum + value, 0) > 0;
  const [boxWidth, boxHeight] = [region.right - region.left + 1, region.bottom - region.top + 1];
  const [longer, shorter] = [Math.max(boxWidth, boxHeight), Math.min(boxWidth, boxHeight)];
  const [a, b, c, d, e, f] = invert(place);
  const [x, y] = [(region.left + region.right) / 2, (region.top + region.bottom) / 2];
  return Float32Array.from([
    // Material that is added and material that is missing do opposite things: each has its own.
    ...(brighter ? [...met, ...none] : [...none, ...met]),
    ...[Math.log(region.pixels), Math.log(longer), Math.log(longer / shorter), region.pixels / (boxWidth * boxHeight)],
    ...[strength / fullScale, Math.log(Math.max(1e-6, region.highest))],
    ...[...seen, ...expected].map((value) => value / fullScale),
    ...[(a * x + b * y + c) / width, (d * x + e * y + f) / height],
  ]);
}

/** Mean of what is seen and of what is expected in each channel, each pixel by how much it differs; and how much that is. */
function colours(channels: readonly Layer[], members: readonly number[]): [seen: number[], expected: number[], apart: number] {
  const [seen, expected] = [channels.map(() => 0), channels.map(() => 0)];
  let weights = 0;
  for (const at of members) {
    const values = channels.map((channel) => [channel.seen.data[at] as number, channel.expected.data[at] as number] as const);
    // At least a little: what only its neighbours say to be different counts too.
    const weight = 1e-3 + values.reduce((sum, [one, other]) => sum + Math.abs(one - other), 0);
    weights += weight;
    for (const [c, [one, other]] of values.entries()) {
      seen[c] = (seen[c] as number) + weight * one;
      expected[c] = (expected[c] as number) + weight * other;
    }
  }
  const mean = (sums: readonly number[]) => sums.map((sum) => sum / weights);
  const [one, other] = [mean(seen), mean(expected)];
  const apart = one.reduce((sum, value, c) => sum + Math.abs(value - (other[c] as number)), 0) / channels.length;
  return [one, other, apart];
}

/** Pixels of the ring around others, each once. */
function ringOf(members: readonly number[], width: number, height: number): ReadonlySet<number> {
  const known = new Set(members);
  const around = new Set<number>();
  let edge: readonly number[] = members;
  for (let step = 1; step <= ring.to; step++) {
    const next: number[] = [];
    for (const at of edge) {
      for (const to of neighbours(at, width, height)) {
        if (known.has(to)) continue;
        known.add(to);
        next.push(to);
        if (step >= ring.from) around.add(to);
      }
    }
    edge = next;
  }
  return around;
}

/** Sizes of the connected pieces of what `belongs`, largest first. */
function piecesOf(pixels: ReadonlySet<number>, belongs: (at: number) => boolean, width: number): number[] {
  const left = new Set([...pixels].filter(belongs));
  const sizes: number[] = [];
  for (const start of left) {
    left.delete(start);
    const waiting = [start];
    let size = 0;
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      size++;
      for (const to of neighbours(at, width, Number.POSITIVE_INFINITY)) if (left.delete(to)) waiting.push(to);
    }
    sizes.push(size);
  }
  return sizes.sort((a, b) => b - a);
}

function neighbours(at: number, width: number, height: number): number[] {
  const x = at % width;
  const y = (at - x) / width;
  const found: number[] = [];
  for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
    for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++)
      if (nx !== x || ny !== y) found.push(ny * width + nx);
  }
  return found;
}
