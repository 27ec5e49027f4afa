/**
 * The demo's product package, taught on parts of the simulated line: out/assets/demo.passline.
 * Deterministic up to the date of the model card. (Whether it must be made again is decided by scripts/build.ts.)
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { type DefectKind, type PartPlan, planPart } from '../src/main/cameras/simulated/plan.ts';
import { buildScene } from '../src/main/cameras/simulated/scene.ts';
import { renderWithTruth } from '../src/main/cameras/simulated/truth.ts';
import { draftRecipe } from '../src/main/learning/draft-recipe.ts';
import { type GoldenPicture, writePackage } from '../src/main/learning/package.ts';
import { assetPath } from '../src/main/paths.ts';
import { encodePng, loadModel, teachModel } from '../src/main/vision/index.ts';
import type { Image, Model } from '../src/main/vision/types.ts';
import type { Recipe } from '../src/shared/domain/recipe.ts';

const goodParts = 44;
/** A world of its own: no part that was taught comes by on the demo line (seed 1). */
const teachingSeed = 20_260_000;
/** Of the demo's own tail: parts lie turned farther on the line than most that were taught. About one good part in a hundred. */
const falseRejectRate = 0.0005;
const goldenDefects: readonly DefectKind[] = ['missing-bolt', 'stain', 'chip', 'dent', 'crack'];

const scene = buildScene(1280, 960);
const folder = await mkdtemp(join(tmpdir(), 'passline-demo-'));
try {
  const good: string[] = [];
  for (let index = 0; index < goodParts; index += 1) good.push(await savePart(`good-${index}`, planPart(teachingSeed, index, 0)));
  const result = await teachModel({ name: 'Flange PL-40', good, bad: [], falseRejectRate, seed: 1 }, folder);
  if (result.skipped.length > 0) throw new Error(`a rendered part could not be used: ${JSON.stringify(result.skipped[0])}`);
  const draft = draftRecipe({
    productId: '0198c0de-0000-7000-8000-000000000040',
    name: 'Flange PL-40',
    number: 1,
    modelSha256: result.sha256,
    trigger: { mode: 'free', periodMs: 900 },
  });
  // The demo runs on whatever computer is at hand, often one that is just starting everything at once.
  const recipe: Recipe = { ...draft, limits: { frameAgeMs: 2_000, frameTimeoutMs: 5_000, judgeTimeoutMs: 5_000 } };
  const model = await loadModel(result.modelPath);
  const golden = await goldenSamples(model);
  await model.close();
  await writePackage(assetPath('demo.passline'), {
    recipe,
    createdAtUtc: result.card.createdAtUtc,
    writtenBy: manifest.version,
    model: { sha256: result.sha256, bytes: await readFile(result.modelPath) },
    golden,
  });
  console.log(`demo.passline: ${goodParts} good parts, ${golden.length} golden samples, model ${result.sha256.slice(0, 12)}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function savePart(name: string, plan: PartPlan): Promise<string> {
  const path = join(folder, `${name}.png`);
  await writeFile(path, await encodePng(renderWithTruth(scene, plan).image));
  return path;
}

/** Two good parts and one of each of some gross defects. A sample that the model judges wrongly would block every shift. */
async function goldenSamples(model: Model): Promise<GoldenPicture[]> {
  const wanted: { name: string; plan: PartPlan; expected: GoldenPicture['expected'] }[] = [
    ...[0, 1].map((index) => ({
      name: `good-${index + 1}.png`,
      plan: planPart(teachingSeed + 1, index, 0),
      expected: 'pass' as const,
    })),
    ...goldenDefects.map((kind, index) => ({
      name: `${kind}.png`,
      plan: { ...planPart(teachingSeed + 2, index, 0), defect: { kind, severity: 0.9, seed: 100 + index } },
      expected: 'fail' as const,
    })),
  ];
  const samples: GoldenPicture[] = [];
  for (const { name, plan, expected } of wanted) {
    const { image } = renderWithTruth(scene, plan);
    const verdict = await verdictOf(model, image);
    if (verdict !== expected)
      throw new Error(`golden sample ${name} is judged ${verdict}: the demo would be blocked by its own check`);
    samples.push({ name, expected, bytes: await encodePng(image) });
  }
  return samples;
}

async function verdictOf(model: Model, image: Image): Promise<'pass' | 'fail'> {
  const { score } = await model.measure(image, { threshold: 0.5, minDefectAreaPx: 0 });
  return score < 0.5 ? 'pass' : 'fail';
}
