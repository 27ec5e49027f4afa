import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Storage } from '#shared/contract/storage.ts';
import { type DiskMeasure, forecastDisk, paceOfProduct, type ProductDay } from '#shared/domain/disk-forecast.ts';
import { picturePolicySchema, type StoredRecipe } from '#shared/domain/recipe.ts';
import { measureInThread } from '../records/index.ts';
import type { Records } from '../records/types.ts';

/** Measuring walks all rows of pictures: not for every look at the screen. */
const freshMs = 60_000;
const otherFolders = ['models', 'golden', 'teaching', 'reports', 'logs'];

/** What the disk holds and how it fills. */
export function createStorage(options: {
  readonly dataFolder: string;
  readonly records: Pick<Records, 'recipes' | 'recipeVersions'>;
}): (retentionDays: number | null) => Promise<Storage> {
  const { dataFolder, records } = options;
  let known: { readonly measured: Promise<Measured>; readonly atMs: number } | null = null;

  async function measure(): Promise<Measured> {
    const nowMs = Date.now();
    const { pictures, records: rows, products, ...rest } = await measureInThread(dataFolder, nowMs);
    const sizes = await Promise.all(otherFolders.map((name) => sizeOf(join(dataFolder, name))));
    const { bavail, bsize } = await statfs(dataFolder);
    const other = sizes.reduce((sum, size) => sum + size, 0);
    const measure = {
      ...rest,
      measuredAtUtc: new Date(nowMs).toISOString(),
      freeBytes: bavail * bsize,
      stored: { pictures, records: rows, other },
    };
    return { measure, products };
  }

  return async (retentionDays) => {
    if (known === null || performance.now() - known.atMs > freshMs) {
      const asked = { measured: measure(), atMs: performance.now() };
      known = asked;
      asked.measured.catch(() => {
        if (known === asked) known = null;
      });
    }
    const { measure: measured, products: days } = await known.measured;
    const products = await Promise.all(
      (await records.recipes()).map(async (newest) => {
        const { productId: id, name, pictures } = newest.recipe;
        const alike = (await records.recipeVersions(id)).filter((one) => keepsAlike(one, newest)).map(({ version }) => version);
        const ran = days.filter(({ productId, version }) => productId === id && alike.includes(version));
        const pace = paceOfProduct(ran, measured.recordedDays, pictures.retentionDays);
        return { id, name, version: newest.version, pictures, pace };
      }),
    );
    const usual = measured.retentionDays ?? products[0]?.pictures.retentionDays ?? picturePolicySchema.parse({}).retentionDays;
    return { measure: measured, forecast: forecastDisk(measured, retentionDays ?? Math.max(1, Math.round(usual))), products };
  };
}

interface Measured {
  readonly measure: DiskMeasure;
  readonly products: readonly ProductDay[];
}

/** Whether a part takes as much by one version as by the other; for how long it is kept is another matter. */
function keepsAlike({ recipe: { pictures: a } }: StoredRecipe, { recipe: { pictures: b } }: StoredRecipe): boolean {
  return a.passes === b.passes && a.crops === b.crops && (a.passes === 'none' || a.jpegQuality === b.jpegQuality);
}

/** Bytes of all files in a folder; what vanishes meanwhile counts nothing. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries)
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => null))?.size ?? 0;
  return bytes;
}
