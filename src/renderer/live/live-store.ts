import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { initialLiveState, type LiveAction, type LiveState, reduceLive } from './live-state.ts';

const pageClock = {
  now: () => performance.now(),
  after(ms: number, act: () => void): () => void {
    if (ms > 0) {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    }
    let cancelled = false;
    queueMicrotask(() => {
      if (!cancelled) act();
    });
    return () => {
      cancelled = true;
    };
  },
};

export interface LiveStore {
  readonly get: () => LiveState;
  readonly dispatch: (action: LiveAction) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** A screen that changes faster than this cannot be read, ms. */
const readableMs = 200;

/** News that may wait for the next readable moment: another good part, a newer frame, counters. Whatever else happens is told at once. */
function canWait(before: LiveState, action: LiveAction): boolean {
  if (action.type !== 'event') return false;
  switch (action.event.type) {
    case 'part':
      return action.event.part.verdict === 'pass';
    case 'frame':
      return true;
    case 'status':
      return before.status?.state === action.event.status.state;
    case 'rejudged':
    case 'changed':
    case 'resync':
      return false;
  }
}

/**
 * Holds the live state outside React. Events that arrive together are told once; good parts that follow each other faster
 * than anybody can read are told at most once in {@link readableMs}, so that a fast line does not take the thread that answers
 * the operator's clicks. A part that did not pass is told at once, and then stands at least that long.
 */
export function createLiveStore(
  clock: { readonly now: () => number; readonly after: (ms: number, act: () => void) => () => void } = pageClock,
): LiveStore {
  let state = initialLiveState;
  let due: { readonly at: number; readonly cancel: () => void } | null = null;
  let lastTold = Number.NEGATIVE_INFINITY;
  const listeners = new Set<() => void>();

  function tell(): void {
    due = null;
    lastTold = clock.now();
    for (const listener of listeners) listener();
  }

  return {
    get: () => state,
    dispatch(action) {
      const next = reduceLive(state, action);
      if (next === state) return;
      const now = clock.now();
      const at = canWait(state, action) ? Math.max(now, lastTold + readableMs) : now;
      state = next;
      if (due !== null && due.at <= at) return;
      due?.cancel();
      due = { at, cancel: clock.after(at - now, tell) };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The one live state of the page. */
export const liveStore = createLiveStore();

/** What a component needs of the live state; it renders again only when that changed. `select` must answer with a part of the state or a primitive. */
export function useLive<T>(select: (state: LiveState) => T): T {
  return useSyncExternalStore(liveStore.subscribe, () => select(liveStore.get()));
}

/** Like {@link useLive} for a value made of several parts of the state: a component renders again when its content changed. */
export function useLiveValue<T>(select: (state: LiveState) => T): T {
  const last = useRef<{ text: string; value: T } | null>(null);
  return useSyncExternalStore(liveStore.subscribe, () => {
    const value = select(liveStore.get());
    const text = JSON.stringify(value);
    if (last.current?.text !== text) last.current = { text, value };
    return last.current.value;
  });
}

/** Like {@link useLive}, at most once in `everyMs`: for things that nobody can read faster (the filmstrip at 25 parts a second). */
export function useLiveCalmly<T>(select: (state: LiveState) => T, everyMs: number): T {
  const [value, setValue] = useState(() => select(liveStore.get()));
  const latest = useRef(select);
  useEffect(() => {
    latest.current = select;
  });
  const take = useCallback(() => setValue(() => latest.current(liveStore.get())), []);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let last = 0;
    const tell = (): void => {
      if (timer !== null) return;
      const wait = Math.max(0, last + everyMs - performance.now());
      timer = setTimeout(() => {
        timer = null;
        last = performance.now();
        take();
      }, wait);
    };
    const unsubscribe = liveStore.subscribe(tell);
    take();
    return () => {
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
    };
  }, [everyMs, take]);
  return value;
}
