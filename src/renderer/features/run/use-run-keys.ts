import { useEffect, useLayoutEffect, useRef } from 'react';

export interface RunKeys {
  readonly startStop: () => void;
  readonly trigger: () => void;
  readonly back: () => void;
  readonly step: (by: 1 | -1) => void;
}

/** Whether a key belongs to what has the focus: text fields, menus, dialogs, sliders. */
function isTaken(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest(
      'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="slider"], [role="listbox"]',
    ) !== null
  );
}

/**
 * The keys of the run screen: Space triggers, S starts and stops, Esc is back to live, arrows walk the filmstrip.
 * Space belongs to a button only when the keyboard brought the focus there: after a tap on Start it must still trigger.
 */
export function useRunKeys(keys: RunKeys): void {
  const latest = useRef(keys);
  // With the picture, not after it: a key pressed at once must act on what is seen, never on what was there before.
  useLayoutEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target)) return;
      const now = latest.current;
      if (event.key === ' ') {
        if (event.target instanceof HTMLButtonElement && event.target.matches(':focus-visible')) return;
        event.preventDefault();
        if (!event.repeat) now.trigger();
      } else if (event.key === 's' || event.key === 'S') {
        if (!event.repeat) now.startStop();
      } else if (event.key === 'Escape') now.back();
      else if (event.key === 'ArrowRight' && !event.defaultPrevented) now.step(1);
      else if (event.key === 'ArrowLeft' && !event.defaultPrevented) now.step(-1);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
