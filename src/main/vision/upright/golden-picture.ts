import sharp from 'sharp';
import { encodePng } from '../encode.ts';
import { VisionError } from '../errors.ts';
import type { Golden } from './locate.ts';

/** Larger ones are none of ours. */
const mostSidePx = 512;

/** As PNG: its grey as red, its mask as green. */
export function encodeGolden({ grey: { width, height, data }, mask }: Golden): Promise<Uint8Array> {
  const picture = new Uint8Array(width * height * 3);
  for (let at = 0; at < data.length; at++) {
    picture[3 * at] = data[at] as number;
    picture[3 * at + 1] = mask.data[at] as number;
  }
  return encodePng({ width, height, data: picture }, 9);
}

/** Throws MODEL_REJECTED where it is not a square picture in colour. */
export async function decodeGolden(bytes: Uint8Array): Promise<Golden> {
  const { data, info } = await sharp(bytes, { limitInputPixels: mostSidePx ** 2, failOn: 'error' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (width !== height || channels !== 3 || width < 16)
    throw new VisionError('MODEL_REJECTED', 'the golden part is no square picture');
  const plane = (channel: number) => ({
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, at) => data[3 * at + channel] as number),
  });
  return { grey: plane(0), mask: plane(1) };
}
