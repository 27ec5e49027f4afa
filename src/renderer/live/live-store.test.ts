import { beforeEach, describe, expect, it } from 'vitest';
import { judged, status } from './live-actions.fixture.ts';
import { createLiveStore, type LiveStore } from './live-store.ts';

/** A clock that is moved by hand. */
function handClock() {
  let now = 0;
  let timers: { at: number; act: () => void }[] = [];
  return {
    now: () => now,
    after(ms: number, act: () => void) {
      const timer = { at: now + ms, act };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    moveTo(ms: number) {
      for (let next = timers[0]; next !== undefined && next.at <= ms; next = timers[0]) {
        now = next.at;
        timers.shift();
        next.act();
      }
      now = ms;
    },
  };
}

describe('a fast line on the screen', () => {
  let clock: ReturnType<typeof handClock>;
  let store: LiveStore;
  let told: (number | undefined)[];
  beforeEach(() => {
    clock = handClock();
    store = createLiveStore(clock);
    store.dispatch({ type: 'connection', connection: 'open' });
    store.dispatch(status('running'));
    clock.moveTo(1_000);
    told = [];
    store.subscribe(() => told.push(store.get().current?.part.number));
  });

  it('shows a good part at once when nothing was shown just before', () => {
    store.dispatch(judged(1));
    clock.moveTo(1_000);
    expect(told).toEqual([1]);
  });
  it('shows good parts no faster than they can be read, and the newest in the end', () => {
    for (let number = 1; number <= 27; number++) {
      store.dispatch(judged(number));
      clock.moveTo(1_000 + 40 * number);
    }
    expect(told).toEqual([1, 5, 10, 15, 20, 25]);
    clock.moveTo(3_000);
    expect(told.at(-1)).toBe(27);
  });
  it.each(['fail', 'review', 'error'] as const)(
    'shows a %s at once, and the good part after it no sooner than it can be read',
    (verdict) => {
      store.dispatch(judged(1));
      clock.moveTo(1_040);
      store.dispatch(judged(2));
      clock.moveTo(1_080);
      store.dispatch(judged(3, undefined, verdict));
      clock.moveTo(1_080);
      store.dispatch(judged(4));
      clock.moveTo(1_279);
      expect(told).toEqual([1, 3]);
      clock.moveTo(1_280);
      expect(told).toEqual([1, 3, 4]);
    },
  );
  it('shows at once that the station went into another state, or was lost', () => {
    store.dispatch(judged(1));
    clock.moveTo(1_010);
    store.dispatch(status('error'));
    clock.moveTo(1_010);
    store.dispatch({ type: 'connection', connection: 'lost' });
    clock.moveTo(1_010);
    expect(told).toHaveLength(3);
  });
});
