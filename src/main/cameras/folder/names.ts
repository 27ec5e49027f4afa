import type { Stats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { byName } from '#shared/domain/natural-order.ts';
import { SourceError } from '../frame-source.ts';

const temporary = /^(?:\.|~\$|#)|(?:~|\.(?:tmp|temp|part|partial|crdownload|download|filepart|swp|lock))$/i;

/** Hidden files, and what cameras and copying programs call a file that they are still writing. */
export function isTemporaryName(path: string): boolean {
  return temporary.test(basename(path));
}

/** Fails with SourceError if the folder cannot be read. */
export async function checkFolder(path: string): Promise<void> {
  let found: Stats;
  try {
    found = await stat(path);
  } catch (error) {
    throw new SourceError(sentence(path, error), { cause: error });
  }
  if (!found.isDirectory()) throw new SourceError(`${path} is not a folder.`);
}

/** Names of the regular files of a folder (not of its subfolders) in natural order. Fails with SourceError. */
export async function listFolder(path: string): Promise<string[]> {
  await checkFolder(path);
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const names: string[] = [];
    for (const entry of entries) {
      if (isTemporaryName(entry.name)) continue;
      // A link is followed to a file, never to a folder.
      if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(join(path, entry.name))))) names.push(entry.name);
    }
    return names.sort(byName);
  } catch (error) {
    throw new SourceError(sentence(path, error), { cause: error });
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** Size and time of change as one word, or null if there is no such file: unequal means that somebody wrote. */
export async function fileState(path: string): Promise<string | null> {
  return lstat(path, { bigint: true }).then(
    (found) => (found.isFile() ? `${found.size}:${found.mtimeNs}:${found.ino}` : null),
    () => null,
  );
}

function sentence(path: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return `There is no folder ${path}.`;
  if (code === 'EACCES' || code === 'EPERM') return `The folder ${path} may not be read.`;
  return `The folder ${path} cannot be read (${code ?? 'unknown error'}).`;
}
