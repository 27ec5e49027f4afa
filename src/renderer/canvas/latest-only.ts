export interface LatestOnly<K> {
  /** Wishes for `key`. A load in flight is not interrupted; whatever was wished for between is never loaded. */
  readonly want: (key: K) => void;
  /** Ends it; what is still in flight is disposed of when it comes. */
  readonly stop: () => void;
}

/**
 * Pulls the newest of a flood of things: one load at a time, and after it the newest wish. The slower the way, the fewer
 * are pulled; nothing queues up. A value that comes is shown even when a newer wish waits (else a slow link would show nothing).
 */
export function createLatestOnly<K, V>(options: {
  readonly same: (a: K, b: K) => boolean;
  readonly load: (key: K) => Promise<V>;
  readonly show: (key: K, value: V) => void;
  readonly failed: (key: K) => void;
  readonly dispose: (value: V) => void;
}): LatestOnly<K> {
  let wish: { key: K } | null = null;
  let taken: { key: K } | null = null;
  let busy = false;
  let stopped = false;

  async function run(): Promise<void> {
    busy = true;
    while (wish !== null && !stopped) {
      const { key } = wish;
      taken = wish;
      wish = null;
      try {
        const value = await options.load(key);
        if (stopped) options.dispose(value);
        else options.show(key, value);
      } catch {
        if (stopped) break;
        // May be asked for again: a picture that is being written comes a moment later.
        taken = null;
        options.failed(key);
      }
    }
    busy = false;
  }

  return {
    want(key) {
      if (stopped) return;
      if (wish !== null ? options.same(wish.key, key) : taken !== null && options.same(taken.key, key)) return;
      wish = { key };
      if (!busy) void run();
    },
    stop() {
      stopped = true;
      wish = null;
    },
  };
}
