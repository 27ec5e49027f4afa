import { resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import type { ReferenceSetOptions } from '../vision/types.ts';
import { UsageError } from './exit-codes.ts';

/** The folders of `evaluate --references DIR [--boxes DIR]`; null where none are given. Throws UsageError where one is not there. */
export async function referenceFolders(options: {
  readonly references?: string;
  readonly boxes?: string;
}): Promise<ReferenceSetOptions | null> {
  if (options.references === undefined) {
    if (options.boxes !== undefined) throw new UsageError('--boxes goes with --references.');
    return null;
  }
  for (const folder of [options.references, options.boxes ?? options.references]) {
    const found = await stat(folder).catch(() => null);
    if (!found?.isDirectory()) throw new UsageError(`There is no folder ${folder}.`);
  }
  return { references: resolve(options.references), boxes: options.boxes === undefined ? null : resolve(options.boxes) };
}

/** Throws UsageError where the file of `teach --reference FILE` is not there. */
export async function referenceFile(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new UsageError(`There is no file ${path} (--reference).`);
  return resolve(path);
}
