import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { isFailure, openSource } from '#main/cameras/index.ts';
import { createEngine } from '#main/engine/index.ts';
import { encodePng } from '#main/vision/index.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import { recipeSchema } from '#shared/domain/recipe.ts';
import type { SourceConfig } from '#shared/domain/source.ts';

export const quiet = pino({ level: process.env['PASSLINE_TEST_LOG'] ?? 'silent' });

const size = { width: 640, height: 480 };

export interface Taught {
  readonly folder: string;
  readonly modelSha256: string;
  readonly modelPath: string;
  /** PNG files of good parts, in order of name. */
  readonly pictures: readonly string[];
  remove(): Promise<void>;
}

/** A simulated line, small and fast. */
export function simulated(change: Partial<Extract<SourceConfig, { kind: 'simulated' }>> = {}): SourceConfig {
  return { kind: 'simulated', defectRate: 0.3, seed: 5, fps: 20, ...size, ...change };
}

/** Takes pictures of good simulated parts and teaches a model on them, in a bench engine of its own. */
export async function teachOnce(count = 8): Promise<Taught> {
  const folder = await mkdtemp(join(tmpdir(), 'passline-taught-'));
  const pictures = await takePictures(join(folder, 'good'), count);
  const bench = createEngine({ role: 'bench', log: quiet, memoryLimitMb: 3_000 });
  try {
    const request = { name: 'flange', good: pictures, bad: [], falseRejectRate: 0.02, seed: 1 };
    const { modelPath, sha256 } = await bench.call('teach', { request, outFolder: folder }, { timeoutMs: 120_000 });
    return { folder, modelSha256: sha256, modelPath, pictures, remove: () => rm(folder, { recursive: true, force: true }) };
  } finally {
    await bench.stop();
  }
}

async function takePictures(folder: string, count: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const source = await openSource(simulated({ defectRate: 0 }));
  await source.start();
  const paths: string[] = [];
  try {
    for (let i = 0; i < count; i++) {
      const frame = await source.next(process.hrtime.bigint(), 20_000);
      if (isFailure(frame)) throw new Error(frame.detail);
      const path = join(folder, `part-${String(i).padStart(3, '0')}.png`);
      await writeFile(path, await encodePng(frame.image));
      paths.push(path);
    }
  } finally {
    await source.close();
  }
  return paths;
}

export function recipeFor(taught: Pick<Taught, 'modelSha256'>, change: Partial<Recipe> = {}): Recipe {
  return recipeSchema.parse({
    schema: 1,
    productId: '0190a5c4-0000-7000-8000-000000000001',
    number: 1,
    name: 'Flange',
    views: [{ id: 'top', tools: [{ id: 'surface', kind: 'anomaly', modelSha256: taught.modelSha256, threshold: 0.5 }] }],
    trigger: { mode: 'software' },
    limits: { frameAgeMs: 5_000, frameTimeoutMs: 5_000, judgeTimeoutMs: 5_000 },
    pictures: {},
    ...change,
  });
}
