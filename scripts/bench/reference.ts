import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadBackbone, openBackbone } from '../../src/main/vision/backbone.ts';
import { encodePng, loadModel, teachReference } from '../../src/main/vision/index.ts';
import { openPixelOperations } from '../../src/main/vision/pixels/opencv.ts';
import { uniform } from '../../src/main/vision/random.ts';
import { disturbedReference } from '../../src/main/vision/reference/disturb.ts';
import type { Image } from '../../src/main/vision/types.ts';
import { type Times, timesOf } from './figures.ts';
import { partsOf } from './pictures.ts';

const compared = [
  { side: 640, grey: true },
  { side: 640, grey: false },
  { side: 1024, grey: false },
] as const;
const comparisons = 30;
const warmUps = 5;
const copies = 4;

export interface ReferenceFigures {
  readonly width: number;
  readonly height: number;
  readonly colour: boolean;
  /** From the decoded picture to score, map and defects; on one core. */
  readonly total: Times;
  /** The backbone alone at 320², in turn. */
  readonly backbone: Times;
}

/** Time of comparing with a reference: disturbed copies of one simulated part, in turn. */
export async function timeReference(folder: string): Promise<ReferenceFigures[]> {
  await mkdir(folder, { recursive: true });
  const backbone = await openBackbone(await loadBackbone(), 320, 320);
  const [random, pixels] = [uniform(7), await openPixelOperations()];
  const timed: ReferenceFigures[] = [];
  for (const { side, grey } of compared) {
    const [part] = partsOf(side, side, 1);
    if (part === undefined) continue;
    const image = grey ? greyed(part) : part;
    const reference = join(folder, 'reference.png');
    await writeFile(reference, await encodePng(image));
    const request = { name: 'bench', reference, good: [], bad: [], falseRejectRate: 0.05, seed: 1 };
    const model = await loadModel((await teachReference(request, folder)).modelPath);
    const pictures = Array.from({ length: copies }, () => disturbedReference(image, random, pixels));
    const [total, alone]: [number[], number[]] = [[], []];
    for (let k = -warmUps; k < comparisons; k++) {
      const begun = performance.now();
      await model.measure(pictures[Math.abs(k) % copies] as Image, { threshold: 0.5, minDefectAreaPx: 0 });
      const judged = performance.now();
      await backbone.run();
      if (k < 0) continue;
      total.push(judged - begun);
      alone.push(performance.now() - judged);
    }
    await model.close();
    timed.push({ width: side, height: side, colour: !grey, total: timesOf(total), backbone: timesOf(alone) });
  }
  await backbone.close();
  return timed;
}

/** The green of it in all channels. */
function greyed(image: Image): Image {
  return { ...image, data: Uint8Array.from(image.data, (_, i) => image.data[i - (i % 3) + 1] as number) };
}
