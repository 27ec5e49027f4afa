import sharp from 'sharp';
import { goodMedian } from '#shared/domain/anomaly-map.ts';
import type { Defect } from '#shared/domain/inspection.ts';
import { encodeJpeg } from './encode.ts';
import { eachMapRow } from './map-pixels.ts';
import type { AnomalyMap, Image } from './types.ts';

export interface OverlayOptions {
  readonly threshold: number;
  /** JPEG, 1..100. */
  readonly quality?: number;
  readonly maxSidePx?: number;
}

/**
 * The picture with its anomaly map laid over it, as JPEG: nothing where the part looks good, inferno colours towards and above
 * the threshold, a white line where the map crosses it and a box around every defect.
 */
export async function renderOverlay(
  image: Image,
  map: AnomalyMap,
  defects: readonly Defect[],
  { threshold, quality = 85, maxSidePx = 1280 }: OverlayOptions,
): Promise<Buffer> {
  const canvas = await canvasOf(image, maxSidePx);
  blendMap(canvas, map, threshold);
  const scale = canvas.width / image.width;
  for (const defect of defects) drawBox(canvas, defect, scale);
  return encodeJpeg(canvas, quality);
}

/** A copy to draw on, reduced where the picture is larger than an overlay needs to be. */
async function canvasOf(image: Image, maxSidePx: number): Promise<Image> {
  if (Math.max(image.width, image.height) <= maxSidePx) return { ...image, data: Uint8Array.from(image.data) };
  const { data, info } = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .resize({ width: maxSidePx, height: maxSidePx, fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** Share of the way from the middle of the good parts to the threshold below which nothing is shown. */
const visibleFrom = 0.4;
const strongest = 0.75;

function blendMap(canvas: Image, map: AnomalyMap, threshold: number): void {
  const { width, height, data } = canvas;
  const span = 2 * Math.max(0.01, threshold - goodMedian);
  const inside = new Uint8Array(width * height);
  eachMapRow(map, width, height, (y, values) => {
    for (let x = 0; x < width; x++) {
      const value = values[x] as number;
      if (value >= threshold) inside[y * width + x] = 1;
      // 0.5 at the threshold, as in the encoded map.
      const level = Math.min(1, (value - goodMedian) / span);
      const alpha = Math.min(1, (2 * level - visibleFrom) / (1 - visibleFrom)) * strongest;
      if (!(alpha > 0)) continue;
      const color = Math.round(level * 255) * 3;
      const at = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) {
        data[at + c] = (data[at + c] as number) * (1 - alpha) + (palette[color + c] as number) * alpha;
      }
    }
  });
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      if (inside[at] && !(inside[at - 1] && inside[at + 1] && inside[at - width] && inside[at + width])) paint(canvas, x, y, 255);
    }
  }
}

function drawBox(canvas: Image, box: Defect, scale: number): void {
  // Dark beside light: seen on white parts and on black ones.
  const thickness = Math.max(1, Math.round(Math.max(canvas.width, canvas.height) / 640));
  for (let k = 0; k < 2 * thickness; k++) {
    const left = Math.floor(box.x * scale) - k;
    const top = Math.floor(box.y * scale) - k;
    const right = Math.ceil((box.x + box.width) * scale) - 1 + k;
    const bottom = Math.ceil((box.y + box.height) * scale) - 1 + k;
    const tone = k < thickness ? 255 : 0;
    for (let x = left; x <= right; x++) [top, bottom].forEach((y) => paint(canvas, x, y, tone));
    for (let y = top; y <= bottom; y++) [left, right].forEach((x) => paint(canvas, x, y, tone));
  }
}

function paint({ width, height, data }: Image, x: number, y: number, tone: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  data.fill(tone, (y * width + x) * 3, (y * width + x) * 3 + 3);
}

/** matplotlib's inferno as a polynomial of degree 6 for each colour (fit by M. Zucker, public domain). */
const inferno: readonly (readonly number[])[] = [
  [25.13112622, -71.31942824, 77.1629357, -41.70399613, 11.60249308, 0.10651342, 0.00021894],
  [-12.24266895, 32.62606426, -33.40235894, 17.43639888, -3.97285397, 0.56395644, 0.001651],
  [-23.070325, 73.20951986, -81.80730926, 44.3541452, -15.94239411, 3.93271239, -0.0194809],
];
const palette: Uint8Array = Uint8Array.from({ length: 256 * 3 }, (_, i) => {
  const t = Math.floor(i / 3) / 255;
  const value = (inferno[i % 3] ?? []).reduce((sum, coefficient) => sum * t + coefficient, 0);
  return Math.round(255 * Math.min(1, Math.max(0, value)));
});
