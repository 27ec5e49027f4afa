/**
 * The demo's product package, taught on parts of the simulated line: out/assets/demo.passline.
 * Deterministic up to the date of the model card. (Whether it must be made again is decided by scripts/build.ts.)
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { type DefectKind, defectKinds, type PartPlan, planPart } from '../src/main/cameras/simulated/plan.ts';
import { expose, renderClean } from '../src/main/cameras/simulated/render.ts';
import { buildScene } from '../src/main/cameras/simulated/scene.ts';
import { renderWithTruth } from '../src/main/cameras/simulated/truth.ts';
import { draftRecipe } from '../src/main/learning/draft-recipe.ts';
import { type GoldenPicture, writePackage } from '../src/main/learning/package.ts';
import { assetPath } from '../src/main/paths.ts';
import { encodePng, loadModel, teachModel } from '../src/main/vision/index.ts';
import type { Image, Model } from '../src/main/vision/types.ts';
import type { Recipe } from '../src/shared/domain/recipe.ts';

const goodParts = 44;
/** Of each kind of defect, from well visible to gross: with fewer, most kinds are not told apart. */
const badPartsOfKind = 6;
const leastSeverity = 0.35;
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
  const kinds = await saveBadParts();
  const request = { name: 'Flange PL-40', good, bad: Object.keys(kinds), kinds, falseRejectRate, seed: 1 };
  const result = await teachModel(request, folder);
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
  console.log(
    `demo.passline: ${goodParts} good and ${Object.keys(kinds).length} bad parts, ${golden.length} golden samples, model ${result.sha256.slice(0, 12)}`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function savePart(name: string, plan: PartPlan): Promise<string> {
  const path = join(folder, `${name}.png`);
  // What is drawn for the truth of a defect would cost as much again.
  renderClean(scene, plan);
  await writeFile(path, await encodePng({ width: scene.width, height: scene.height, data: expose(scene, plan.seed) }));
  return path;
}

/** Bad parts of every kind, by file: what the demo's model learns its names from. */
async function saveBadParts(): Promise<Record<string, DefectKind>> {
  const kinds: Record<string, DefectKind> = {};
  for (const kind of defectKinds) {
    for (let k = 0; k < badPartsOfKind; k += 1) {
      const index = Object.keys(kinds).length;
      const severity = leastSeverity + ((1 - leastSeverity) * (k + 0.5)) / badPartsOfKind;
      const plan = { ...planPart(teachingSeed + 3, index, 0), defect: { kind, severity, seed: 500 + index } };
      kinds[await savePart(`${kind}-${k}`, plan)] = kind;
    }
  }
  return kinds;
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
