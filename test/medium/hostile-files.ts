import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** A PNG of our own making: what the header says need not be true. */
function png(width: number, height: number, data: Buffer): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // One bit of grey a pixel: the smallest file for the most pixels.
  header[8] = 1;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

const half = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2));

/**
 * Files that are no picture, or none that may be judged, by name. A station that lets one of them pass has passed a part that
 * nobody saw. `good` is a good part as PNG, `outside` a file that an SVG tries to show.
 */
export async function writeBrokenFiles(folder: string, good: Buffer, outside: string): Promise<string[]> {
  const jpeg = await sharp(good).jpeg().toBuffer();
  const flipped = Buffer.from(good);
  for (let at = 2_000; at < flipped.length; at += 997) flipped[at] = (flipped[at] ?? 0) ^ 0xff;
  const files: Record<string, Buffer | string> = {
    'broken-empty.png': '',
    'broken-text.png': 'this is not a picture',
    'broken-page.jpg': '<!doctype html><img src="/etc/passwd">',
    'broken-document.pdf': '%PDF-1.7\n1 0 obj <<>> endobj',
    'broken-noise.png': Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 256)),
    'broken-archive.png': Buffer.from('504b0304140000000000', 'hex'),
    'broken-cut.png': half(good),
    'broken-cut.jpg': half(jpeg),
    'broken-cut.webp': half(await sharp(good).webp().toBuffer()),
    'broken-cut.tif': half(await sharp(good).tiff({ compression: 'lzw' }).toBuffer()),
    'broken-header-only.jpg': jpeg.subarray(0, 400),
    'broken-bytes.png': flipped,
    'broken-1x1.png': await sharp({ create: { width: 1, height: 1, channels: 3, background: '#888' } })
      .png()
      .toBuffer(),
    // 400 megapixels in 50 kilobytes, all of them really there.
    'broken-20000x20000.png': png(20_000, 20_000, deflateSync(Buffer.alloc(20_000 * 2_501))),
    'broken-liar.png': png(100_000, 100_000, deflateSync(Buffer.alloc(100))),
    'broken-outside.svg': `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360"><image href="file://${outside}" width="480" height="360"/></svg>`,
    'broken-entity.svg': `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="480" height="360"><text>&x;</text></svg>`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return Object.keys(files);
}

/** Pictures that are unusual but whole: they are to be judged like any other. Of an animation the first page is judged. */
export async function writeOddPictures(folder: string, good: Buffer): Promise<string[]> {
  const first = await sharp(good).resize(240, 180).toBuffer();
  const second = await sharp(first).negate().toBuffer();
  const files: Record<string, Buffer> = {
    'odd-16-bit.png': await sharp(good).toColourspace('rgb16').png().toBuffer(),
    'odd-cmyk.jpg': await sharp(good).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
    'odd-animated.gif': await sharp([first, second], { join: { animated: true } })
      .gif()
      .toBuffer(),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return Object.keys(files);
}

/** Largest resident memory that a process has had so far, in bytes (Linux). */
export async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
