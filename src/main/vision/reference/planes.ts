import type { Plane } from '../pixels/operations.ts';
import type { Image } from '../types.ts';
import type { ValidRows } from './valid.ts';

/** Luminance (BT.601), in whole numbers. */
export function greyOf({ width, height, data }: Image): Plane {
  const out = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    out[i] = (77 * (data[at] as number) + 150 * (data[at + 1] as number) + 29 * (data[at + 2] as number) + 128) >> 8;
  }
  return { width, height, data: out };
}

export function channelsOf({ width, height, data }: Image): Plane[] {
  return [0, 1, 2].map((channel) => {
    const out = new Uint8Array(width * height);
    for (let i = 0, at = channel; i < out.length; i++, at += 3) out[i] = data[at] as number;
    return { width, height, data: out };
  });
}

/** More than a JPEG of a grey picture makes of it. */
const leastColour = 12;

export function isColoured({ data }: Image): boolean {
  for (let at = 0; at < data.length; at += 3) {
    const [r, g, b] = [data[at] as number, data[at + 1] as number, data[at + 2] as number];
    if (Math.max(r, g, b) - Math.min(r, g, b) > leastColour) return true;
  }
  return false;
}

const dark = 0.02;
const bright = 0.98;

/** From the darkest to the brightest 2 % of what is compared, and at least half of the whole range: prints can be sparse. */
export function contrastOf({ width, height, data }: Plane, { first, end, pixels }: ValidRows): number {
  const counts = new Int32Array(256);
  for (let y = 0; y < height; y++) {
    for (let at = y * width + (first[y] as number), last = y * width + (end[y] as number); at < last; at++) {
      counts[data[at] as number] = (counts[data[at] as number] as number) + 1;
    }
  }
  const at = (share: number): number => {
    let seen = 0;
    for (let grey = 0; grey < 256; grey++) {
      seen += counts[grey] as number;
      if (seen > share * pixels) return grey;
    }
    return 255;
  };
  return Math.max(1, at(bright) - at(dark), (at(1 - 1e-9) - at(0)) / 2);
}
