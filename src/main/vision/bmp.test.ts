import { describe, expect, it } from 'vitest';
import { decodePicture } from './decode.ts';

const width = 33;
const height = 40;
const pixel = (x: number, y: number): readonly [number, number, number] => [x * 7, y * 6, (x + y) & 255];

/** A bitmap of the pattern above, written by hand. */
function bitmap(bits: 8 | 24 | 32, { topDown = false, compression = 0, claimedWidth = width } = {}): Buffer {
  const stride = Math.ceil((width * bits) / 32) * 4;
  const pixelsAt = 54 + (bits === 8 ? 1024 : 0);
  const out = Buffer.alloc(pixelsAt + stride * height);
  out.write('BM', 'latin1');
  out.writeUInt32LE(out.length, 2);
  out.writeUInt32LE(pixelsAt, 10);
  out.writeUInt32LE(40, 14);
  out.writeInt32LE(claimedWidth, 18);
  out.writeInt32LE(topDown ? -height : height, 22);
  out.writeUInt16LE(1, 26);
  out.writeUInt16LE(bits, 28);
  out.writeUInt32LE(compression, 30);
  // The palette turns grey upside down: 255 − i.
  if (bits === 8) for (let i = 0; i < 256; i++) out.fill(255 - i, 54 + i * 4, 54 + i * 4 + 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = pixelsAt + (topDown ? y : height - 1 - y) * stride + (x * bits) / 8;
      const [red, green, blue] = pixel(x, y);
      out.set(bits === 8 ? [red & 255] : [blue, green & 255, red & 255], at);
    }
  return out;
}
const decode = (bytes: Uint8Array) => decodePicture({ bytes });

describe('a BMP', () => {
  it.each([24, 32] as const)('of %i bits has its exact pixels, bottom up or top down', async (bits) => {
    for (const topDown of [false, true]) {
      const image = await decode(bitmap(bits, { topDown }));
      expect(image).toMatchObject({ width, height });
      for (const [x, y] of [
        [0, 0],
        [32, 0],
        [0, 39],
        [17, 23],
      ] as const) {
        const at = (y * width + x) * 3;
        expect([...image.data.subarray(at, at + 3)]).toEqual(pixel(x, y).map((value) => value & 255));
      }
    }
  });
  it('of 8 bits goes through its palette', async () => {
    const { data } = await decode(bitmap(8));
    expect([...data.subarray(6, 9)]).toEqual([241, 241, 241]);
  });
  it('that is cut off, or claims more than it holds, is FILE_DAMAGED', async () => {
    const whole = bitmap(24);
    for (const length of [20, 53, 60, whole.length - 40]) {
      await expect(decode(whole.subarray(0, length))).rejects.toMatchObject({ code: 'FILE_DAMAGED' });
    }
    await expect(decode(bitmap(24, { claimedWidth: 4000 }))).rejects.toMatchObject({ code: 'FILE_DAMAGED' });
  });
  it('that claims to be huge, or nothing, is refused by its size', async () => {
    await expect(decode(bitmap(24, { claimedWidth: 2_000_000_000 }))).rejects.toMatchObject({ code: 'PICTURE_TOO_LARGE' });
    await expect(decode(bitmap(24, { claimedWidth: -5 }))).rejects.toMatchObject({ code: 'PICTURE_TOO_SMALL' });
  });
  it('that is compressed is PICTURE_UNSUPPORTED', async () => {
    await expect(decode(bitmap(8, { compression: 1 }))).rejects.toMatchObject({ code: 'PICTURE_UNSUPPORTED' });
  });
});
