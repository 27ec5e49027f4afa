import sharp from 'sharp';
import { encodeMap } from '#shared/domain/anomaly-map.ts';
import type { AnomalyMap, Image } from './types.ts';

const raw = ({ width, height }: Image) => ({ raw: { width, height, channels: 3 as const } });

/** Lossless. `compression` 0..9: 1 is what the line can afford (a 1.2 MP picture in about 30 ms). */
export async function encodePng(image: Image, compression = 1): Promise<Buffer> {
  return sharp(image.data, raw(image))
    .png({ compressionLevel: compression, adaptiveFiltering: compression > 3 })
    .toBuffer();
}

/** `maxSidePx`: larger pictures are reduced to it, keeping their aspect. */
export async function encodeJpeg(image: Image, quality = 85, maxSidePx?: number): Promise<Buffer> {
  const whole = sharp(image.data, raw(image));
  const sized =
    maxSidePx !== undefined && Math.max(image.width, image.height) > maxSidePx
      ? whole.resize({ width: maxSidePx, height: maxSidePx, fit: 'inside' })
      : whole;
  return sized.jpeg({ quality, chromaSubsampling: quality > 90 ? '4:4:4' : '4:2:0' }).toBuffer();
}

/** What a screen shows while the line runs: JPEG, longest side at most 1280. */
export async function encodePreview(image: Image): Promise<Buffer> {
  return encodeJpeg(image, 80, 1280);
}

/** The anomaly map as it is stored and sent: 8-bit grey PNG, 128 at the threshold (see `encodeMap`). */
export async function encodeMapPng(map: AnomalyMap, threshold: number): Promise<Buffer> {
  const { width, height } = map;
  const grey = encodeMap(map.data, threshold);
  return sharp(grey, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 6 })
    .toBuffer();
}
