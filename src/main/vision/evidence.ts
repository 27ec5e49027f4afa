import { percentile } from '#shared/domain/metrics.ts';

/** What the good pictures tell of how their parts lie. */
export interface Evidence {
  /** Share of the features' variance that is left at a fixed place: 0 where parts sit still, 1 where anything can be anywhere. */
  readonly positionVariance: number;
  /** How unevenly that variance is spread (9th to 1st decile of the cells): about 1 where the part fills the picture alike. */
  readonly spread: number;
}

/** Limits from twenty sets of real and drawn pictures; between them the weight fades, so no single picture decides. */
const still = { from: 0.2, to: 0.5 };
const even = { from: Math.log(2.5), to: Math.log(5) };
/** From here up there is a part on a background, which can lie a little differently tomorrow. */
const backgroundFrom = 2.5;

/** Of features [channels, cells] of each picture. */
export function measureEvidence(pictures: readonly Float32Array[], channels: number): Evidence {
  const n = pictures.length;
  const cells = (pictures[0]?.length ?? 0) / channels;
  const atCell = new Float64Array(cells);
  let total = 0;
  for (let c = 0; c < channels; c++) {
    let [all, allSquares] = [0, 0];
    for (let cell = 0; cell < cells; cell++) {
      let [sum, squares] = [0, 0];
      for (const features of pictures) {
        const value = features[c * cells + cell] as number;
        sum += value;
        squares += value * value;
      }
      atCell[cell] = (atCell[cell] as number) + Math.max(0, squares / n - (sum / n) ** 2);
      all += sum;
      allSquares += squares;
    }
    total += Math.max(0, allSquares / (n * cells) - (all / (n * cells)) ** 2);
  }
  const variances = [...atCell];
  const highest = Math.max(...variances);
  const mean = variances.reduce((sum, value) => sum + value, 0) / cells;
  // Pictures without any difference: they sit still, and alike.
  if (!(highest > 0 && total > 0)) return { positionVariance: 0, spread: 1 };
  const low = Math.max(percentile(variances, 0.1), 1e-3 * highest);
  return { positionVariance: mean / total, spread: percentile(variances, 0.9) / low };
}

/**
 * How much the judge of places may say, 0..1: all where parts sit still, and where the picture is the same texture all over
 * (there every place is like any other, and the finer layer is what counts).
 */
export function positionWeight({ positionVariance, spread }: Evidence): number {
  return Math.max(1 - smoothStep(positionVariance, still), 1 - smoothStep(Math.log(spread), even));
}

/** Turned, shifted and dimmed copies teach a part on a background how it may lie; of a texture they only blur the notion. */
export function wantsCopies({ spread }: Evidence): boolean {
  return spread >= backgroundFrom;
}

function smoothStep(value: number, { from, to }: { from: number; to: number }): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
