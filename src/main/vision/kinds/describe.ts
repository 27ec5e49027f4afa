import type { DefectCells } from './region.ts';

/** By tap: features [channels, cells], of the inspected cells alone where there are regions. */
export type Features = Readonly<Record<string, Float32Array>>;

/** What the good pictures show at each place, and how much the channels vary over all of them. */
export interface Usual {
  readonly taps: readonly {
    readonly name: string;
    readonly channels: number;
    /** [channels, cells] */
    readonly mean: Float32Array;
    /** [channels] */
    readonly spread: Float32Array;
  }[];
  /** Column among the features of each cell of the map; absent: the cell itself. */
  readonly columns: ReadonlyMap<number, number> | null;
}

const leastSpread = 1e-4;

/** `inspected`: cells of the map that the features are of, where they are not of all. */
export function usualOf(
  pictures: readonly Features[],
  taps: readonly { readonly name: string; readonly channels: number }[],
  inspected: readonly number[] | null,
): Usual {
  return {
    taps: taps.map(({ name, channels }) => ({ name, channels, ...statisticsOf(pictures, name, channels) })),
    columns: inspected && new Map(inspected.map((cell, column) => [cell, column])),
  };
}

function statisticsOf(
  pictures: readonly Features[],
  tap: string,
  channels: number,
): { mean: Float32Array; spread: Float32Array } {
  const length = pictures[0]?.[tap]?.length ?? 0;
  const cells = length / channels;
  const mean = new Float64Array(length);
  const [sums, squares] = [new Float64Array(channels), new Float64Array(channels)];
  for (const features of pictures) {
    features[tap]?.forEach((value, at) => {
      const channel = Math.floor(at / cells);
      mean[at] = (mean[at] as number) + value / pictures.length;
      sums[channel] = (sums[channel] as number) + value;
      squares[channel] = (squares[channel] as number) + value * value;
    });
  }
  const count = Math.max(1, pictures.length * cells);
  const spread = Float32Array.from(sums, (sum, c) =>
    Math.max(leastSpread, Math.sqrt(Math.max(0, (squares[c] as number) / count - (sum / count) ** 2))),
  );
  return { mean: Float32Array.from(mean), spread };
}

/**
 * How a defect differs from what the good pictures show at its place, mean over its cells, [channels of all taps], in spreads of
 * the channels. The difference says much more of the kind than the features do: most of these say where on the part it is.
 */
export function describeDefect({ taps, columns }: Usual, features: Features, cells: DefectCells): Float32Array {
  const description = taps.flatMap(({ name, channels, mean, spread }) => {
    const seen = features[name] as Float32Array;
    const stride = seen.length / channels;
    return Array.from({ length: channels }, (_, c) => {
      let sum = 0;
      for (const [cell, weight] of cells) {
        const at = c * stride + (columns === null ? cell : (columns.get(cell) ?? 0));
        sum += weight * ((seen[at] as number) - (mean[at] as number));
      }
      return sum / (spread[c] as number);
    });
  });
  return Float32Array.from(description);
}
