import { describe, expect, it } from 'vitest';
import { fitPositions } from './position.ts';
import { uniform } from './random.ts';

const scorer = { name: 'places', tap: 'fine', metric: 'position' } as const;
const [channels, cells] = [3, 2];

/** Length of the whitened difference of a cell from its mean. */
function distance({ mean, whitening }: ReturnType<typeof fitPositions>, cell: number, values: readonly number[]): number {
  const difference = values.map((value, c) => value - (mean[cell * channels + c] ?? 0));
  const white = difference.map((_, out) =>
    difference.reduce((sum, value, c) => sum + value * (whitening[(cell * channels + c) * channels + out] ?? 0), 0),
  );
  return Math.hypot(...white);
}

describe('the Gaussian at each place', () => {
  it('finds odd at one place what is usual at another, and counts deviations of that place', () => {
    const random = uniform(4);
    // Cell 0 lies about 0 and hardly varies, cell 1 about 10 and varies ten times as much.
    const pictures = Array.from({ length: 30 }, () =>
      Float32Array.from(
        { length: channels * cells },
        (_, i) => (i % cells === 0 ? 0 : 10) + (random() - 0.5) * (i % cells === 0 ? 0.2 : 2),
      ),
    );
    const model = fitPositions(scorer, pictures, channels);
    expect(distance(model, 0, [10, 10, 10])).toBeGreaterThan(10 * distance(model, 1, [10, 10, 10]));
    expect(distance(model, 0, [0.5, 0, 0])).toBeGreaterThan(distance(model, 1, [10.5, 10, 10]));
  });
  it('knows what goes together: a pair of channels that always move alike may, one alone may not', () => {
    const random = uniform(5);
    const pictures = Array.from({ length: 40 }, () => {
      const common = random();
      return Float32Array.of(common, common, common + 0.05 * random(), common, random(), random());
    });
    const model = fitPositions(scorer, pictures, channels);
    expect(distance(model, 0, [1, 1, 0.5])).toBeLessThan(distance(model, 0, [1, 0, 0.5]) / 2);
  });
  it('can be inverted for pictures without any difference, and for fewer pictures than channels', () => {
    const same = Array.from({ length: 5 }, () => new Float32Array(channels * cells).fill(2));
    expect([...fitPositions(scorer, same, channels).whitening].every(Number.isFinite)).toBe(true);
    const random = uniform(6);
    const two = Array.from({ length: 2 }, () => Float32Array.from({ length: channels * cells }, random));
    expect([...fitPositions(scorer, two, channels).whitening].every(Number.isFinite)).toBe(true);
  });
});
