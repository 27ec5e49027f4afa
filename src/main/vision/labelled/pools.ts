import type { GraphBuilder } from '../onnx/builder.ts';

/** What is told of a whole picture: mean and highest value over its cells, of each channel of a layer. */
interface Pool {
  readonly tap: string;
  readonly over: 'ReduceMean' | 'ReduceMax';
}
const pools: readonly Pool[] = [
  { tap: 'b16', over: 'ReduceMean' },
  { tap: 'b16', over: 'ReduceMax' },
  { tap: 'c16', over: 'ReduceMean' },
  { tap: 'c16', over: 'ReduceMax' },
  { tap: 'b8', over: 'ReduceMax' },
];
/** Layers that the pools need, in the order of the network. */
export const poolTaps: readonly string[] = ['b8', 'b16', 'c16'];

/** The pools of a picture, [1, n], from the features of its taps, [channels, cells] each. */
export function addPools(builder: GraphBuilder, features: ReadonlyMap<string, string>, output?: string): string {
  const parts = pools.map(({ tap, over }) => {
    const value = features.get(tap);
    if (value === undefined) throw new Error(`no features of tap ${tap} to pool`);
    return builder.node(over, [value], { axes: [1], keepdims: 0 });
  });
  return builder.node('Reshape', [builder.node('Concat', parts, { axis: 0 }), builder.ints([1, -1])], {}, output);
}
