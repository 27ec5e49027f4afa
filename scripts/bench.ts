/**
 * What judging and teaching cost on this machine: `npm run bench`. Fifty simulated parts of 640² are taught, then parts of
 * three sizes are judged in turn with the bare backbone: whatever else the machine does slows both.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planPart } from '../src/main/cameras/simulated/plan.ts';
import { buildScene } from '../src/main/cameras/simulated/scene.ts';
import { renderWithTruth } from '../src/main/cameras/simulated/truth.ts';
import { openBackbone } from '../src/main/vision/backbone.ts';
import { encodePng, engineFingerprint, loadModel, teachModel } from '../src/main/vision/index.ts';
import type { Model } from '../src/main/vision/types.ts';
import { percentile } from '../src/shared/domain/metrics.ts';

const taughtParts = 50;
const taughtSide = 640;
const judgedSides = [320, 640, 1280, 2560];
const judgements = 60;
const warmUps = 5;
const options = { threshold: 0.5, minDefectAreaPx: 0 };

const part = (side: number, index: number) => renderWithTruth(buildScene(side, side), planPart(1, index, 0.2)).image;
const ms = (value: number) => `${value.toFixed(1).padStart(6)} ms`;

async function judge(model: Model, backbone: { run(): Promise<void> }, side: number): Promise<void> {
  const images = [0, 1, 2, 3].map((index) => part(side, index));
  const times = {
    whole: [] as number[],
    prepare: [] as number[],
    infer: [] as number[],
    defects: [] as number[],
    backbone: [] as number[],
  };
  for (let i = -warmUps; i < judgements; i++) {
    const image = images[Math.abs(i) % images.length];
    if (image === undefined) continue;
    const start = performance.now();
    const { latencyMs } = await model.measure(image, options);
    const judged = performance.now();
    await backbone.run();
    if (i < 0) continue;
    times.whole.push(judged - start);
    times.backbone.push(performance.now() - judged);
    for (const step of ['prepare', 'infer', 'defects'] as const) times[step].push(latencyMs[step]);
  }
  const p50 = (values: readonly number[]) => percentile(values, 0.5);
  const steps = (['prepare', 'infer', 'defects'] as const).map((step) => `${step} ${ms(p50(times[step]))}`).join('  ');
  const ratio = (p50(times.whole) / p50(times.backbone)).toFixed(2);
  console.log(
    `${String(side).padStart(4)}²  p50 ${ms(p50(times.whole))}  p95 ${ms(percentile(times.whole, 0.95))}  ${steps}  = ${ratio} × backbone`,
  );
}

const folder = await mkdtemp(join(tmpdir(), 'passline-bench-'));
try {
  const scene = buildScene(taughtSide, taughtSide);
  const good: string[] = [];
  for (let index = 0; index < taughtParts; index++) {
    const path = join(folder, `${index}.png`);
    await writeFile(path, await encodePng(renderWithTruth(scene, planPart(2, index, 0)).image));
    good.push(path);
  }
  console.log(engineFingerprint());
  const { card, modelPath } = await teachModel({ name: 'bench', good, bad: [], falseRejectRate: 0.05, seed: 1 }, folder);
  console.log(`teaching ${taughtParts} pictures of ${taughtSide}²: ${card.teaching.seconds.toFixed(1)} s`);
  const start = performance.now();
  const model = await loadModel(modelPath);
  console.log(`loading with self-test: ${ms(performance.now() - start)}`);
  const backbone = await openBackbone(card.input.width, card.input.height);
  for (const side of judgedSides) await judge(model, backbone, side);
  await Promise.all([model.close(), backbone.close()]);
} finally {
  await rm(folder, { recursive: true, force: true });
}
