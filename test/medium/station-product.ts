import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePackage } from '#main/learning/package.ts';
import { recipeSchema } from '#shared/domain/recipe.ts';
import { teachOnce } from './engine-fixture.ts';

export interface TaughtProduct {
  readonly packageFile: string;
  /** PNG of a good part. */
  readonly picture: Uint8Array<ArrayBuffer>;
  remove(): void;
}

/** A product taught on simulated parts, as the package that a station imports. Limits are wide: test machines are slow. */
export async function teachProduct(): Promise<TaughtProduct> {
  const folder = mkdtempSync(join(tmpdir(), 'passline-product-'));
  const packageFile = join(folder, 'flange.passline');
  const taught = await teachOnce(8);
  const { modelSha256: sha256, pictures } = taught;
  const picture = new Uint8Array(readFileSync(pictures[0] ?? ''));
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
  const model = { sha256, bytes: readFileSync(taught.modelPath) };
  await writePackage(packageFile, { recipe, createdAtUtc: '2026-01-01T00:00:00.000Z', writtenBy: 'test', model, golden: [] });
  await taught.remove();
  return { packageFile, picture, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
