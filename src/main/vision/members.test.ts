import { describe, expect, it } from 'vitest';
import type { Backbone } from './backbone.ts';
import { buildMembers, drawPatches, type Sample } from './members.ts';
import type { WeightedScorer } from './method.ts';

const cells = 30;
const taps = [{ name: 'tap', channels: 1, stride: 16, zoom: 1 }];
const backbone = { taps } as unknown as Backbone;
const scorers: readonly WeightedScorer[] = [{ name: 'r', tap: 'tap', metric: 'euclidean', weight: 1 }];
/** Every patch is the number of itself: sample × cells + cell. */
const samples: readonly Sample[] = Array.from({ length: 90 }, (_, s) => ({
  picture: s % 45,
  features: { tap: Float32Array.from({ length: cells }, (__, cell) => s * cells + cell) },
}));

describe('the rows of a memory bank', () => {
  it('know where they were seen, and come only from the pictures that are used', async () => {
    const { signal } = new AbortController();
    const candidates = await drawPatches(backbone, samples, scorers, 1, signal);
    const [bank] = await buildMembers(backbone, samples, scorers, candidates, 1, signal, (picture) => picture < 40);
    if (bank === undefined || 'whitening' in bank) throw new Error('no bank');
    expect(bank.rows).toBe(2000);
    expect([...(bank.origins ?? [])]).toEqual([...bank.data]);
    const seen = new Set([...bank.data].map((origin) => samples[Math.floor(origin / cells)]?.picture));
    expect(Math.max(...[...seen].map((picture) => picture ?? 99))).toBe(39);
  });
});
