import type { StationEvent } from '#shared/contract/events.ts';

export interface Clock {
  /** ms, of any beginning. */
  readonly now: () => number;
  /** Acts once, `ms` from now. @returns calls it off */
  readonly after: (ms: number, act: () => void) => () => void;
}

export interface EventPacer {
  readonly take: (event: StationEvent) => void;
  /** Hands on at once what still waits. */
  readonly flush: () => void;
  readonly stop: () => void;
}

/** A screen that changes faster than this cannot be read, ms. */
const readableMs = 250;

/**
 * Hands events on in batches, in their order. Good parts that follow each other faster than anybody can read come at most once
 * in {@link readableMs}, and with them newer frames and counters, so that a fast line does not take the thread that answers the
 * operator's clicks. Whatever else happens comes at once; a part that did not pass then stands at least that long.
 */
export function createEventPacer(clock: Clock, handOn: (events: readonly StationEvent[]) => void): EventPacer {
  let waiting: StationEvent[] = [];
  let due: { readonly at: number; readonly cancel: () => void } | null = null;
  let lastHandedOn = Number.NEGATIVE_INFINITY;
  let stationState: string | null = null;

  function canWait(event: StationEvent): boolean {
    switch (event.type) {
      case 'part':
        return event.part.verdict === 'pass';
      case 'frame':
        return true;
      case 'status': {
        const same = event.status.state === stationState;
        stationState = event.status.state;
        return same;
      }
      case 'rejudged':
      case 'changed':
      case 'resync':
        return false;
    }
  }

  function flush(): void {
    due?.cancel();
    due = null;
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    lastHandedOn = clock.now();
    handOn(batch);
  }

  return {
    take(event) {
      const now = clock.now();
      const calm = canWait(event);
      // A part that did not pass must not be passed over because a good one came with it.
      if (calm && event.type === 'part' && due !== null && due.at <= now) flush();
      const at = calm ? Math.max(now, lastHandedOn + readableMs) : now;
      waiting = [...waiting.filter((earlier) => !replaces(event, earlier)), event];
      if (due !== null && due.at <= at) return;
      due?.cancel();
      due = { at, cancel: clock.after(at - now, flush) };
    },
    flush,
    stop() {
      due?.cancel();
      due = null;
      waiting = [];
    },
  };
}

/** Of live pictures only the newest is ever looked at. */
function replaces(event: StationEvent, earlier: StationEvent): boolean {
  return event.type === 'frame' && earlier.type === 'frame' && event.cameraId === earlier.cameraId;
}
