import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { entryPath } from '../paths.ts';
import { RecordsError } from './errors.ts';
import { keepSqliteLoaded } from './keep-loaded.ts';
import { type FromThread, type OpenOptions, storeMethods, type ThreadTask, type ToThread } from './messages.ts';
import type { Records } from './types.ts';
import { uuidv7 } from './uuid.ts';
import { verifyInThread } from './verify-in-thread.ts';

export interface OpenRecordsOptions {
  readonly dataFolder: string;
  readonly log: Logger;
  /** `tool` for a program beside a running station (`passline users`). Default: `station`. */
  readonly role?: OpenOptions['role'];
  /** Id of this run of the station, written into every row. Default: a new one. */
  readonly bootId?: string;
  /** For tests of a full disk: largest size of the database in pages of 4096 bytes. */
  readonly maxPages?: number;
  /** Called with every thread that is started: tests end it. */
  readonly onThread?: (thread: Worker) => void;
}

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: RecordsError) => void;
}

const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** A thread that lived this long was sound: the next restart is quick again. */
const soundMs = 10_000;

/**
 * Opens (and, where missing, creates) the records of a data folder in a thread of their own. When that thread dies, every
 * call under way is rejected at once with RECORDS_LOST (whether it was committed is then unknown, as after a power cut),
 * calls are rejected while it is down, and it is started again.
 * @throws RecordsError when the database cannot be opened
 */
export async function openRecords(options: OpenRecordsOptions): Promise<Records> {
  const { dataFolder, log } = options;
  const bootId = options.bootId ?? uuidv7();
  const threadOptions: OpenOptions = {
    dataFolder,
    role: options.role ?? 'station',
    bootId,
    ...(options.maxPages !== undefined && { maxPages: options.maxPages }),
  };
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let thread: Worker | null = null;
  let closing: Promise<void> | null = null;
  let restart: NodeJS.Timeout | null = null;
  let pauseMs = firstPauseMs;

  function onMessage(message: FromThread): void {
    switch (message.kind) {
      case 'answer':
        settle(message.id)?.resolve(message.result as never);
        return;
      case 'failed':
        settle(message.id)?.reject(new RecordsError(message.failure.code, message.failure.message));
        return;
      case 'log':
        log[message.level](message.detail, message.message);
        return;
      case 'opened':
      case 'not-opened':
      case 'closed':
      case 'progress':
      case 'verified':
      case 'measured':
        return;
      default:
        message satisfies never;
    }
  }

  function settle(id: number): Pending | undefined {
    const call = pending.get(id);
    pending.delete(id);
    return call;
  }

  function rejectAll(error: RecordsError): void {
    const calls = [...pending.values()];
    pending.clear();
    for (const call of calls) call.reject(error);
  }

  async function start(): Promise<void> {
    const { worker, opened } = startThread({ kind: 'store', options: threadOptions }, onMessage);
    options.onThread?.(worker);
    worker.once('exit', (code) => {
      thread = null;
      rejectAll(new RecordsError(closing === null ? 'RECORDS_LOST' : 'CLOSED', 'The thread of the records ended.'));
      if (closing === null) log.error({ code }, 'The thread of the records ended');
    });
    worker.on('error', (error) => log.error({ err: error }, 'The thread of the records failed'));
    await opened;
    thread = worker;
    const openedMs = performance.now();
    worker.once('exit', () => {
      pauseMs = performance.now() - openedMs > soundMs ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs);
      scheduleRestart();
    });
  }

  function scheduleRestart(): void {
    if (closing !== null) return;
    restart = setTimeout(() => {
      start().then(
        () => log.info('The records are open again'),
        (error: unknown) => {
          log.error({ err: error }, 'The records cannot be opened again');
          pauseMs = Math.min(pauseMs * 2, longestPauseMs);
          scheduleRestart();
        },
      );
    }, pauseMs);
  }

  function call(method: (typeof storeMethods)[number], args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (closing !== null) return reject(new RecordsError('CLOSED', 'The records are closed.'));
      if (thread === null) return reject(new RecordsError('RECORDS_LOST', 'The records are not available.'));
      const id = nextId++;
      pending.set(id, { resolve, reject });
      thread.postMessage({ kind: 'call', id, method, args } satisfies ToThread);
    });
  }

  async function close(): Promise<void> {
    if (restart !== null) clearTimeout(restart);
    const worker = thread;
    if (worker === null) return;
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage({ kind: 'close' } satisfies ToThread);
    await exited;
  }

  await start();
  const calls = Object.fromEntries(storeMethods.map((method) => [method, (...args: unknown[]) => call(method, args)]));
  return {
    ...(calls as unknown as Omit<Records, 'verify' | 'close' | 'bootId' | 'health'>),
    bootId,
    async health() {
      try {
        return (await call('health', [])) as Awaited<ReturnType<Records['health']>>;
      } catch (error) {
        return { writable: false, detail: error instanceof RecordsError ? error.code : String(error), freeBytes: null };
      }
    },
    verify: ({ pictures, onProgress }) => verifyInThread({ dataFolder, pictures }, onProgress),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Starts the thread; `opened` settles with its first word, or with its end. */
function startThread(task: ThreadTask, onMessage: (message: FromThread) => void): { worker: Worker; opened: Promise<void> } {
  keepSqliteLoaded();
  const worker = new Worker(entryPath('records'), { workerData: task, name: 'records' });
  const opened = new Promise<void>((resolve, reject) => {
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'opened') resolve();
      else if (message.kind === 'not-opened') reject(new RecordsError(message.failure.code, message.failure.message));
      else onMessage(message);
    });
    worker.once('exit', () => reject(new RecordsError('RECORDS_LOST', 'The thread of the records ended.')));
  });
  return { worker, opened };
}
