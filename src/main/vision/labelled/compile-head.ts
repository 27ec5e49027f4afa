import type { Pool } from '../method.ts';
import type { GraphBuilder } from '../onnx/builder.ts';
import type { Head } from './head.ts';
import { addPools } from './pools.ts';
import { clipAt } from './ridge.ts';

/** What the head adds to the score of a picture, [1, 1], from the features of its taps, [channels, cells] each. */
export function addHead(
  builder: GraphBuilder,
  head: Head,
  pools: readonly Pool[],
  features: ReadonlyMap<string, string>,
): string {
  const channels = head.weights.length;
  const row = (values: Float32Array) => builder.floats([1, channels], values);
  const centred = builder.node('Sub', [addPools(builder, pools, features), row(head.mean)]);
  const scaled = builder.node('Div', [centred, row(head.spread)]);
  const clipped = builder.node('Clip', [scaled, builder.scalar(-clipAt), builder.scalar(clipAt)]);
  const weighed = builder.node('MatMul', [clipped, builder.floats([channels, 1], head.weights)]);
  return builder.node('Add', [weighed, builder.scalar(head.constant)]);
}
