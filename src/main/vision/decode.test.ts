import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePicture, defaultDecodeLimits } from './decode.ts';
import { VisionError } from './errors.ts';

const makePipe = 'mkfifo';
const width = 64;
const height = 48;
/** Noise: it does not compress, so that half a file holds about half the picture. */
const noise = Buffer.from(Uint8Array.from({ length: width * height * 3 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 11) & 255));
const picture = () => sharp(noise, { raw: { width, height, channels: 3 } });

async function codeOf(bytes: Uint8Array): Promise<string> {
  return decodePicture({ bytes }).then(
    () => 'decoded',
    (error: unknown) => {
      expect(error).toBeInstanceOf(VisionError);
      expect((error as VisionError).detail).not.toContain('\n');
      return (error as VisionError).code;
    },
  );
}

/** A PNG of one colour whose header says what it likes: its size is no part of what it weighs. */
function hollowPng(claimedWidth: number, claimedHeight: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(claimedWidth, 0);
  header.writeUInt32BE(claimedHeight, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('a file that is no picture', () => {
  it('has no bytes: FILE_EMPTY', async () => {
    expect(await codeOf(new Uint8Array(0))).toBe('FILE_EMPTY');
  });
  it.each([
    ['text', Buffer.from('not a picture at all')],
    ['zeros', Buffer.alloc(5000)],
    ['a zip', Buffer.from('PK\u0003\u0004 and so on')],
    ['one byte', Buffer.from([0xff])],
    ['a web page', Buffer.from('<!doctype html><html><body>404</body></html>')],
  ])('is %s: FILE_NOT_A_PICTURE', async (_, bytes) => {
    expect(await codeOf(bytes)).toBe('FILE_NOT_A_PICTURE');
  });
  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff'] as const)('is %s by its first bytes only: FILE_DAMAGED', async (format) => {
    const whole = await picture().toFormat(format).toBuffer();
    expect(await codeOf(Buffer.concat([whole.subarray(0, 12), Buffer.alloc(400, 7)]))).toBe('FILE_DAMAGED');
  });
  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)('is a %s that was cut off: FILE_DAMAGED', async (format) => {
    const whole = await picture().toFormat(format).toBuffer();
    for (const share of [0.4, 0.7, 0.95]) {
      expect(await codeOf(whole.subarray(0, Math.floor(whole.length * share)))).toBe('FILE_DAMAGED');
    }
  });
  it('is a PNG with a bit turned over in its pixels: FILE_DAMAGED', async () => {
    const bytes = await picture().png().toBuffer();
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 0x40;
    expect(await codeOf(bytes)).toBe('FILE_DAMAGED');
  });
});

describe('a picture that is not accepted', () => {
  it('is larger than the limits, found before a pixel is decoded: PICTURE_TOO_LARGE', async () => {
    const before = process.memoryUsage().rss;
    expect(await codeOf(hollowPng(20_000, 20_000))).toBe('PICTURE_TOO_LARGE');
    expect(await codeOf(hollowPng(8_001, 8_000))).toBe('PICTURE_TOO_LARGE');
    expect(await codeOf(hollowPng(1_000_000, 40))).toBe('PICTURE_TOO_LARGE');
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });
  it('is too small to hold a part: PICTURE_TOO_SMALL', async () => {
    expect(await codeOf(await picture().resize(1, 1).png().toBuffer())).toBe('PICTURE_TOO_SMALL');
    expect(await codeOf(await picture().resize(200, 31, { fit: 'fill' }).jpeg().toBuffer())).toBe('PICTURE_TOO_SMALL');
  });
  it('has more bytes than the limit: FILE_TOO_LARGE', async () => {
    const bytes = await picture().png().toBuffer();
    await expect(decodePicture({ bytes }, { ...defaultDecodeLimits, maxFileBytes: bytes.length - 1 })).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
    });
  });
  it.each([
    ['a PDF', '%PDF-1.4\n%âãÏÓ'],
    ['PostScript', '%!PS-Adobe-3.0'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>'],
    [
      'SVG behind a declaration',
      '<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>',
    ],
    ['SVG behind space and a mark', '\ufeff  \n<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>'],
  ])('is %s: PICTURE_UNSUPPORTED', async (_, text) => {
    expect(await codeOf(Buffer.from(text))).toBe('PICTURE_UNSUPPORTED');
  });
});

describe('an SVG with outside references', () => {
  let server: Server;
  let asked = 0;
  beforeAll(async () => {
    server = createServer((_, response) => {
      asked++;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  it('is refused and asks nobody for anything', async () => {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64">
      <image xlink:href="http://127.0.0.1:${port}/pixel.png" width="64" height="64"/><image xlink:href="file:///etc/passwd"/></svg>`;
    expect(await codeOf(Buffer.from(svg))).toBe('PICTURE_UNSUPPORTED');
    expect(asked).toBe(0);
  });
});

describe('a file on disk', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passline-decode-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const decodeFile = (path: string) => decodePicture({ path });

  it('that is missing, or a folder, is no picture', async () => {
    await expect(decodeFile(join(folder, 'none.png'))).rejects.toMatchObject({ code: 'FILE_NOT_A_PICTURE' });
    await expect(decodeFile(folder)).rejects.toMatchObject({ code: 'FILE_NOT_A_PICTURE' });
  });
  it.skipIf(process.platform === 'win32')('that is a device or a pipe is refused without waiting for it', async () => {
    const pipe = join(folder, 'pipe.png');
    // Node has no call for it; every Unix has the command.
    execFileSync(makePipe, [pipe]);
    await symlink('/dev/zero', join(folder, 'endless.png'));
    await expect(decodeFile(pipe)).rejects.toMatchObject({ code: 'FILE_NOT_A_PICTURE' });
    await expect(decodeFile(join(folder, 'endless.png'))).rejects.toMatchObject({ code: 'FILE_NOT_A_PICTURE' });
  });
  it('is judged by its content, not by its name', async () => {
    const path = join(folder, 'picture.txt');
    await writeFile(path, await picture().png().toBuffer());
    expect(await decodeFile(path)).toMatchObject({ width, height });
  });
});

describe('a decoded picture', () => {
  const decode = (bytes: Uint8Array) => decodePicture({ bytes });

  it('has the exact pixels of a lossless file, as RGB', async () => {
    for (const file of [picture().png(), picture().tiff({ compression: 'lzw' }), picture().webp({ lossless: true })]) {
      const { data } = await decode(await file.toBuffer());
      expect(Buffer.compare(data, noise)).toBe(0);
    }
  });
  it('is turned upright as its EXIF orientation says', async () => {
    const lying = await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await decode(lying)).toMatchObject({ width: height, height: width });
  });
  it('has three equal colours when the file is grey, with 8 bits or 16', async () => {
    const grey = await picture().greyscale().toColourspace('b-w').png().toBuffer();
    const deep = await picture().greyscale().toColourspace('grey16').png().toBuffer();
    const [eight, sixteen] = [await decode(grey), await decode(deep)];
    expect(eight.data.length).toBe(width * height * 3);
    for (const image of [eight, sixteen]) expect([image.data[0], image.data[1]]).toEqual([image.data[1], image.data[2]]);
    const farthest = eight.data.reduce((max, value, i) => Math.max(max, Math.abs(value - (sixteen.data[i] ?? 0))), 0);
    expect(farthest).toBeLessThanOrEqual(1);
  });
  it('keeps its 16-bit colours within a step of 8 bits', async () => {
    const deep = await picture().toColourspace('rgb16').png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    const { data } = await decode(deep);
    expect(data.reduce((max, value, i) => Math.max(max, Math.abs(value - (noise[i] ?? 0))), 0)).toBeLessThanOrEqual(1);
  });
  it('shows what cameras write with 12 bits in 16, grey or in colour, as bright as it was', async () => {
    for (const space of ['grey16', 'rgb16'] as const) {
      const { data, info } = await picture().toColourspace(space).raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
      const full = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
      const png = (values: Uint16Array) =>
        sharp(values, { raw: { width, height, channels: info.channels } })
          .toColourspace(space)
          .png()
          .toBuffer();
      const camera = await png(full.map((value) => value >> 4));
      expect(await sharp(camera).metadata()).toMatchObject({ depth: 'ushort', channels: info.channels });
      expect((await decode(camera)).data).toEqual((await decode(await png(full))).data);
    }
  });
  it('comes from CMYK as RGB', async () => {
    const red = sharp({ create: { width, height, channels: 3, background: '#c02020' } });
    const { data, ...size } = await decode(await red.toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer());
    expect(size).toEqual({ width, height });
    expect((data[0] ?? 0) - (data[1] ?? 0)).toBeGreaterThan(80);
  });
  it('comes from a palette and from the first page of an animation', async () => {
    expect(await decode(await picture().png({ palette: true }).toBuffer())).toMatchObject({ width, height });
    const frames = Buffer.concat([Buffer.alloc(width * height * 3, 255), Buffer.alloc(width * height * 3, 0)]);
    const raw = { width, height: height * 2, channels: 3 as const, pageHeight: height };
    for (const format of ['gif', 'webp'] as const) {
      const animated = await sharp(frames, { raw }).toFormat(format).toBuffer();
      expect((await sharp(animated).metadata()).pages).toBe(2);
      const first = await decode(animated);
      expect(first).toMatchObject({ width, height });
      expect(first.data[0]).toBeGreaterThan(250);
    }
  });
  it('has white where the file is transparent', async () => {
    const clear = sharp({ create: { width, height, channels: 4, background: { r: 10, g: 20, b: 30, alpha: 0 } } });
    expect([...(await decode(await clear.png().toBuffer())).data.subarray(0, 3)]).toEqual([255, 255, 255]);
  });
});
