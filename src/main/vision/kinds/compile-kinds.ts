import type { GraphBuilder } from '../onnx/builder.ts';
import type { Usual } from './describe.ts';
import type { Kinds } from './learn-kinds.ts';

/**
 * For each kind how much each cell speaks for it, [kinds, cells]: linear, so that the mean over the cells of a defect is what
 * the kind's function says of its description.
 */
export function addKindMaps(
  builder: GraphBuilder,
  { linears }: Kinds,
  { taps }: Usual,
  features: ReadonlyMap<string, string>,
  cells: number,
): string {
  const constants = Float64Array.from(
    { length: linears.length * cells },
    (_, at) => linears[Math.floor(at / cells)]?.constant ?? 0,
  );
  const parts: string[] = [];
  let first = 0;
  for (const { name, channels, mean, spread } of taps) {
    const value = features.get(name);
    if (value === undefined) throw new Error(`no features of tap ${name} to tell kinds by`);
    const from = first;
    const weights = linears.map((linear) =>
      Array.from({ length: channels }, (_, c) => (linear.weights[from + c] as number) / (spread[c] as number)),
    );
    weights.forEach((row, kind) => {
      for (let cell = 0; cell < cells; cell++) {
        let sum = 0;
        for (let c = 0; c < channels; c++) sum += (row[c] as number) * (mean[c * cells + cell] as number);
        constants[kind * cells + cell] = (constants[kind * cells + cell] as number) - sum;
      }
    });
    parts.push(builder.node('MatMul', [builder.floats([linears.length, channels], weights.flat()), value]));
    first += channels;
  }
  const all = parts.reduce((sum, part) => builder.node('Add', [sum, part]));
  return builder.node('Add', [all, builder.floats([linears.length, cells], Float32Array.from(constants))]);
}
