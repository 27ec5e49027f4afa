import { createHash } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files named by their SHA-256, each kept once however many backups hold it. */
export interface FileStore {
  /** Everything that is there. */
  known(): Promise<Set<string>>;
  pathOf(sha256: string): string;
  /**
   * Copies a file in; it has its name once all of it is on the disk. Answers with its hash and size. Where `expected` is
   * given and the file is another, nothing is kept and the answer tells what it is.
   */
  add(source: string, expected: string | null): Promise<{ sha256: string; bytes: number; kept: boolean }>;
  /** Removes every file that is not wanted. Answers how many. */
  keepOnly(wanted: ReadonlySet<string>): Promise<number>;
  /** Removes files that were never finished. */
  clear(): Promise<void>;
}

const isHash = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

export function createFileStore(folder: string): FileStore {
  const unfinished = join(folder, 'unfinished');
  const pathOf = (sha256: string): string => {
    if (!isHash(sha256)) throw new RangeError('not a hash');
    return join(folder, sha256.slice(0, 2), sha256);
  };
  const entries = (path: string): Promise<Dirent[]> => readdir(path, { withFileTypes: true }).catch(() => []);
  let next = 0;

  async function names(): Promise<string[]> {
    const found: string[] = [];
    for (const shelf of await entries(folder)) {
      if (!/^[0-9a-f]{2}$/.test(shelf.name)) continue;
      for (const file of await entries(join(folder, shelf.name))) if (isHash(file.name)) found.push(file.name);
    }
    return found;
  }

  return {
    known: async () => new Set(await names()),
    pathOf,
    async add(source, expected) {
      await mkdir(unfinished, { recursive: true, mode: 0o700 });
      const temporary = join(unfinished, `${process.pid}-${(next += 1)}`);
      const copied = await copyHashed(source, temporary);
      const kept = expected === null || copied.sha256 === expected;
      if (!kept) await rm(temporary, { force: true });
      else {
        const path = pathOf(copied.sha256);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await rename(temporary, path);
      }
      return { ...copied, kept };
    },
    async keepOnly(wanted) {
      let removed = 0;
      for (const name of await names()) {
        if (wanted.has(name)) continue;
        await rm(pathOf(name), { force: true });
        removed += 1;
      }
      return removed;
    },
    clear: () => rm(unfinished, { recursive: true, force: true }),
  };
}

/** Copies a file and reckons its hash on the way; on the disk when it resolves. */
export async function copyHashed(source: string, to: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(to, 'w', 0o600);
  try {
    for await (const chunk of createReadStream(source, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      await file.writeFile(chunk);
    }
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(to, { force: true });
    throw error;
  }
  await file.close();
  return { sha256: hash.digest('hex'), bytes };
}

/** SHA-256 of a file; null where it is not there. */
export async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) hash.update(chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return hash.digest('hex');
}

/** Does `work` for every item, a few at a time; the first failure ends it. */
export async function several<T>(items: Iterable<T>, work: (item: T) => Promise<void>, atOnce = 6): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failed = false;
  const run = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done && !failed; next = iterator.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, run));
}
