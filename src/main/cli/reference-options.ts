import { resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import type { ReferenceSetOptions } from '../vision/types.ts';
import { UsageError } from './exit-codes.ts';

/** The folders of `evaluate --references DIR [--boxes DIR [--kinds]]`; null where none are given. Throws UsageError where one is not there. */
export async function referenceFolders(options: {
  readonly references?: string;
  readonly boxes?: string;
  readonly kinds?: boolean;
}): Promise<ReferenceSetOptions | null> {
  if (options.references === undefined) {
    if (options.boxes !== undefined) throw new UsageError('--boxes goes with --references.');
    return null;
  }
  if (options.kinds && options.boxes === undefined) throw new UsageError('With --references, --kinds needs --boxes with types.');
  for (const folder of [options.references, options.boxes ?? options.references]) await requireFolder(folder);
  return {
    references: resolve(options.references),
    boxes: options.boxes === undefined ? null : resolve(options.boxes),
    ...(options.kinds ? { kinds: true } : {}),
  };
}

/** Throws UsageError where the file of `teach --reference FILE` is not there. */
export async function referenceFile(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new UsageError(`There is no file ${path} (--reference).`);
  return resolve(path);
}

/** The folder of `teach --reference FILE --bad … --boxes DIR`. Throws UsageError where it is not there or goes with nothing. */
export async function boxesFolder(options: {
  readonly reference?: string;
  readonly bad?: readonly string[];
  readonly boxes?: string;
}): Promise<string | undefined> {
  const { reference, bad, boxes } = options;
  if (boxes === undefined) return undefined;
  if (reference === undefined || bad === undefined) throw new UsageError('--boxes goes with --reference and --bad.');
  await requireFolder(boxes);
  return resolve(boxes);
}

async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw new UsageError(`There is no folder ${folder}.`);
}
