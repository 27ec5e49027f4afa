import { useEffect, useLayoutEffect, useRef } from 'react';
import type { RejudgedVerdict } from '#shared/domain/rejudgement.ts';

export interface ReviewKeys {
  readonly judge: (verdict: RejudgedVerdict) => void;
  /** From 0. */
  readonly reason: (index: number) => void;
  readonly clear: () => void;
  readonly step: (by: 1 | -1) => void;
  readonly compare: () => void;
}

/** Whether a key belongs to what has the focus. A choice between radio buttons needs the arrows only. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (key.startsWith('Arrow') && target.matches('input[type="radio"]')) return true;
  const takers = 'input:not([type="radio"]), textarea, [role="dialog"], [role="menu"], [role="slider"], [role="listbox"]';
  return target.closest(takers) !== null;
}

/** P and F judge, digits choose the reason, arrows walk, C compares, Esc takes the reason back. */
export function useReviewKeys(keys: ReviewKeys): void {
  const latest = useRef(keys);
  // With the picture, not after it: a key pressed at once must act on what is seen, never on what was there before.
  useLayoutEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event)) return;
      const now = latest.current;
      const key = event.key.toLowerCase();
      // A key that is held down must not judge part after part.
      if (event.repeat && !key.startsWith('arrow')) return;
      if (key === 'p') now.judge('pass');
      else if (key === 'f') now.judge('fail');
      else if (key === 'c') now.compare();
      else if (key === 'escape') now.clear();
      else if (/^[1-9]$/.test(key)) now.reason(Number(key) - 1);
      else if (key === 'arrowdown' || key === 'arrowright') now.step(1);
      else if (key === 'arrowup' || key === 'arrowleft') now.step(-1);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
