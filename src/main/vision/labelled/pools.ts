import type { Pool } from '../method.ts';
import type { GraphBuilder } from '../onnx/builder.ts';

/** The pools of a picture, [1, n], from the features of its taps, [channels, cells] each. */
export function addPools(
  builder: GraphBuilder,
  pools: readonly Pool[],
  features: ReadonlyMap<string, string>,
  output?: string,
): string {
  const parts = pools.map(({ tap, over }) => {
    const value = features.get(tap);
    if (value === undefined) throw new Error(`no features of tap ${tap} to pool`);
    return builder.node(over, [value], { axes: [1], keepdims: 0 });
  });
  return builder.node('Reshape', [builder.node('Concat', parts, { axis: 0 }), builder.ints([1, -1])], {}, output);
}
