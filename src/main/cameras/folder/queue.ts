import { basename, join } from 'node:path';
import { watch } from 'chokidar';
import { byName } from '#shared/domain/natural-order.ts';
import { checkFolder, fileState, isTemporaryName, listFolder } from './names.ts';

/** Which file comes next. */
export interface FileQueue {
  start(): Promise<void>;
  /** Path of the next file; null: none came in time, or there will be none (see `ended`). */
  take(timeoutMs: number): Promise<string | null>;
  /** A file that turned out to be no picture: a loop does not offer it again. */
  refuse(path: string): void;
  ended(): boolean;
  /** The folder itself is gone. */
  lost(): boolean;
  close(): Promise<void>;
}

/** Every file of a folder once, in order of name, beginning behind `resumeAfter`. The list is made at the start. */
export function onceQueue(folder: string, resumeAfter: string | null): FileQueue {
  let names: string[] = [];
  let position = 0;
  return {
    async start() {
      const all = await listFolder(folder);
      names = resumeAfter === null ? all : all.filter((name) => byName(name, resumeAfter) > 0);
    },
    async take() {
      const name = names[position];
      if (name === undefined) return null;
      position += 1;
      return join(folder, name);
    },
    refuse() {},
    ended: () => position >= names.length,
    lost: () => false,
    async close() {},
  };
}

/** Every file again and again; each round reads the folder anew. */
export function loopQueue(folder: string, resumeAfter: string | null): FileQueue {
  const refused = new Map<string, string | null>();
  let names: string[] = [];
  let gone = false;
  const usable = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const name of await listFolder(folder)) {
      const path = join(folder, name);
      // A bad file that was replaced gets another chance.
      if (!refused.has(path) || refused.get(path) !== (await fileState(path))) found.push(name);
    }
    return found;
  };
  return {
    async start() {
      names = await usable();
      if (resumeAfter !== null) names = names.filter((name) => byName(name, resumeAfter) > 0);
    },
    async take() {
      if (names.length === 0) {
        names = await usable().catch(() => []);
        gone = await checkFolder(folder).then(
          () => false,
          () => true,
        );
      }
      const name = names.shift();
      return name === undefined ? null : join(folder, name);
    },
    refuse(path) {
      refused.set(path, null);
      void fileState(path).then((state) => refused.set(path, state));
    },
    ended: () => false,
    lost: () => gone,
    async close() {},
  };
}

const lookEveryMs = 60;
const stillForMs = 240;

/** Files that appear or are replaced, each once it has been still for a moment; those that are there already are left alone. */
export function watchQueue(folder: string): FileQueue {
  const ready: string[] = [];
  const settling = new Set<string>();
  let wake: (() => void) | null = null;
  let closed = false;
  let gone = false;
  let watcher: ReturnType<typeof watch> | null = null;

  async function settle(path: string): Promise<void> {
    if (closed || settling.has(path) || isTemporaryName(path)) return;
    settling.add(path);
    let state = await fileState(path);
    let stillMs = 0;
    while (!closed && state !== null && stillMs < stillForMs) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      const now = await fileState(path);
      stillMs = now === state ? stillMs + lookEveryMs : 0;
      state = now;
    }
    settling.delete(path);
    if (closed || state === null || ready.includes(path)) return;
    ready.push(path);
    // Files that became ready together are taken in the order in which people count them.
    ready.sort((a, b) => byName(basename(a), basename(b)));
    wake?.();
  }

  return {
    async start() {
      await checkFolder(folder);
      watcher = watch(folder, { depth: 0, ignoreInitial: true, ignored: (path) => path !== folder && isTemporaryName(path) });
      watcher.on('add', (path) => void settle(path));
      watcher.on('change', (path) => void settle(path));
      watcher.on('unlinkDir', (path) => {
        if (path === folder) gone = true;
      });
      watcher.on('addDir', (path) => {
        if (path === folder) gone = false;
      });
      watcher.on('error', () => {
        gone = true;
      });
      await new Promise<void>((resolve) => watcher?.once('ready', () => resolve()));
    },
    async take(timeoutMs) {
      if (ready.length === 0 && !closed) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = null;
      }
      return ready.shift() ?? null;
    },
    refuse() {},
    ended: () => closed,
    lost: () => gone,
    async close() {
      closed = true;
      wake?.();
      await watcher?.close();
    },
  };
}
