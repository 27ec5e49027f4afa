import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { PasslineError } from '#shared/contract/errors.ts';
import { byName } from '#shared/domain/natural-order.ts';
import { hasPictureName } from '#shared/domain/picture-names.ts';

export interface FolderFile {
  readonly path: string;
  /** Sub-folders on the way to it, from the outermost inwards. */
  readonly folders: readonly string[];
  readonly name: string;
}

const temporary = /^[.~#]/;
const deepest = 8;
/** Of files and folders together: nobody means a whole disk. */
const mostEntries = 50_000;

/** Fails with SOURCE_INVALID for what is no folder of this machine. */
export async function requireFolder(path: string): Promise<void> {
  if (!isAbsolute(path)) throw new PasslineError('SOURCE_INVALID', 'Name the folder with its whole path.');
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT' || error.code === 'ENOTDIR';
    throw new PasslineError(
      'SOURCE_INVALID',
      missing ? `There is no folder ${path}.` : `${path} cannot be read (${error.code}).`,
    );
  });
  if (!found.isDirectory()) throw new PasslineError('SOURCE_INVALID', `${path} is not a folder.`);
}

/**
 * Files with the ending of a picture under a folder, in natural order, folder by folder. Links to files are followed, links to
 * folders are not. `onOther` is told of files that are no pictures by their name. Fails with SOURCE_INVALID where a folder
 * cannot be read or there is far too much under it.
 */
export async function pictureFilesUnder(folder: string, onOther: () => void, signal: AbortSignal): Promise<FolderFile[]> {
  const files: FolderFile[] = [];
  let entries = 0;
  const walk = async (folders: readonly string[]): Promise<void> => {
    signal.throwIfAborted();
    const here = join(folder, ...folders);
    const found = await readdir(here, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      throw new PasslineError('SOURCE_INVALID', `${here} cannot be read (${error.code}).`, { cause: error });
    });
    entries += found.length;
    if (entries > mostEntries) throw new PasslineError('SOURCE_INVALID', `There are more than ${mostEntries} files under it.`);
    for (const entry of found.toSorted((a, b) => byName(a.name, b.name))) {
      if (temporary.test(entry.name)) continue;
      const path = join(here, entry.name);
      if (entry.isDirectory()) {
        if (folders.length < deepest) await walk([...folders, entry.name]);
      } else if (!hasPictureName(entry.name)) onOther();
      else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path))))
        files.push({ path, folders, name: entry.name });
      else onOther();
    }
  };
  await walk([]);
  return files;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
