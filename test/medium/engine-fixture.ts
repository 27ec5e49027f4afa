import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pino } from 'pino';
import { isFailure, openSource } from '#main/cameras/index.ts';
import { createEngine } from '#main/engine/index.ts';
import { encodePng } from '#main/vision/index.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import { recipeSchema } from '#shared/domain/recipe.ts';
import type { SourceConfig } from '#shared/domain/source.ts';
import { madeOnce } from './made-once.ts';

export const quiet = pino({ level: process.env['PASSLINE_TEST_LOG'] ?? 'silent' });

const size = { width: 640, height: 480 };

export interface Taught {
  readonly modelSha256: string;
  readonly modelPath: string;
  /** PNG files of good parts, in order of name. */
  readonly pictures: readonly string[];
}

/** A simulated line, small and fast. */
export function simulated(change: Partial<Extract<SourceConfig, { kind: 'simulated' }>> = {}): SourceConfig {
  return { kind: 'simulated', defectRate: 0.3, seed: 5, fps: 20, ...size, ...change };
}

const taughtParts = 8;

/**
 * Pictures of good simulated parts and a model taught on them, in a bench engine of its own. All files of a run share both:
 * they are only read.
 */
export async function teachOnce(): Promise<Taught> {
  const folder = await madeOnce('flange', async (draft) => {
    const good = await takePictures(join(draft, 'good'), taughtParts);
    const bench = createEngine({ role: 'bench', log: quiet, memoryLimitMb: 3_000 });
    try {
      const request = { name: 'flange', good, bad: [], falseRejectRate: 0.02, seed: 1 };
      await bench.call('teach', { request, outFolder: draft }, { timeoutMs: 120_000 });
    } finally {
      await bench.stop();
    }
  });
  const model = (await readdir(folder)).find((name) => name.endsWith('.model')) ?? '';
  const pictures = (await readdir(join(folder, 'good'))).toSorted().map((name) => join(folder, 'good', name));
  return { modelSha256: basename(model, '.model'), modelPath: join(folder, model), pictures };
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
