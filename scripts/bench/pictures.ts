import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planPart } from '../../src/main/cameras/simulated/plan.ts';
import { buildScene } from '../../src/main/cameras/simulated/scene.ts';
import { renderWithTruth } from '../../src/main/cameras/simulated/truth.ts';
import { encodeJpeg } from '../../src/main/vision/index.ts';
import type { Image } from '../../src/main/vision/types.ts';

const taught = { width: 640, height: 480 };

/** Simulated good parts of 640×480, as JPEG files; answers with their paths. */
export async function makePictures(folder: string, count: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const scene = buildScene(taught.width, taught.height);
  const paths: string[] = [];
  for (let index = 0; index < count; index++) {
    const path = join(folder, `${index}.jpg`);
    await writeFile(path, await encodeJpeg(renderWithTruth(scene, planPart(2, index, 0)).image));
    paths.push(path);
  }
  return paths;
}

/** Simulated parts to judge, one in five with a defect. */
export function partsOf(width: number, height: number, count: number): Image[] {
  const scene = buildScene(width, height);
  return Array.from({ length: count }, (_, index) => renderWithTruth(scene, planPart(1, index, 0.2)).image);
}
