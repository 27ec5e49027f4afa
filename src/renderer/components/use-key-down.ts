import { useEffect, useLayoutEffect, useRef } from 'react';

/** What has the focus and needs keys for itself: text fields, menus, dialogs, sliders. */
const takers =
  'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="slider"], [role="listbox"]';

/** Whether a key belongs to what has the focus. */
export const isTaken = (target: EventTarget | null): boolean => target instanceof Element && target.closest(takers) !== null;

/** Keys of a screen, wherever the focus is; those held with Ctrl, Alt or Meta are the browser's. */
export function useKeyDown(pressed: (event: KeyboardEvent) => void): void {
  const latest = useRef(pressed);
  // With the picture, not after it: a key pressed at once must act on what is seen, never on what was there before.
  useLayoutEffect(() => {
    latest.current = pressed;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey) latest.current(event);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
