import { describe, expect, it } from 'vitest';
import { valueOf } from '../labelled/ridge.ts';
import { normal, uniform } from '../random.ts';
import { learnKinds, mostKinds, mostLikely, type NamedDefect } from './learn-kinds.ts';

const channels = 24;
/** Defects about a direction of their own for each kind; `apart` in deviations. */
function defectsOf(kinds: readonly string[], each: number, apart: number, seed = 1): NamedDefect[] {
  const next = normal(uniform(seed));
  return kinds.flatMap((kind, k) =>
    Array.from({ length: each }, () => ({
      kind,
      description: Float32Array.from({ length: channels }, (_, c) => next() + (c % kinds.length === k ? apart : 0)),
    })),
  );
}

describe('kinds of defects', () => {
  it('are told apart where they differ, also of defects that were never seen', () => {
    const names = ['crack', 'hole', 'stain'];
    const { kinds, evidence } = learnKinds(defectsOf(names, 5, 3), 1);
    expect(evidence).toMatchObject({ kept: true, named: 1, right: 1 });
    expect(kinds?.names).toEqual(names);
    // Fifteen told rightly, each left out.
    expect(kinds?.certainty.most).toBeCloseTo(16 / 17, 6);
    for (const { kind, description } of defectsOf(names, 10, 3, 2)) {
      const values = (kinds?.linears ?? []).map((linear) => valueOf(linear, description));
      const { index, confidence } = mostLikely(values, kinds?.certainty.temperature ?? 1);
      expect([names[index], confidence >= (kinds?.certainty.least ?? 1) - 0.2]).toEqual([kind, true]);
    }
  });
  it('are not named where they cannot be told apart', () => {
    // By luck the surest few may be right: then only what is as sure as they are is named.
    for (let seed = 0; seed < 5; seed++)
      expect(learnKinds(defectsOf(['one', 'two', 'three', 'four'], 8, 0, seed), 1).evidence.named).toBeLessThan(0.35);
  });
  it('that were left out are mostly named rightly, however hard they are to tell', () => {
    for (let seed = 0; seed < 10; seed++) {
      const { kept, right } = learnKinds(defectsOf(['a', 'b', 'c', 'd'], 6, 0.9, seed), seed).evidence;
      expect(right ?? 1).toBeGreaterThanOrEqual(0.8);
      expect(right === null).toBe(!kept);
    }
  });
  it('need two pictures each, and two kinds', () => {
    const [lone] = defectsOf(['lone'], 1, 3);
    const one = defectsOf(['scratch'], 6, 3);
    expect(learnKinds([...one, lone as NamedDefect], 1)).toMatchObject({ kinds: null, evidence: { kept: false } });
    expect(learnKinds([], 1).kinds).toBeNull();
    const { kinds } = learnKinds([...defectsOf(['a', 'b'], 4, 4), lone as NamedDefect], 1);
    expect(kinds?.names).toEqual(['a', 'b']);
  });
  it('are the most frequent where there are more than a model names', () => {
    const names = Array.from({ length: mostKinds + 4 }, (_, k) => `kind ${String(k).padStart(2, '0')}`);
    const rare = new Set(names.slice(3, 7));
    const defects = defectsOf(names, 3, 6).filter(({ kind }, k) => !rare.has(kind) || k % 3 > 0);
    expect(learnKinds(defects, 1).evidence.kinds.map(({ name }) => name)).toEqual(names.filter((name) => !rare.has(name)));
  });
  it('are as sure as the softmax of their values', () => {
    expect(mostLikely([0, Math.log(3), 0], 1)).toEqual({ index: 1, confidence: expect.closeTo(0.6, 6) });
    expect(mostLikely([1, 1], 8).confidence).toBeCloseTo(0.5, 6);
    expect(mostLikely([-900, 900], 24).confidence).toBe(1);
  });
});
