import type { Profile } from '../../src/shared/domain/profile.ts';
import { loadBackbone, openBackbone, zoomOf } from '../../src/main/vision/backbone.ts';
import { decodePicture, encodeJpeg, loadModel } from '../../src/main/vision/index.ts';
import type { Model } from '../../src/main/vision/types.ts';
import { rounded, type Times, timesOf } from './figures.ts';
import { partsOf } from './pictures.ts';

/** In the shape of the pictures that were taught. */
const sizes = [
  { name: 'as taught', width: 640, height: 480 },
  { name: '1 megapixel', width: 1_280, height: 960 },
  { name: '5 megapixels', width: 2_592, height: 1_944 },
];
const judgements = 100;
const warmUps = 5;
const options = { threshold: 0.5, minDefectAreaPx: 0 };

export interface JudgingFigures {
  readonly profile: Profile;
  /** Whether parts are brought upright first. */
  readonly upright: boolean;
  readonly picture: string;
  readonly width: number;
  readonly height: number;
  /** A JPEG file in memory to pixels. */
  readonly decode: Times;
  /** Finding the part; 0 where parts are judged as they lie. */
  readonly locate: Times;
  /** Pixels to the network's input. */
  readonly prepare: Times;
  /** The backbone alone, at the sizes that the profile uses, in turn with the judgements. */
  readonly backbone: Times;
  /** What the whole graph takes longer than the backbone beside it. */
  readonly score: Times;
  /** The map to defects with boxes. */
  readonly map: Times;
  /** Decoded picture to verdict. */
  readonly total: Times;
  /** p50 of the total to p50 of the backbone. */
  readonly total_to_backbone: number;
  /** p50 of the total to that of the fast profile, judged in turn. */
  readonly total_to_fast: number;
  /** How many pictures of the network's usual size it looks at: the whole, and as many tiles as the second size has. */
  readonly tiles: number;
  /** p50 of the graph for each of them. */
  readonly infer_per_tile: number;
}

/** A taught model of a profile. */
export interface ProfileModel {
  readonly profile: Profile;
  readonly modelPath: string;
}

type Steps = Record<'decode' | 'locate' | 'prepare' | 'infer' | 'backbone' | 'score' | 'map' | 'total', number[]>;

/** All profiles judge the same pictures, one after the other: other work on the machine slows them alike. */
export async function timeJudging(models: readonly ProfileModel[]): Promise<JudgingFigures[]> {
  const opened = await Promise.all(
    models.map(async ({ profile, modelPath }) => {
      const [network, model] = [await loadBackbone(profile), await loadModel(modelPath)];
      const { width, height } = model.card.input;
      const zoom = zoomOf(network);
      return { profile, model, backbone: await openBackbone(network, width, height), tiles: zoom === 1 ? 1 : 1 + zoom * zoom };
    }),
  );
  const timed: JudgingFigures[] = [];
  try {
    for (const { name, width, height } of sizes) {
      const files = await Promise.all(partsOf(width, height, 4).map((image) => encodeJpeg(image)));
      const steps = opened.map(
        (): Steps => ({ decode: [], locate: [], prepare: [], infer: [], backbone: [], score: [], map: [], total: [] }),
      );
      for (let i = -warmUps; i < judgements; i++) {
        for (const [k, { model, backbone }] of opened.entries()) {
          const taken = await timeOne(model, backbone, files[(i + warmUps) % files.length] as Uint8Array);
          if (i < 0) continue;
          for (const step of Object.keys(taken) as (keyof Steps)[]) steps[k]?.[step].push(taken[step]);
        }
      }
      const fast = timesOf(steps[0]?.total ?? []).p50;
      opened.forEach(({ profile, model, tiles }, k) => {
        const of = (step: keyof Steps) => timesOf(steps[k]?.[step] ?? []);
        const [total, backbone] = [of('total'), of('backbone')];
        timed.push({
          ...{ profile, upright: model.card.scoring?.turning?.upright ?? false, picture: name, width, height },
          ...{
            decode: of('decode'),
            locate: of('locate'),
            prepare: of('prepare'),
            backbone,
            score: of('score'),
            map: of('map'),
            total,
          },
          total_to_backbone: rounded(total.p50 / backbone.p50),
          total_to_fast: rounded(total.p50 / fast),
          tiles,
          infer_per_tile: rounded(of('infer').p50 / tiles),
        });
      });
    }
  } finally {
    await Promise.all(opened.flatMap(({ model, backbone }) => [model.close(), backbone.close()]));
  }
  return timed;
}

async function timeOne(
  model: Model,
  backbone: { run(): Promise<void> },
  bytes: Uint8Array,
): Promise<Record<keyof Steps, number>> {
  const begun = performance.now();
  const image = await decodePicture({ bytes });
  const decoded = performance.now();
  const { latencyMs } = await model.measure(image, options);
  const judged = performance.now();
  await backbone.run();
  const alone = performance.now() - judged;
  const { locate = 0, prepare, infer, defects } = latencyMs;
  return {
    ...{ decode: decoded - begun, locate, prepare, infer, backbone: alone },
    ...{ score: infer - alone, map: defects, total: judged - decoded },
  };
}
