import type { Difference } from './difference.ts';

/** A place that differs, in pixels of the compared picture. */
export interface DifferentRegion {
  readonly left: number;
  readonly top: number;
  /** Last column and row that belong to it. */
  readonly right: number;
  readonly bottom: number;
  readonly pixels: number;
  /** Those pixels, by their place in the row-major picture. */
  readonly members: readonly number[];
  /** Highest certain difference inside. */
  readonly highest: number;
}

/** A region reaches as far as the plain difference is this share of what makes one, but not farther than so many pixels. */
const plainShare = 0.625;
const growPx = 4;
/** Regions with less than this between them are one. */
const gapPx = 6;

/**
 * Regions around all certain differences of at least `least`, most certain first. Their boxes hug what differs; what lies
 * within a few pixels of each other is one thing.
 */
export function differentRegions({ width, height, certain, plain }: Difference, least: number): DifferentRegion[] {
  const mask = new Uint8Array(width * height);
  let edge: number[] = [];
  for (let at = 0; at < certain.length; at++) {
    if ((certain[at] as number) < least) continue;
    mask[at] = 1;
    edge.push(at);
  }
  for (let step = 0; step < growPx; step++) edge = grow(mask, edge, width, height, plain, plainShare * least);
  const labels = joined(mask, width, height);
  return measured(mask, labels, { width, height, certain });
}

/** One pixel outwards in all eight directions, where the plain difference allows it; answers with the new pixels. */
function grow(
  mask: Uint8Array,
  edge: readonly number[],
  width: number,
  height: number,
  plain: Float32Array,
  least: number,
): number[] {
  const next: number[] = [];
  for (const at of edge) {
    const x = at % width;
    const y = (at - x) / width;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const to = ny * width + nx;
        if (mask[to] !== 0 || (plain[to] as number) < least) continue;
        mask[to] = 1;
        next.push(to);
      }
    }
  }
  return next;
}

/** Labels of the pixels: the same where a way leads from one to the other with no gap wider than `gapPx`. */
function joined(mask: Uint8Array, width: number, height: number): Int32Array {
  const labels = new Int32Array(mask.length);
  const half = gapPx / 2;
  let label = 0;
  const stack: number[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || labels[start] !== 0) continue;
    label++;
    labels[start] = label;
    stack.push(start);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      for (let ny = Math.max(0, y - 2 * half); ny <= Math.min(height - 1, y + 2 * half); ny++) {
        for (
          let to = ny * width + Math.max(0, x - 2 * half), last = ny * width + Math.min(width - 1, x + 2 * half);
          to <= last;
          to++
        ) {
          if (mask[to] === 0 || labels[to] !== 0) continue;
          labels[to] = label;
          stack.push(to);
        }
      }
    }
  }
  return labels;
}

function measured(
  mask: Uint8Array,
  labels: Int32Array,
  { width, height, certain }: { readonly width: number; readonly height: number; readonly certain: Float32Array },
): DifferentRegion[] {
  const regions = new Map<
    number,
    { left: number; top: number; right: number; bottom: number; members: number[]; highest: number }
  >();
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (mask[at] === 0) continue;
      const label = labels[at] as number;
      const region = regions.get(label) ?? { left: x, top: y, right: x, bottom: y, members: [], highest: 0 };
      region.left = Math.min(region.left, x);
      region.right = Math.max(region.right, x);
      region.bottom = y;
      region.members.push(at);
      region.highest = Math.max(region.highest, certain[at] as number);
      regions.set(label, region);
    }
  }
  return [...regions.values()]
    .map((region) => ({ ...region, pixels: region.members.length }))
    .sort((a, b) => b.highest - a.highest || b.pixels - a.pixels || a.top - b.top || a.left - b.left);
}
