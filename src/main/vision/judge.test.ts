import { describe, expect, it } from 'vitest';
import { judgeCrop } from './judge.ts';
import { prepareCrop } from './preprocess.ts';
import type { Session } from './session.ts';

const grid = { width: 2, height: 1 };
const crop = { width: 32, height: 32, data: new Uint8Array(32 * 32 * 3) };
/** A network that says what it is told to say. */
const saying = (score: number, ...map: number[]): Session => ({
  run: async () => ({
    score: { data: Float32Array.of(score), dims: [1] },
    map: { data: Float32Array.from(map), dims: [1, map.length] },
  }),
  close: async () => {},
});

describe('a judgement', () => {
  it('is score and map as the network gave them', async () => {
    const { score, cells } = await judgeCrop(saying(0.5, 0.25, 1), crop, grid);
    expect([score, ...cells.data]).toEqual([0.5, 0.25, 1]);
  });
  it.each([
    ['a score that is not a number', saying(Number.NaN, 0, 0)],
    ['an endless score', saying(Number.POSITIVE_INFINITY, 0, 0)],
    ['a map with a cell that is not a number', saying(0.1, 0, Number.NaN)],
    ['a map of another size', saying(0.1, 0)],
  ])('is refused for %s: SCORE_INVALID, never a pass', async (_, session) => {
    await expect(judgeCrop(session, crop, grid)).rejects.toMatchObject({ code: 'SCORE_INVALID' });
  });
});

describe('preparing a picture', () => {
  const preprocessing = {
    format: 1,
    resize: 'area',
    input: { width: 96, height: 64 },
    map: { width: 6, height: 4 },
    aspect: { min: 1.25, max: 1.8 },
  } as const;
  const picture = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height * 3) });

  it('squeezes what is a little wider or narrower than taught into the input of the model', () => {
    for (const image of [picture(300, 200), picture(250, 200), picture(360, 200)]) {
      expect(prepareCrop(image, preprocessing)).toMatchObject({ width: 96, height: 64 });
    }
  });
  it('refuses another view, and says which was taught', () => {
    for (const image of [picture(200, 300), picture(200, 200), picture(900, 200)]) {
      expect(() => prepareCrop(image, preprocessing)).toThrow(/PICTURE_UNSUPPORTED.*1\.25 to 1\.80/);
    }
  });
});
