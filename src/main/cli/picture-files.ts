import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { byName } from '#shared/domain/natural-order.ts';
import { UsageError } from './exit-codes.ts';

/**
 * Every regular file under the given files and folders, once, in natural order, whatever it is called: what cannot be judged is
 * to be said, not skipped. Links to files are followed, links to folders only if they were named. Throws UsageError for a
 * path that is not there or may not be read, and where there is no file at all.
 */
export async function filesUnder(paths: readonly string[]): Promise<string[]> {
  const files = new Map<string, string>();
  for (const path of paths) {
    const found = await look(path);
    if (found.isDirectory()) for (const file of await filesIn(path)) files.set(resolve(file), file);
    else files.set(resolve(path), path);
  }
  if (files.size === 0) throw new UsageError(`There is no file in ${paths.join(', ')}.`);
  return [...files.values()];
}

const longestKind = 60;

/** The kind of defect that a bad picture shows: what the folder is called that it lies in, within one of those given; null: in none. */
export function kindByFolder(folders: readonly string[], file: string): string | null {
  const within = folders.map((folder) => relative(folder, file)).find((path) => path.split(sep)[0] !== '..' && !isAbsolute(path));
  const [kind = '', ...rest] = within?.split(sep) ?? [];
  return rest.length === 0 ? null : kind.trim().slice(0, longestKind) || null;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new UsageError(`The folder ${folder} cannot be read (${codeOf(error)}).`, { cause: error });
  });
  const files: string[] = [];
  for (const entry of entries.toSorted((a, b) => byName(a.name, b.name))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesIn(path)));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) files.push(path);
  }
  return files;
}

async function look(path: string): Promise<Stats> {
  return stat(path).catch((error: unknown) => {
    const missing = codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
    throw new UsageError(missing ? `There is no ${path}.` : `${path} cannot be read (${codeOf(error)}).`, { cause: error });
  });
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
