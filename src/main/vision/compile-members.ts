import type { Scorer } from './method.ts';
import type { GraphBuilder } from './onnx/builder.ts';
import type { PositionModel } from './position.ts';

/** Patches of good pictures, row-major [rows, channels], ready for the metric (unit length for `cosine`). */
export interface MemoryBank {
  readonly scorer: Scorer;
  readonly channels: number;
  readonly rows: number;
  readonly data: Float32Array;
  /** As in `Rows`. */
  readonly origins?: Int32Array | undefined;
}
/** One taught judge. */
export type Member = MemoryBank | PositionModel;

/** Rows of a bank that are compared at once, at most: 256 rows × 400 patches stay in the second-level cache until they are reduced. */
const blockRows = 256;

/** A memory bank in the graph: the larger its product with a patch, the nearer a row. */
export interface Search {
  /** Rows of the bank, in their order, [rows of the block, channels + 1] each. */
  readonly blocks: readonly string[];
  /** [channels + 1, cells] */
  readonly patches: string;
}

export interface MemberMap {
  /** [cells] */
  readonly map: string;
  /** Null where the judge keeps no patches. */
  readonly search: Search | null;
}

/** The map of a judge from the features of its tap, [channels, cells]. */
export function addMemberMap(builder: GraphBuilder, member: Member, features: string, cells: number): MemberMap {
  if ('whitening' in member) return { map: addMahalanobis(builder, member, features), search: null };
  return addDistances(builder, member, member.scorer.metric === 'cosine' ? addDirections(builder, features) : features, cells);
}

/** Mahalanobis distance of each cell to its own Gaussian: one small product for each cell, all in one batched MatMul. */
function addMahalanobis(builder: GraphBuilder, model: PositionModel, features: string): string {
  const { cells, channels, mean, whitening } = model;
  const rows = builder.node('Transpose', [features], { perm: [1, 0] });
  const difference = builder.node('Sub', [rows, builder.floats([cells, channels], mean)]);
  const vectors = builder.node('Reshape', [difference, builder.ints([cells, 1, channels])]);
  const white = builder.node('MatMul', [vectors, builder.floats([cells, channels, channels], whitening)]);
  return builder.node('Sqrt', [builder.node('ReduceSumSquare', [white], { axes: [1, 2], keepdims: 0 })]);
}

/** Features scaled to unit length. */
function addDirections(builder: GraphBuilder, features: string): string {
  return builder.node('LpNormalization', [features], { axis: 0, p: 2 });
}

/**
 * Distance of each patch to the nearest row of the bank, [patches]. |x − b|² = |x|² − (2 b·x − |b|²): the bracket is one
 * MatMul, with −|b|² as one more column of the bank against a row of ones.
 */
function addDistances(builder: GraphBuilder, bank: MemoryBank, features: string, patches: number): MemberMap {
  const { rows, channels, data } = bank;
  const ones = builder.floats([1, patches], new Float32Array(patches).fill(1));
  const extended = builder.node('Concat', [features, ones], { axis: 0 });
  const blocks: string[] = [];
  const each = Math.floor(rows / Math.ceil(rows / blockRows));
  for (let start = 0; start < rows; start += each) {
    const count = Math.min(each, rows - start);
    const block = new Float32Array(count * (channels + 1));
    for (let r = 0; r < count; r++) {
      let square = 0;
      for (let c = 0; c < channels; c++) {
        const value = data[(start + r) * channels + c] as number;
        block[r * (channels + 1) + c] = 2 * value;
        square += value * value;
      }
      block[r * (channels + 1) + channels] = -square;
    }
    blocks.push(builder.floats([count, channels + 1], block));
  }
  // Of blocks alike in size the higher of two first: a maximum over rows takes as long as four of those.
  const products = blocks.map((block) => builder.node('MatMul', [block, extended]));
  const alike = products.slice(0, Math.floor(rows / each)).reduce((a, b) => builder.node('Max', [a, b]));
  const nearest = [alike, ...products.slice(Math.floor(rows / each))].map((product) =>
    builder.node('ReduceMax', [product], { axes: [0], keepdims: 0 }),
  );
  const closest = nearest.length === 1 ? (nearest[0] as string) : builder.node('Max', nearest);
  const squares = builder.node('ReduceSumSquare', [features], { axes: [0], keepdims: 0 });
  // Rounding can leave a patch that stands in the bank a little below zero.
  const map = builder.node('Sqrt', [builder.node('Relu', [builder.node('Sub', [squares, closest])])]);
  return { map, search: { blocks, patches: extended } };
}
