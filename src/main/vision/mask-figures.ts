import * as metrics from '#shared/domain/metrics.ts';
import { decodePicture } from './decode.ts';
import { VisionError } from './errors.ts';
import { mapToPixels } from './map-pixels.ts';
import type { TestPicture } from './test-set.ts';
import type { AnomalyMap, Image } from './types.ts';

/** What was seen in a test picture, and its size. */
export interface SeenPixels {
  readonly map: AnomalyMap;
  readonly width: number;
  readonly height: number;
}

/** How well the maps agree with the masks; null where there is none. */
interface PixelFigures {
  readonly pixel_auroc: number | null;
  readonly aupro: number | null;
  /** How many masks cannot be read; they say nothing of the pictures themselves. */
  readonly masks: number;
}

/** Over all judged pictures; a bad picture without a mask tells nothing of its pixels and is left out. */
export async function pixelFigures(judged: readonly (TestPicture & SeenPixels)[]): Promise<PixelFigures> {
  const usable = judged.filter(({ bad, maskPath }) => !bad || maskPath !== null);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { map } of usable) {
    for (const value of map.data) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const histogram = metrics.pixelHistogram(low, high);
  let [read, unreadable] = [0, 0];
  for (const { bad, maskPath, map, width, height } of usable) {
    if (!bad) metrics.addPixels(histogram, mapToPixels(map, width, height), null);
    if (!bad || maskPath === null) continue;
    const mask = await readMask(maskPath);
    if (mask === null) {
      unreadable++;
      continue;
    }
    read++;
    metrics.addPixels(histogram, mapToPixels(map, width, height), metrics.labelRegions(maskOf(mask, width, height), width));
  }
  if (read === 0) return { pixel_auroc: null, aupro: null, masks: unreadable };
  return { pixel_auroc: metrics.pixelAuroc(histogram), aupro: metrics.aupro(histogram), masks: unreadable };
}

async function readMask(path: string): Promise<Image | null> {
  try {
    return await decodePicture({ path });
  } catch (error) {
    if (error instanceof VisionError) return null;
    throw error;
  }
}

/** Masks that number their kinds of defects (0, 1, 2 …) instead of painting them white have no brighter pixel than this. */
const mostNumbered = 32;

/** 1 where the mask shows a defect in any channel, at the size of the picture (nearest pixel where they differ). */
function maskOf({ data, ...mask }: Image, width: number, height: number): Uint8Array {
  const brightest = data.reduce((most, value) => Math.max(most, value), 0);
  const from = brightest <= mostNumbered ? 1 : 128;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * mask.height) / height) * mask.width;
    for (let x = 0; x < width; x++) {
      const at = (row + Math.floor(((x + 0.5) * mask.width) / width)) * 3;
      out[y * width + x] = Math.max(data[at] as number, data[at + 1] as number, data[at + 2] as number) >= from ? 1 : 0;
    }
  }
  return out;
}
