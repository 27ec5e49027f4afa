import { constants, open } from 'node:fs/promises';
import sharp from 'sharp';
import { decodeBmp, readBmpHeader } from './bmp.ts';
import { oneLine, VisionError } from './errors.ts';
import { sniffPicture } from './sniff.ts';
import type { Image } from './types.ts';

// Pictures come once each: a cache would only hold memory. Two threads: the line must not wait for an upload.
sharp.cache(false);
sharp.concurrency(2);
// Documents that can name outside files or run programs are refused before libvips sees them; this is the second lock.
sharp.block({
  operation: [
    'VipsForeignLoadSvg',
    'VipsForeignLoadPdf',
    'VipsForeignLoadMagick',
    'VipsForeignLoadMagick7',
    'VipsForeignLoadOpenslide',
  ],
});

export interface DecodeLimits {
  readonly maxFileBytes: number;
  /** Width times height. */
  readonly maxPixels: number;
  readonly maxSidePx: number;
  readonly minSidePx: number;
}

export const defaultDecodeLimits: DecodeLimits = {
  maxFileBytes: 256 * 1024 * 1024,
  maxPixels: 64_000_000,
  maxSidePx: 20_000,
  minSidePx: 32,
};

export type PictureSource = { readonly path: string } | { readonly bytes: Uint8Array };

/**
 * Decodes a picture from outside to 8-bit sRGB, upright (EXIF orientation applied), transparency laid on white, the first
 * page of animations. Of 16-bit pictures the upper eight bits count; where no value exceeds 12 bits, as cameras write them,
 * the upper eight of those. Dimensions are checked before a pixel is decoded. Throws VisionError: FILE_EMPTY, FILE_TOO_LARGE,
 * FILE_NOT_A_PICTURE, FILE_DAMAGED (also: cut off), PICTURE_UNSUPPORTED (vector formats above all), PICTURE_TOO_LARGE,
 * PICTURE_TOO_SMALL.
 */
export async function decodePicture(source: PictureSource, limits: DecodeLimits = defaultDecodeLimits): Promise<Image> {
  const { bytes, kind } = await acceptableBytes(source, limits);
  if (kind === 'BMP') {
    const header = readBmpHeader(bytes);
    checkSize(header, limits);
    return decodeBmp(bytes, header);
  }
  return decodePixels(bytes, await readHeader(bytes, limits), limits);
}

/** Size of the upright picture, from its header alone. Throws what `decodePicture` throws before it decodes. */
export async function measurePicture(
  source: PictureSource,
  limits: DecodeLimits = defaultDecodeLimits,
): Promise<{ readonly width: number; readonly height: number }> {
  const { bytes, kind } = await acceptableBytes(source, limits);
  return kind === 'BMP' ? checkSize(readBmpHeader(bytes), limits) : readHeader(bytes, limits);
}

async function acceptableBytes(source: PictureSource, limits: DecodeLimits): Promise<{ bytes: Uint8Array; kind: string }> {
  const bytes = 'path' in source ? await readPictureFile(source.path, limits) : source.bytes;
  if (bytes.byteLength === 0) throw new VisionError('FILE_EMPTY', 'the file has no bytes');
  if (bytes.byteLength > limits.maxFileBytes) throw tooManyBytes(bytes.byteLength, limits);
  const kind = sniffPicture(bytes);
  if (kind === null) throw new VisionError('FILE_NOT_A_PICTURE', 'the content is of no known picture format');
  if (!kind.decodable) throw new VisionError('PICTURE_UNSUPPORTED', `${kind.name} is not accepted`);
  return { bytes, kind: kind.name };
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** What a header tells. `channels` with transparency. */
interface Header extends PictureSize {
  readonly depth: 'uchar' | 'ushort';
  readonly channels: number;
}

function checkSize<T extends PictureSize>(picture: T, limits: DecodeLimits): T {
  const { width, height } = picture;
  const size = `${width}×${height} px`;
  if (width * height > limits.maxPixels || Math.max(width, height) >= limits.maxSidePx) {
    throw new VisionError('PICTURE_TOO_LARGE', `${size}, at most ${limits.maxPixels / 1e6} megapixels`);
  }
  if (Math.min(width, height) < limits.minSidePx) {
    throw new VisionError('PICTURE_TOO_SMALL', `${size}, at least ${limits.minSidePx} a side`);
  }
  return picture;
}

/** Reads a regular file whole. Pipes and devices are refused without ever waiting for them. */
export async function readPictureFile(path: string, limits: DecodeLimits = defaultDecodeLimits): Promise<Uint8Array> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw new VisionError('FILE_NOT_A_PICTURE', `the file cannot be opened (${codeOf(error)})`, { cause: error });
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new VisionError('FILE_NOT_A_PICTURE', 'not a regular file');
    if (stat.size > limits.maxFileBytes) throw tooManyBytes(stat.size, limits);
    // Not readFile: a file that grows meanwhile must not be read past the limit.
    const bytes = new Uint8Array(stat.size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    if (error instanceof VisionError) throw error;
    throw new VisionError('FILE_DAMAGED', `the file cannot be read (${codeOf(error)})`, { cause: error });
  } finally {
    await file.close();
  }
}

async function readHeader(bytes: Uint8Array, limits: DecodeLimits): Promise<Header> {
  const metadata = await sharp(bytes, { limitInputPixels: false, pages: 1 })
    .metadata()
    .catch((error: unknown) => {
      throw damaged(error);
    });
  checkSize(metadata, limits);
  const { depth, channels } = metadata;
  if (depth !== 'uchar' && depth !== 'ushort') throw new VisionError('PICTURE_UNSUPPORTED', `pixels of type ${depth}`);
  return { width: metadata.autoOrient.width, height: metadata.autoOrient.height, depth, channels };
}

async function decodePixels(bytes: Uint8Array, { depth, channels }: Header, limits: DecodeLimits): Promise<Image> {
  const deepSpace = channels < 3 ? 'grey16' : 'rgb16';
  // `error`: broken and cut-off data fails; mere oddities of a header (common in camera files) do not.
  const { data, info } = await sharp(bytes, {
    failOn: 'error',
    limitInputPixels: limits.maxPixels,
    sequentialRead: true,
    pages: 1,
    autoOrient: true,
  })
    .timeout({ seconds: 30 })
    .flatten({ background: '#ffffff' })
    .toColourspace(depth === 'ushort' ? deepSpace : 'srgb')
    .raw({ depth })
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw damaged(error);
    });
  const pixels = depth === 'ushort' ? upperBits(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (info.channels === 3) return { width: info.width, height: info.height, data: pixels };
  if (info.channels === 1) return { width: info.width, height: info.height, data: greyToRgb(pixels) };
  throw new VisionError('PICTURE_UNSUPPORTED', `${info.channels} colour channels`);
}

const most12Bits = 0x0fff;

/** `data`: 16-bit values in the order of bytes of this machine; overwritten, so that a large picture is not there twice. */
function upperBits(data: Buffer): Uint8Array {
  const values = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  const shift = values.some((value) => value > most12Bits) ? 8 : 4;
  const upper = new Uint8Array(data.buffer, data.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) upper[i] = (values[i] as number) >> shift;
  return upper;
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let i = 0, to = 0; i < grey.length; i++) {
    const value = grey[i] as number;
    rgb[to++] = value;
    rgb[to++] = value;
    rgb[to++] = value;
  }
  return rgb;
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';
const tooManyBytes = (bytes: number, limits: DecodeLimits) =>
  new VisionError('FILE_TOO_LARGE', `${Math.ceil(bytes / 1e6)} MB, at most ${Math.floor(limits.maxFileBytes / 1e6)} MB`);

/** The first bytes promised a format that we read: what fails after that is broken data, or a kind of compression we lack. */
function damaged(error: unknown): VisionError {
  const text = oneLine(error);
  const code = /compression format|not built/i.test(text) ? 'PICTURE_UNSUPPORTED' : 'FILE_DAMAGED';
  return new VisionError(code, text, { cause: error });
}
