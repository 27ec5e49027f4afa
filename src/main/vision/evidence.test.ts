import { describe, expect, it } from 'vitest';
import { measureEvidence, positionWeight, wantsCopies } from './evidence.ts';
import { chooseScorers } from './members.ts';
import { fastMethod } from './method.ts';
import { uniform } from './random.ts';

const channels = 3;
const cells = 50;
const pictures = (value: (picture: number, cell: number, channel: number) => number) =>
  Array.from({ length: 12 }, (_, picture) =>
    Float32Array.from({ length: channels * cells }, (_v, i) => value(picture, i % cells, Math.floor(i / cells))),
  );
const names = (weight: number) => chooseScorers(fastMethod, weight).map(({ name }) => name);

describe('the evidence of good pictures', () => {
  it('of a part that sits still: places differ, pictures hardly; places count, copies are taught', () => {
    const random = uniform(1);
    // A quarter of the cells is a background that is the same every time.
    const evidence = measureEvidence(
      pictures((_p, cell, c) => 10 * Math.sin(cell * (c + 1)) + random() * (cell % 4 === 0 ? 0.05 : 1)),
      channels,
    );
    expect(evidence.positionVariance).toBeLessThan(0.05);
    expect(evidence.spread).toBeGreaterThan(5);
    expect(positionWeight(evidence)).toBe(1);
    expect(wantsCopies(evidence)).toBe(true);
  });
  it('of a texture: anything anywhere, evenly; places count (the finer layer), copies are not taught', () => {
    const random = uniform(2);
    const evidence = measureEvidence(
      pictures(() => random()),
      channels,
    );
    expect(evidence.positionVariance).toBeGreaterThan(0.8);
    expect(evidence.spread).toBeLessThan(2.5);
    expect(positionWeight(evidence)).toBe(1);
    expect(wantsCopies(evidence)).toBe(false);
  });
  it('of parts that lie anyhow on a still background: places tell nothing, and their judge is left out', () => {
    const random = uniform(3);
    const evidence = measureEvidence(
      pictures((_p, cell) => (cell < 25 ? random() * 10 : 5 + random() * 0.1)),
      channels,
    );
    expect(evidence.positionVariance).toBeGreaterThan(0.5);
    expect(positionWeight(evidence)).toBe(0);
    expect(names(positionWeight(evidence))).toEqual(['r16', 'r16c']);
  });
  it('agrees with variances written out', () => {
    const own = pictures((p, cell, c) => Math.sin(p * 3 + cell * 5 + c * 7) * (1 + cell));
    const variance = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    };
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const all = Array.from({ length: channels }, (_, c) =>
      variance(own.flatMap((features) => [...features.subarray(c * cells, (c + 1) * cells)])),
    );
    const atCell = Array.from({ length: cells }, (_, cell) =>
      sum(Array.from({ length: channels }, (_c, c) => variance(own.map((features) => features[c * cells + cell] ?? 0)))),
    );
    expect(measureEvidence(own, channels).positionVariance).toBeCloseTo(sum(atCell) / cells / sum(all), 6);
  });
  it('of pictures without any difference is that they sit still', () => {
    const evidence = measureEvidence(
      pictures(() => 1),
      channels,
    );
    expect(evidence).toEqual({ positionVariance: 0, spread: 1 });
    expect(names(positionWeight(evidence))).toEqual(['r16', 'r16c', 'g8']);
  });
});
