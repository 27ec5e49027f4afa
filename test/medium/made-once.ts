import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inject } from 'vitest';

/**
 * A folder that `make` fills: by the first test file of the run that asks for it, while the others wait. Nobody may change
 * what is in it.
 */
export async function madeOnce(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(inject('runFolder'), name);
  const draft = `${folder}.new`;
  while (!existsSync(folder)) {
    if (!(await begun(draft))) {
      await pause(50);
      continue;
    }
    try {
      await make(draft);
      await rename(draft, folder);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
  }
  return folder;
}

/** Whether this process is the one that makes it. */
async function begun(draft: string): Promise<boolean> {
  try {
    await mkdir(draft);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
