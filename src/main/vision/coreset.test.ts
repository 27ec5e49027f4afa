import { describe, expect, it } from 'vitest';
import { joinRows, patchRows, type Rows, selectCoreset, someRows, withPoints } from './coreset.ts';
import { farthestFirst, pointChannels } from './farthest-first.ts';
import { uniform } from './random.ts';

/** Dense clusters of points round `centres`, and one point far from all. */
function clusters(perCluster: number): Rows {
  const channels = 64;
  const random = uniform(11);
  const centres = Array.from({ length: 5 }, () => Array.from({ length: channels }, () => random() * 20));
  const points = centres.flatMap((centre) =>
    Array.from({ length: perCluster }, () => centre.map((value) => value + random() * 0.1)),
  );
  points.push(Array.from({ length: channels }, () => 100));
  return { rows: points.length, channels, data: Float32Array.from(points.flat()) };
}
const rowOf = ({ channels, data }: Rows, row: number) => data.subarray(row * channels, (row + 1) * channels);

describe('the selection of a memory bank', () => {
  it('keeps all rows where they fit', () => {
    const rows = clusters(3);
    expect(selectCoreset(rows, 16, 1)).toBe(rows);
  });
  it('takes one row of every cluster, and the stray one, before a second of any', () => {
    const rows = clusters(200);
    const chosen = selectCoreset(rows, 6, 3);
    const firsts = Array.from({ length: 6 }, (_, k) => Math.round((rowOf(chosen, k)[0] ?? 0) * 2) / 2);
    expect(new Set(firsts).size).toBe(6);
    expect(firsts).toContain(100);
  });
  it('chooses the same where the points were made before, of each part by itself', () => {
    const all = clusters(50);
    const half = Math.floor(all.rows / 2) * all.channels;
    const parts = [all.data.slice(0, half), all.data.slice(half)].map((data) =>
      withPoints({ rows: data.length / all.channels, channels: all.channels, data }, 9),
    );
    expect(selectCoreset(joinRows(parts), 40, 9).data).toEqual(selectCoreset(all, 40, 9).data);
  });
  it('chooses rows as they are, none twice, the same for the same seed', () => {
    const rows = clusters(50);
    const [one, two, other] = [selectCoreset(rows, 40, 9), selectCoreset(rows, 40, 9), selectCoreset(rows, 40, 10)];
    expect(one.data).toEqual(two.data);
    expect(one.data).not.toEqual(other.data);
    const all = new Set(Array.from({ length: rows.rows }, (_, r) => rowOf(rows, r).join()));
    const taken = Array.from({ length: 40 }, (_, k) => rowOf(one, k).join());
    expect(taken.every((row) => all.has(row))).toBe(true);
    expect(new Set(taken).size).toBe(40);
  });
});

/** Each next point the first one that is farthest from all before it: by looking at every point every time. */
function farthestByLookingAtAll(points: Float32Array, count: number, first: number): number[] {
  const rows = points.length / pointChannels;
  const nearest = new Float32Array(rows).fill(Number.POSITIVE_INFINITY);
  const chosen = [first];
  while (chosen.length < count) {
    const centre = chosen.at(-1) ?? 0;
    for (let row = 0; row < rows; row++) {
      let square = 0;
      for (let c = 0; c < pointChannels; c++)
        square += ((points[row * pointChannels + c] ?? 0) - (points[centre * pointChannels + c] ?? 0)) ** 2;
      nearest[row] = Math.min(nearest[row] ?? 0, square);
    }
    chosen.push(nearest.indexOf(Math.max(...nearest)));
  }
  return chosen;
}

describe('the farthest point first', () => {
  it.each([1, 2, 3])('is what looking at every point at every step finds (%i)', (seed) => {
    const random = uniform(seed);
    // Whole numbers: sums are exact in any order, and many points are equally far.
    const points = Float32Array.from({ length: 300 * pointChannels }, () => Math.floor(random() * 3));
    expect([...farthestFirst(points, 120, 7)]).toEqual(farthestByLookingAtAll(points, 120, 7));
  });
  it('is one more of the same where all points are one', () => {
    expect([...farthestFirst(new Float32Array(3 * pointChannels), 2, 1)]).toEqual([1, 0]);
  });
});

describe('patch rows', () => {
  it('turn [channels, patches] into one row a patch, of unit length where asked', () => {
    const features = Float32Array.of(3, 0, 4, 2);
    expect([...patchRows(features, 2, false).data]).toEqual([3, 4, 0, 2]);
    expect([...patchRows(features, 2, true).data].map((value) => Number(value.toFixed(6)))).toEqual([0.6, 0.8, 0, 1]);
  });
  it('leave a patch of nothing at nothing', () => {
    expect([...patchRows(new Float32Array(4), 2, true).data]).toEqual([0, 0, 0, 0]);
  });
  it('are joined in order', () => {
    const part = (value: number): Rows => ({ rows: 1, channels: 2, data: Float32Array.of(value, value) });
    expect(joinRows([part(1), part(2)])).toEqual({ rows: 2, channels: 2, data: Float32Array.of(1, 1, 2, 2) });
  });
  it('keep where they were seen when they are drawn, joined and selected', () => {
    const part = (from: number): Rows => ({
      ...{ rows: 50, channels: 1, data: Float32Array.from({ length: 50 }, (_, i) => from + i) },
      origins: Int32Array.from({ length: 50 }, (_, i) => from + i),
    });
    const chosen = selectCoreset(joinRows([someRows(part(0), 30, 1), someRows(part(100), 30, 2)]), 20, 3);
    expect([...(chosen.origins ?? [])]).toEqual([...chosen.data]);
    expect(chosen.origins).toHaveLength(20);
  });
  it('are drawn without repeating any, in their order, another draw for another seed', () => {
    const source: Rows = { rows: 100, channels: 1, data: Float32Array.from({ length: 100 }, (_, i) => i) };
    const drawn = [...someRows(source, 30, 1).data];
    expect(new Set(drawn).size).toBe(30);
    expect(drawn).toEqual(drawn.toSorted((a, b) => a - b));
    expect(drawn).not.toEqual([...someRows(source, 30, 2).data]);
    expect(someRows(source, 100, 1)).toBe(source);
  });
});
