/** How well scores tell bad parts from good ones. Higher scores mean worse parts; equal to the threshold is a reject. */

/** Area under the ROC curve by ranks (Mann and Whitney 1947): ties count half. NaN where one side is empty. */
export function auroc(good: readonly number[], bad: readonly number[]): number {
  const all = [...good.map((score) => ({ score, bad: 0 })), ...bad.map((score) => ({ score, bad: 1 }))];
  all.sort((a, b) => a.score - b.score || 0);
  let below = 0;
  let wins = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    let goodHere = 0;
    let badHere = 0;
    for (; end < all.length && all[end]?.score === all[start]?.score; end++) {
      if (all[end]?.bad) badHere++;
      else goodHere++;
    }
    wins += badHere * (below + goodHere / 2);
    below += goodHere;
    start = end;
  }
  return wins / (good.length * bad.length);
}

/** Area under the precision-recall curve as a step function (average precision); tied scores enter together. */
export function averagePrecision(good: readonly number[], bad: readonly number[]): number {
  const levels = [...new Set([...good, ...bad])].sort((a, b) => b - a);
  let sum = 0;
  let recallBefore = 0;
  for (const level of levels) {
    const { precision, recall } = ratesAt(good, bad, level);
    sum += (recall - recallBefore) * precision;
    recallBefore = recall;
  }
  return bad.length === 0 ? Number.NaN : sum;
}

export interface Rates {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Share of bad parts that pass. */
  readonly escapeRate: number;
  /** Share of good parts that are rejected. */
  readonly falseRejectRate: number;
}

/** Rates at a threshold, 0..1; a rate of nothing is 0 (precision of no rejects at all: 1 when there is nothing bad). */
export function ratesAt(good: readonly number[], bad: readonly number[], threshold: number): Rates {
  const caught = bad.filter((score) => score >= threshold).length;
  const rejected = good.filter((score) => score >= threshold).length;
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  const precision = caught + rejected === 0 && bad.length === 0 ? 1 : share(caught, caught + rejected);
  const recall = share(caught, bad.length);
  return {
    precision,
    recall,
    f1: share(2 * caught, 2 * caught + rejected + (bad.length - caught)),
    escapeRate: share(bad.length - caught, bad.length),
    falseRejectRate: share(rejected, good.length),
  };
}

/** Wilson score interval of a share (Wilson 1927): sound for few trials and for none or all. `z` 1.96 is 95 %. */
export function wilsonInterval(successes: number, trials: number, z = 1.959964): { readonly low: number; readonly high: number } {
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const weight = 1 + z ** 2 / trials;
  const middle = (share + z ** 2 / (2 * trials)) / weight;
  const reach = (z / weight) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}

/**
 * A share (0..1) in per cent as people read it, rounded; but what is not all never reads as all, and what is there never as
 * nothing: a yield of 99.996 % is not 100 %.
 */
export function shownPercent(share: number, decimals: number): number {
  const steps = 10 ** decimals;
  const rounded = Math.round(share * 100 * steps) / steps;
  if (share < 1 && rounded >= 100) return 100 - 1 / steps;
  return share > 0 && rounded <= 0 ? 1 / steps : rounded;
}

/** Value below or at which the share `p` (0..1) of the values lies (nearest rank). NaN of nothing. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? Number.NaN;
}

/**
 * Pixel scores of a whole set, counted in equal bins instead of sorted: a set has tens of millions of pixels.
 * With the default 65536 bins the areas below differ from the exact ones by less than 1e-4.
 */
export interface PixelHistogram {
  readonly low: number;
  readonly high: number;
  readonly normal: Float64Array;
  readonly abnormal: Float64Array;
  /** Sum over regions of the share of each region's pixels in the bin. */
  readonly overlap: Float64Array;
  regions: number;
}

export function pixelHistogram(low: number, high: number, bins = 65_536): PixelHistogram {
  const empty = () => new Float64Array(bins);
  return { low, high: Math.max(high, low + 1e-12), normal: empty(), abnormal: empty(), overlap: empty(), regions: 0 };
}

/** Adds one picture. `regions`: 0 for a normal pixel, else the number (from 1) of its defect region; null: all normal. */
export function addPixels(histogram: PixelHistogram, scores: Float32Array, regions: Int32Array | null): void {
  const { normal, abnormal, overlap, low, high } = histogram;
  const bins = normal.length;
  const scale = bins / (high - low);
  const areas: number[] = [];
  if (regions !== null) for (const region of regions) if (region > 0) areas[region] = (areas[region] ?? 0) + 1;
  for (let i = 0; i < scores.length; i++) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(((scores[i] as number) - low) * scale)));
    const region = regions === null ? 0 : (regions[i] as number);
    if (region === 0) {
      normal[bin] = (normal[bin] as number) + 1;
    } else {
      abnormal[bin] = (abnormal[bin] as number) + 1;
      overlap[bin] = (overlap[bin] as number) + 1 / (areas[region] as number);
    }
  }
  histogram.regions += areas.filter((area) => area > 0).length;
}

/** Area under the ROC curve over pixels. */
export function pixelAuroc({ normal, abnormal }: PixelHistogram): number {
  let below = 0;
  let wins = 0;
  let total = 0;
  for (let bin = 0; bin < normal.length; bin++) {
    const here = normal[bin] as number;
    wins += (abnormal[bin] as number) * (below + here / 2);
    below += here;
    total += abnormal[bin] as number;
  }
  return wins / (below * total);
}

/**
 * Area under the per-region-overlap curve up to a false-positive rate, normalised to 0..1 (Bergmann et al., The MVTec Anomaly
 * Detection Dataset, IJCV 2021, §5.2): every defect region counts the same, whatever its size.
 */
export function aupro({ normal, overlap, regions }: PixelHistogram, limit = 0.3): number {
  if (regions === 0) return Number.NaN;
  const normals = normal.reduce((sum, count) => sum + count, 0);
  let area = 0;
  let falsePositives = 0;
  let found = 0;
  for (let bin = normal.length - 1; bin >= 0; bin--) {
    const rate = (falsePositives + (normal[bin] as number)) / normals;
    const pro = (found + (overlap[bin] as number)) / regions;
    const before = falsePositives / normals;
    const proBefore = found / regions;
    if (rate >= limit) {
      const share = rate === before ? 0 : (limit - before) / (rate - before);
      return (area + ((proBefore + proBefore + (pro - proBefore) * share) / 2) * (limit - before)) / limit;
    }
    area += ((pro + proBefore) / 2) * (rate - before);
    falsePositives += normal[bin] as number;
    found += overlap[bin] as number;
  }
  // The false-positive rate never reaches the limit: only where there are hardly any normal pixels.
  return (area + (found / regions) * (limit - falsePositives / normals)) / limit;
}

/** Numbers the 8-connected regions of a mask from 1, row by row; 0 where there is none. */
export function labelRegions(mask: Uint8Array, width: number): Int32Array {
  const labels = new Int32Array(mask.length);
  const height = mask.length / width;
  const stack: number[] = [];
  let count = 0;
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || labels[start]) continue;
    labels[start] = ++count;
    stack.push(start);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (!mask[next] || labels[next]) continue;
          labels[next] = count;
          stack.push(next);
        }
      }
    }
  }
  return labels;
}
