import type { RejudgedVerdict } from '#shared/domain/rejudgement.ts';
import { isTaken, useKeyDown } from '../../components/use-key-down.ts';

export interface ReviewKeys {
  readonly judge: (verdict: RejudgedVerdict) => void;
  /** From 0. */
  readonly reason: (index: number) => void;
  readonly clear: () => void;
  readonly step: (by: 1 | -1) => void;
  readonly compare: () => void;
}

/** A choice between radio buttons needs the arrows only. */
function belongsElsewhere({ target, key }: KeyboardEvent): boolean {
  const onRadio = target instanceof Element && target.matches('input[type="radio"]');
  return onRadio ? key.startsWith('Arrow') : isTaken(target);
}

/** P and F judge, digits choose the reason, arrows walk, C compares, Esc takes the reason back. */
export function useReviewKeys(keys: ReviewKeys): void {
  useKeyDown((event) => {
    if (event.defaultPrevented || belongsElsewhere(event)) return;
    const key = event.key.toLowerCase();
    // A key that is held down must not judge part after part.
    if (event.repeat && !key.startsWith('arrow')) return;
    if (key === 'p') keys.judge('pass');
    else if (key === 'f') keys.judge('fail');
    else if (key === 'c') keys.compare();
    else if (key === 'escape') keys.clear();
    else if (/^[1-9]$/.test(key)) keys.reason(Number(key) - 1);
    else if (key === 'arrowdown' || key === 'arrowright') keys.step(1);
    else if (key === 'arrowup' || key === 'arrowleft') keys.step(-1);
    else return;
    event.preventDefault();
  });
}
