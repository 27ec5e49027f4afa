import { describe, expect, it } from 'vitest';
import type { Defect } from '#shared/domain/inspection.ts';
import type { Judged } from './judge.ts';
import type { Affine } from './pixels/operations.ts';
import { resemblancesOf } from './resemblances.ts';

const grid = { width: 10, height: 8 };
const input = { width: 160, height: 128 };
/** The network saw the picture from (100, 50) on, a cell being 20 × 20 px of it. */
const area: Affine = [200, 0, 100, 0, 160, 50];
const picture = { width: 300, height: 210 };

/** Two summits: 0.9 in the cell (2, 3), 0.7 in the cell (9, 7), the last one; each with three rows of the bank. */
function judged(values: readonly [number, number] = [0.9, 0.7], rows?: readonly number[]): Judged {
  const data = new Float32Array(80).fill(0.2);
  data[32] = values[0];
  data[79] = values[1];
  const near = [4, 80, 64, 1, 0, 0, 4, 84, 64, 2, 160, 128, 7, 40, 40, -1, 0, 0];
  return {
    score: 0.9,
    cells: { ...grid, data },
    spoken: [],
    peaks: Float32Array.of(32, 79),
    alike: Float32Array.from(rows ?? near),
    kinds: new Float32Array(),
  };
}
/** Scores as they come out of the map: 32-bit. */
const defect = (x: number, y: number, score: number): Defect => ({
  ...{ x, y, width: 40, height: 40, score: Math.fround(score), area_px: 900 },
});

describe('what a place looked most like', () => {
  it('is told of each defect, about its own summit, in pixels of both pictures', () => {
    const found = resemblancesOf(judged(), [defect(130, 100, 0.9), defect(260, 170, 0.7)], area, picture, input, 20);
    expect(found).toEqual([
      {
        defect: 0,
        ...{ x: 100, y: 70, width: 100, height: 100 },
        good: [
          { picture: 4, x: 40, y: 24, width: 80, height: 80 },
          { picture: 7, x: 0, y: 0, width: 80, height: 80 },
        ],
      },
      {
        defect: 1,
        ...{ x: 200, y: 110, width: 100, height: 100 },
        good: [
          { picture: 1, x: 0, y: 0, width: 80, height: 80 },
          { picture: 2, x: 80, y: 48, width: 80, height: 80 },
        ],
      },
    ]);
  });
  it('is told where a part lies turned, too', () => {
    // By a quarter turn: along the map is down the picture.
    const quarter: Affine = [0, -160, 260, 200, 0, 5];
    const [found] = resemblancesOf(judged(), [defect(160, 20, 0.9)], quarter, { width: 300, height: 300 }, input, 20);
    expect(found).toMatchObject({ defect: 0, x: 140, y: 5, width: 100, height: 100 });
  });
  it('is told of the highest place where nothing is a defect', () => {
    expect(resemblancesOf(judged(), [], area, picture, input, 20)).toMatchObject([
      { defect: null, good: [{ picture: 4 }, { picture: 7 }] },
    ]);
  });
  it('shows no picture that the model does not carry, and nothing where that leaves none', () => {
    expect(resemblancesOf(judged(), [], area, picture, input, 7)).toMatchObject([{ good: [{ picture: 4 }] }]);
    expect(resemblancesOf(judged(), [], area, picture, input, 0)).toEqual([]);
    const odd = [Number.NaN, 1, 1, 0.5, 1, 1, -1, 1, 1, 1e9, 1, 1];
    expect(resemblancesOf(judged([0.9, 0.7], odd), [], area, picture, input, 20)).toEqual([]);
  });
  it('is not told of a defect whose summit was not looked up, nor where only what is not inspected is left', () => {
    expect(resemblancesOf(judged(), [defect(130, 100, 0.8), defect(100, 50, 0.9)], area, picture, input, 20)).toEqual([]);
    expect(resemblancesOf(judged([0, 0]), [], area, picture, input, 20)).toEqual([]);
  });
  it('is not told by models of earlier versions', () => {
    const older = { ...judged(), peaks: new Float32Array(), alike: new Float32Array() };
    expect(resemblancesOf(older, [defect(130, 100, 0.9)], area, picture, input, 0)).toEqual([]);
  });
});
