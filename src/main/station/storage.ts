import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Storage } from '#shared/contract/storage.ts';
import { type DiskMeasure, forecastDisk } from '#shared/domain/disk-forecast.ts';
import { picturePolicySchema } from '#shared/domain/recipe.ts';
import { measureInThread } from '../records/index.ts';
import type { Records } from '../records/types.ts';

/** Measuring walks all rows of pictures: not for every look at the screen. */
const freshMs = 60_000;
const otherFolders = ['models', 'golden', 'teaching', 'reports', 'logs'];

/** What the disk holds and how it fills. */
export function createStorage(options: {
  readonly dataFolder: string;
  readonly records: Pick<Records, 'recipes'>;
}): (retentionDays: number | null) => Promise<Storage> {
  const { dataFolder, records } = options;
  let known: { readonly measure: Promise<DiskMeasure>; readonly atMs: number } | null = null;

  async function measure(): Promise<DiskMeasure> {
    const nowMs = Date.now();
    const { pictures, records: rows, ...rest } = await measureInThread(dataFolder, nowMs);
    const sizes = await Promise.all(otherFolders.map((name) => sizeOf(join(dataFolder, name))));
    const { bavail, bsize } = await statfs(dataFolder);
    const other = sizes.reduce((sum, size) => sum + size, 0);
    return {
      ...rest,
      measuredAtUtc: new Date(nowMs).toISOString(),
      freeBytes: bavail * bsize,
      stored: { pictures, records: rows, other },
    };
  }

  return async (retentionDays) => {
    if (known === null || performance.now() - known.atMs > freshMs) {
      const asked = { measure: measure(), atMs: performance.now() };
      known = asked;
      asked.measure.catch(() => {
        if (known === asked) known = null;
      });
    }
    const measured = await known.measure;
    const products = (await records.recipes()).map(({ recipe: { productId: id, name, pictures }, version }) => ({
      ...{ id, name, version, pictures },
    }));
    const usual = measured.retentionDays ?? products[0]?.pictures.retentionDays ?? picturePolicySchema.parse({}).retentionDays;
    return { measure: measured, forecast: forecastDisk(measured, retentionDays ?? Math.max(1, Math.round(usual))), products };
  };
}

/** Bytes of all files in a folder; what vanishes meanwhile counts nothing. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries)
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => null))?.size ?? 0;
  return bytes;
}
