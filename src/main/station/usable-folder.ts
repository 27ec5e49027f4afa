import { access, constants, mkdir, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { PasslineError } from '#shared/contract/errors.ts';

/**
 * A folder that somebody named, made where it is missing and proved by writing into it: a wrong path must be told to whoever
 * types it, not found in the log next morning. Answers with its absolute path. Fails with FOLDER_INVALID.
 */
export async function usableFolder(path: string): Promise<string> {
  if (!isAbsolute(path)) throw new PasslineError('FOLDER_INVALID', 'Give the whole path of the folder.');
  const folder = resolve(path);
  const probe = join(folder, `.passline-${process.pid}-${Date.now()}`);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    await writeFile(probe, '');
    await rm(probe, { force: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new PasslineError('FOLDER_INVALID', `The station cannot write into ${folder} (${code}).`, { cause: error });
  }
  return folder;
}
