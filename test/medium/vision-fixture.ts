import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assetPath } from '#main/paths.ts';
import { encodePng } from '#main/vision/encode.ts';
import type { Image } from '#main/vision/types.ts';
import { buildBackbone } from '../../scripts/build-backbone.ts';

/** The tests run before a build too: the backbone then is made on the spot (a quarter of a second). */
export async function needBackbone(): Promise<void> {
  await access(assetPath('backbone.json')).catch(() => buildBackbone(dirname(assetPath('backbone.json'))));
}

export interface Scratch {
  readonly x: number;
  readonly y: number;
  readonly length: number;
}

/** A brushed plate with a bore, moved and lit a little differently by `seed`; with a bright scratch where one is given. */
export function plate(
  seed: number,
  { width = 320, height = 240, scratch }: { width?: number; height?: number; scratch?: Scratch } = {},
): Image {
  const data = new Uint8Array(width * height * 3);
  let state = Math.imul(seed + 1, 2654435761) >>> 0;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const [shiftX, shiftY, light] = [random() * 6 - 3, random() * 6 - 3, 0.95 + random() * 0.1];
  const brush = Float32Array.from({ length: height }, () => random() * 26 - 13);
  const [boreX, boreY, radius] = [width * 0.62 + shiftX, height * 0.5 + shiftY, height * 0.16];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const rim = Math.hypot(x - boreX, y - boreY) - radius;
      let value = 150 + (brush[y] ?? 0) + 20 * Math.sin((x + shiftX) / 40) + random() * 10 - 5;
      if (rim < 0) value = 35 + random() * 8;
      else if (rim < 4) value = 205;
      if (scratch && Math.abs(x - scratch.x - (y - scratch.y) * 0.4) < 2.2 && y >= scratch.y && y < scratch.y + scratch.length)
        value = 235;
      for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = Math.min(255, Math.max(0, value * light + c * 3));
    }
  }
  return { width, height, data };
}

/** Writes plates as PNG files; answers with their paths. */
export async function savePlates(folder: string, images: readonly Image[]): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    images.map(async (image, k) => {
      const path = join(folder, `plate-${String(k).padStart(3, '0')}.png`);
      await writeFile(path, await encodePng(image));
      return path;
    }),
  );
}
