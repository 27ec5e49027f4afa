import { fitView, type View } from './geometry.ts';

/** One way of looking at several pictures: zooming or moving one moves them all. Views are in shares, so sizes may differ. */
export interface ViewLink {
  readonly get: () => View;
  readonly set: (view: View) => void;
  /** @returns unregisters */
  readonly subscribe: (listener: () => void) => () => void;
}

export function createViewLink(): ViewLink {
  const listeners = new Set<() => void>();
  let view = fitView;
  return {
    get: () => view,
    set: (next) => {
      view = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
