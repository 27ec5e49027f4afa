/** A file on its way to the station. */
export interface Upload<Label> {
  readonly key: number;
  readonly file: File;
  readonly label: Label;
  readonly state: 'waiting' | 'sending' | 'done' | 'failed' | 'cancelled';
  readonly error: unknown;
}

export interface UploadQueue<Label> {
  readonly list: () => readonly Upload<Label>[];
  readonly add: (files: readonly { readonly file: File; readonly label: Label }[]) => void;
  /** Stops what is on its way and forgets what waits; what has arrived stays. */
  readonly cancel: () => void;
  /** Sends again what failed. */
  readonly retry: () => void;
  /** Forgets what has ended, so that the next files are counted from zero. */
  readonly clear: () => void;
  /** @returns unregisters */
  readonly subscribe: (listener: () => void) => () => void;
}

interface Options<Label> {
  readonly send: (file: File, label: Label, signal: AbortSignal) => Promise<unknown>;
  /** Told whenever something has arrived. */
  readonly onArrived: () => void;
  /** Whether the station asked to come again later. */
  readonly isBusy: (error: unknown) => boolean;
  readonly parallel?: number;
  readonly wait?: (ms: number) => Promise<void>;
}

const mostTries = 8;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Sends files a few at a time, in the order given; it belongs to the page, not to a screen, and so goes on while others are
 * looked at. A busy station is asked again, later each time; any other refusal is kept beside its file.
 */
export function createUploadQueue<Label>(options: Options<Label>): UploadQueue<Label> {
  const { send, onArrived, isBusy, parallel = 3, wait = sleep } = options;
  const listeners = new Set<() => void>();
  let uploads: readonly Upload<Label>[] = [];
  let controller = new AbortController();
  let lastKey = 0;
  let active = 0;

  function set(next: readonly Upload<Label>[]): void {
    uploads = next;
    for (const listener of listeners) listener();
  }
  const mark = (key: number, change: Partial<Upload<Label>>): void =>
    set(uploads.map((upload) => (upload.key === key ? { ...upload, ...change } : upload)));

  async function sendOne({ key, file, label }: Upload<Label>, signal: AbortSignal): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await send(file, label, signal);
        mark(key, { state: 'done' });
        onArrived();
        return;
      } catch (error) {
        if (signal.aborted) return mark(key, { state: 'cancelled' });
        if (!isBusy(error) || tries === mostTries) return mark(key, { state: 'failed', error });
        await wait(250 * 2 ** Math.min(tries, 5));
        if (signal.aborted) return mark(key, { state: 'cancelled' });
      }
    }
  }

  function fill(): void {
    while (active < parallel) {
      const next = uploads.find((upload) => upload.state === 'waiting');
      if (next === undefined) return;
      active++;
      mark(next.key, { state: 'sending' });
      void sendOne(next, controller.signal).finally(() => {
        active--;
        fill();
      });
    }
  }

  return {
    list: () => uploads,
    add(files) {
      set([...uploads, ...files.map((one) => ({ ...one, key: ++lastKey, state: 'waiting' as const, error: null }))]);
      fill();
    },
    cancel() {
      controller.abort();
      controller = new AbortController();
      set(uploads.map((upload) => (upload.state === 'waiting' ? { ...upload, state: 'cancelled' } : upload)));
    },
    retry() {
      set(uploads.map((upload) => (upload.state === 'failed' ? { ...upload, state: 'waiting', error: null } : upload)));
      fill();
    },
    clear: () => set(uploads.filter((upload) => upload.state === 'waiting' || upload.state === 'sending')),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export interface UploadCount {
  readonly total: number;
  readonly arrived: number;
  readonly failed: number;
  readonly active: boolean;
  /** Bytes of everything, and of what has arrived. */
  readonly bytes: number;
  readonly bytesArrived: number;
}

/** How far the queue is; what was cancelled does not count. */
export function countUploads<Label>(uploads: readonly Upload<Label>[]): UploadCount {
  const counted = uploads.filter((upload) => upload.state !== 'cancelled');
  const arrived = counted.filter((upload) => upload.state === 'done');
  const size = (list: readonly Upload<Label>[]): number => list.reduce((sum, { file }) => sum + file.size, 0);
  return {
    total: counted.length,
    arrived: arrived.length,
    failed: counted.filter((upload) => upload.state === 'failed').length,
    active: counted.some((upload) => upload.state === 'waiting' || upload.state === 'sending'),
    bytes: size(counted),
    bytesArrived: size(arrived),
  };
}
