import { isTaken, useKeyDown } from '../../components/use-key-down.ts';

export interface RunKeys {
  readonly startStop: () => void;
  readonly trigger: () => void;
  readonly back: () => void;
  readonly step: (by: 1 | -1) => void;
}

/**
 * The keys of the run screen: Space triggers, S starts and stops, Esc is back to live, arrows walk the filmstrip.
 * Space belongs to a button only when the keyboard brought the focus there: after a tap on Start it must still trigger.
 */
export function useRunKeys(keys: RunKeys): void {
  useKeyDown((event) => {
    if (isTaken(event.target)) return;
    if (event.key === ' ') {
      if (event.target instanceof HTMLButtonElement && event.target.matches(':focus-visible')) return;
      event.preventDefault();
      if (!event.repeat) keys.trigger();
    } else if (event.key === 's' || event.key === 'S') {
      if (!event.repeat) keys.startStop();
    } else if (event.key === 'Escape') keys.back();
    else if (event.key === 'ArrowRight' && !event.defaultPrevented) keys.step(1);
    else if (event.key === 'ArrowLeft' && !event.defaultPrevented) keys.step(-1);
  });
}
