import sharp from 'sharp';
import type { Image } from './types.ts';

const raw = (image: Image, channels: 1 | 3) => ({ raw: { width: image.width, height: image.height, channels } });

/** Lossless. `compression` 0..9: 1 is what the line can afford (a 1.2 MP picture in about 30 ms). */
export async function encodePng(image: Image, compression = 1): Promise<Buffer> {
  return sharp(image.data, raw(image, 3))
    .png({ compressionLevel: compression, adaptiveFiltering: compression > 3 })
    .toBuffer();
}

/** `maxSidePx`: larger pictures are reduced to it, keeping their aspect. */
export async function encodeJpeg(image: Image, quality = 85, maxSidePx?: number): Promise<Buffer> {
  const whole = sharp(image.data, raw(image, 3));
  const sized =
    maxSidePx !== undefined && Math.max(image.width, image.height) > maxSidePx
      ? whole.resize({ width: maxSidePx, height: maxSidePx, fit: 'inside' })
      : whole;
  return sized.jpeg({ quality, chromaSubsampling: quality > 90 ? '4:4:4' : '4:2:0' }).toBuffer();
}

/** 8-bit grey values, row-major [height, width], as PNG: how anomaly maps travel. */
export async function encodeGreyPng(grey: Image): Promise<Buffer> {
  return sharp(grey.data, raw(grey, 1)).toColourspace('b-w').png({ compressionLevel: 6 }).toBuffer();
}
