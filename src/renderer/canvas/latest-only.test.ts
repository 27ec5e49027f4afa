import { describe, expect, it } from 'vitest';
import { createLatestOnly } from './latest-only.ts';

/** A slow source: each load waits until the test answers it. */
function slow() {
  const waiting = new Map<number, { resolve: (value: string) => void; reject: (error: Error) => void }>();
  const seen = { loaded: [] as number[], shown: [] as number[], failed: [] as number[], disposed: [] as string[] };
  const latest = createLatestOnly<number, string>({
    same: (a, b) => a === b,
    load: (key) => {
      seen.loaded.push(key);
      return new Promise((resolve, reject) => waiting.set(key, { resolve, reject }));
    },
    show: (key) => seen.shown.push(key),
    failed: (key) => seen.failed.push(key),
    dispose: (value) => seen.disposed.push(value),
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return {
    latest,
    seen,
    answer: async (key: number) => {
      waiting.get(key)?.resolve(`picture ${key}`);
      await settle();
    },
    fail: async (key: number) => {
      waiting.get(key)?.reject(new Error('gone'));
      await settle();
    },
  };
}

describe('pulling the latest only', () => {
  it('loads one at a time and skips what came between', async () => {
    const { latest, seen, answer } = slow();
    for (const key of [1, 2, 3, 4]) latest.want(key);
    expect(seen.loaded).toEqual([1]);
    await answer(1);
    expect(seen.loaded).toEqual([1, 4]);
    await answer(4);
    expect(seen.shown).toEqual([1, 4]);
  });
  it('does not load again what it loads or shows', async () => {
    const { latest, seen, answer } = slow();
    latest.want(1);
    latest.want(1);
    await answer(1);
    latest.want(1);
    expect(seen.loaded).toEqual([1]);
  });
  it('goes on after a failure, and may ask for the same again', async () => {
    const { latest, seen, fail, answer } = slow();
    latest.want(1);
    await fail(1);
    expect(seen.failed).toEqual([1]);
    latest.want(1);
    await answer(1);
    expect(seen.shown).toEqual([1]);
  });
  it('disposes of what comes after its end', async () => {
    const { latest, seen, answer } = slow();
    latest.want(1);
    latest.stop();
    await answer(1);
    expect(seen.shown).toEqual([]);
    expect(seen.disposed).toEqual(['picture 1']);
  });
});
