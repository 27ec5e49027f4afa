import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePackage } from '#main/learning/package.ts';
import { recipeSchema } from '#shared/domain/recipe.ts';
import { teachOnce } from './engine-fixture.ts';
import { madeOnce } from './made-once.ts';

export interface TaughtProduct {
  readonly packageFile: string;
  /** PNG of a good part. */
  readonly picture: Uint8Array<ArrayBuffer>;
}

/**
 * A product taught on simulated parts, as the package that a station imports, the same for all files of a run. Limits are wide:
 * test machines are slow.
 */
export async function teachProduct(): Promise<TaughtProduct> {
  const { modelSha256: sha256, modelPath, pictures } = await teachOnce();
  const recipe = recipeSchema.parse({
    schema: 1,
    productId: '0198c0de-0000-7000-8000-000000000001',
    number: 1,
    name: 'Flange',
    views: [{ id: 'top', tools: [{ id: 'anomaly', kind: 'anomaly', modelSha256: sha256, threshold: 0.5 }] }],
    trigger: { mode: 'free', periodMs: 150 },
    limits: { judgeTimeoutMs: 30_000, frameTimeoutMs: 20_000, frameAgeMs: 10_000 },
    pictures: {},
  });
  const packageName = 'flange.passline';
  const folder = await madeOnce('flange-product', async (draft) => {
    const model = { sha256, bytes: readFileSync(modelPath) };
    const origin = { createdAtUtc: '2026-01-01T00:00:00.000Z', writtenBy: 'test' };
    await writePackage(join(draft, packageName), { recipe, ...origin, model, golden: [] });
  });
  return { packageFile: join(folder, packageName), picture: new Uint8Array(readFileSync(pictures[0] ?? '')) };
}
