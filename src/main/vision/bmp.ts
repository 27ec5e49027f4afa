import { VisionError } from './errors.ts';
import type { Image } from './types.ts';

/** What the header of a Windows bitmap says. Rows stand bottom up unless `topDown`, each padded to four bytes. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bitsPerPixel: 8 | 24 | 32;
  readonly pixelsAt: number;
  /** Blue, green, red, unused: four bytes a colour. */
  readonly palette: Uint8Array;
}

const unsupported = (what: string) => new VisionError('PICTURE_UNSUPPORTED', `BMP ${what}`);

/**
 * Reads the header of a BMP (Windows 3 and later, 8, 24 or 32 bits, not compressed): the format that many camera programs
 * save, and the one bitmap format that libvips as shipped with sharp does not read. Throws FILE_DAMAGED, PICTURE_UNSUPPORTED.
 */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  if (bytes.byteLength < 54) throw new VisionError('FILE_DAMAGED', 'BMP header is cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getUint32(14, true);
  if (headerBytes < 40) throw unsupported('of OS/2');
  const compression = view.getUint32(30, true);
  const bitsPerPixel = view.getUint16(28, true);
  if (bitsPerPixel !== 8 && bitsPerPixel !== 24 && bitsPerPixel !== 32) throw unsupported(`with ${bitsPerPixel} bits a pixel`);
  // 3: colour masks, which for 32 bits nearly always name the usual order.
  const usualMasks =
    compression === 3 &&
    bitsPerPixel === 32 &&
    bytes.byteLength >= 66 &&
    [54, 58, 62].every((at, k) => view.getUint32(at, true) === 0xff0000 >>> (8 * k));
  if (compression !== 0 && !usualMasks) throw unsupported('with compression');
  const colours = bitsPerPixel === 8 ? Math.min(256, view.getUint32(46, true) || 256) : 0;
  const height = view.getInt32(22, true);
  return {
    width: Math.max(0, view.getInt32(18, true)),
    height: Math.abs(height),
    topDown: height < 0,
    bitsPerPixel,
    pixelsAt: view.getUint32(10, true),
    palette: bytes.subarray(14 + headerBytes, 14 + headerBytes + colours * 4),
  };
}

/** The pixels, upright, as RGB; transparency is ignored. Throws FILE_DAMAGED where the file is shorter than its header says. */
export function decodeBmp(bytes: Uint8Array, header: BmpHeader): Image {
  const { width, height, topDown, bitsPerPixel, pixelsAt, palette } = header;
  const pixelBytes = bitsPerPixel / 8;
  const stride = Math.ceil((width * pixelBytes) / 4) * 4;
  if (pixelsAt < 54 || pixelsAt + stride * (height - 1) + width * pixelBytes > bytes.byteLength) {
    throw new VisionError('FILE_DAMAGED', 'BMP is cut off');
  }
  const data = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    let at = pixelsAt + (topDown ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x++, at += pixelBytes) {
      const source = pixelBytes === 1 ? palette : bytes;
      const from = pixelBytes === 1 ? (bytes[at] as number) * 4 : at;
      data[to++] = source[from + 2] ?? 0;
      data[to++] = source[from + 1] ?? 0;
      data[to++] = source[from] ?? 0;
    }
  }
  return { width, height, data };
}
