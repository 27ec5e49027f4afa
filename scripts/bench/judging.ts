import { loadBackbone, openBackbone } from '../../src/main/vision/backbone.ts';
import { decodePicture, encodeJpeg, loadModel } from '../../src/main/vision/index.ts';
import { rounded, type Times, timesOf } from './figures.ts';
import { partsOf } from './pictures.ts';

/** In the shape of the pictures that were taught. */
const sizes = [
  { name: '1 megapixel', width: 1_280, height: 960 },
  { name: '5 megapixels', width: 2_592, height: 1_944 },
];
const judgements = 100;
const warmUps = 5;
const options = { threshold: 0.5, minDefectAreaPx: 0 };

export interface JudgingFigures {
  readonly picture: string;
  readonly width: number;
  readonly height: number;
  /** A JPEG file in memory to pixels. */
  readonly decode: Times;
  /** Pixels to the network's input. */
  readonly prepare: Times;
  /** The backbone alone, in turn with the judgements. */
  readonly backbone: Times;
  /** What the whole graph takes longer than the backbone beside it. */
  readonly score: Times;
  /** The map to defects with boxes. */
  readonly map: Times;
  /** Decoded picture to verdict. */
  readonly total: Times;
  /** p50 of the total to p50 of the backbone. */
  readonly total_to_backbone: number;
}

export async function timeJudging(modelPath: string): Promise<JudgingFigures[]> {
  const model = await loadModel(modelPath);
  const backbone = await openBackbone(await loadBackbone(), model.card.input.width, model.card.input.height);
  const timed: JudgingFigures[] = [];
  try {
    for (const { name, width, height } of sizes) {
      const files = await Promise.all(partsOf(width, height, 4).map((image) => encodeJpeg(image)));
      const times = { decode: [], prepare: [], backbone: [], score: [], map: [], total: [] } as Record<string, number[]>;
      for (let i = -warmUps; i < judgements; i++) {
        const begun = performance.now();
        const image = await decodePicture({ bytes: files[(i + warmUps) % files.length] as Uint8Array });
        const decoded = performance.now();
        const { latencyMs } = await model.measure(image, options);
        const judged = performance.now();
        await backbone.run();
        const alone = performance.now() - judged;
        if (i < 0) continue;
        times['decode']?.push(decoded - begun);
        times['prepare']?.push(latencyMs.prepare);
        times['backbone']?.push(alone);
        times['score']?.push(latencyMs.infer - alone);
        times['map']?.push(latencyMs.defects);
        times['total']?.push(judged - decoded);
      }
      const of = (step: string) => timesOf(times[step] ?? []);
      const [total, alone] = [of('total'), of('backbone')];
      timed.push({
        picture: name,
        width,
        height,
        decode: of('decode'),
        prepare: of('prepare'),
        backbone: alone,
        score: of('score'),
        map: of('map'),
        total,
        total_to_backbone: rounded(total.p50 / alone.p50),
      });
    }
  } finally {
    await Promise.all([model.close(), backbone.close()]);
  }
  return timed;
}
