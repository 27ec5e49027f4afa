import { medianShare } from './method.ts';
import type { GraphBuilder } from './onnx/builder.ts';

/** What judges that look closer add, on the score scale. */
interface CloseLook {
  /** What they say together, and what of it lifts the score, [1, 1] each. */
  readonly said: string;
  readonly lift: string;
  /** And each cell, [1, cells]. */
  readonly cells: string;
}

/** Only what exceeds the floor, of the picture and of each cell, see `Closer`. */
export function addCloser(
  builder: GraphBuilder,
  weigh: (values: string) => string,
  floor: number,
  { stacked, tops, medians }: { readonly stacked: string; readonly tops: string; readonly medians: string },
): CloseLook {
  const usual = builder.node('Mul', [weigh(medians), builder.scalar(medianShare)]);
  const beyond = (value: string) => builder.node('Relu', [builder.node('Sub', [value, builder.scalar(floor)])]);
  const said = builder.node('Sub', [weigh(tops), usual]);
  return { said, lift: beyond(said), cells: beyond(builder.node('Sub', [weigh(stacked), usual])) };
}

/** [judges, 1]: how much of what each judge says beyond the usual counts: all, and of those that look closer their lift's share. */
export function addGate(
  builder: GraphBuilder,
  { said, lift }: CloseLook,
  isCloser: readonly boolean[],
  weights: readonly number[],
  usual: readonly number[],
): string {
  const saidUsually = weights.reduce((sum, weight, k) => sum + (isCloser[k] ? weight * (usual[k] ?? 0) : 0), 0);
  const beyond = builder.node('Max', [builder.node('Sub', [said, builder.scalar(saidUsually)]), builder.scalar(1e-6)]);
  const share = builder.node('Min', [builder.node('Div', [lift, beyond]), builder.scalar(1)]);
  const column = (of: (closer: boolean) => number) => builder.floats([isCloser.length, 1], isCloser.map(of));
  const gated = builder.node('Mul', [column((closer) => (closer ? 1 : 0)), share]);
  return builder.node('Add', [gated, column((closer) => (closer ? 0 : 1))]);
}
