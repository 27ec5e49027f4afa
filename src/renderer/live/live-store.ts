import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { initialLiveState, type LiveAction, type LiveState, reduceLive } from './live-state.ts';

export interface LiveStore {
  readonly get: () => LiveState;
  readonly dispatch: (action: LiveAction) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Holds the live state outside React. Actions that come together are told once. */
export function createLiveStore(): LiveStore {
  let state = initialLiveState;
  let telling = false;
  const listeners = new Set<() => void>();

  function tell(): void {
    telling = false;
    for (const listener of listeners) listener();
  }

  return {
    get: () => state,
    dispatch(action) {
      const next = reduceLive(state, action);
      if (next === state) return;
      state = next;
      if (telling) return;
      telling = true;
      queueMicrotask(tell);
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

/** Several parts of the state, at most once in `everyMs`: for things that nobody can read faster (the filmstrip at 25 parts a second). */
export function useLiveCalmly<T extends Readonly<Record<string, unknown>>>(select: (state: LiveState) => T, everyMs: number): T {
  const [value, setValue] = useState(() => select(liveStore.get()));
  const latest = useRef(select);
  useEffect(() => {
    latest.current = select;
  });
  const take = useCallback(() => {
    const next = latest.current(liveStore.get());
    setValue((before) => (Object.keys(next).every((key) => Object.is(next[key], before[key])) ? before : next));
  }, []);
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
