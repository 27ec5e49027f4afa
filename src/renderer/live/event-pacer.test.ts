import { beforeEach, describe, expect, it } from 'vitest';
import type { StationEvent } from '#shared/contract/events.ts';
import { createEventPacer, type EventPacer } from './event-pacer.ts';
import { frameEvent, partEvent, statusEvent } from './live-actions.fixture.ts';

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

describe('the events of a fast line', () => {
  let clock: ReturnType<typeof handClock>;
  let pacer: EventPacer;
  let batches: StationEvent[][];
  /** The parts of every batch that had some. */
  const parts = (): number[][] =>
    batches
      .map((batch) => batch.flatMap((event) => (event.type === 'part' ? [event.part.number] : [])))
      .filter((numbers) => numbers.length > 0);
  beforeEach(() => {
    clock = handClock();
    batches = [];
    pacer = createEventPacer(clock, (events) => batches.push([...events]));
    pacer.take(statusEvent('running'));
    clock.moveTo(1_000);
    batches = [];
  });

  it('hands a good part on at once when nothing came just before', () => {
    pacer.take(partEvent(1));
    clock.moveTo(1_000);
    expect(parts()).toEqual([[1]]);
  });
  it('hands good parts on no faster than they can be read, and none is left out', () => {
    for (let number = 1; number <= 12; number++) {
      pacer.take(partEvent(number));
      clock.moveTo(1_000 + 50 * number);
    }
    clock.moveTo(3_000);
    expect(parts()).toEqual([[1], [2, 3, 4, 5], [6, 7, 8, 9, 10], [11, 12]]);
  });
  it.each(['fail', 'review', 'error'] as const)(
    'hands a %s on at once with what came before it, and the good part after it no sooner than it can be read',
    (verdict) => {
      pacer.take(partEvent(1));
      clock.moveTo(1_040);
      pacer.take(partEvent(2));
      clock.moveTo(1_080);
      pacer.take(partEvent(3, undefined, verdict));
      pacer.take(partEvent(4));
      clock.moveTo(1_329);
      expect(parts()).toEqual([[1], [2, 3]]);
      clock.moveTo(1_330);
      expect(parts()).toEqual([[1], [2, 3], [4]]);
    },
  );
  it('says at once that the station went into another state', () => {
    pacer.take(partEvent(1));
    clock.moveTo(1_010);
    pacer.take(statusEvent('running'));
    clock.moveTo(1_020);
    expect(batches).toHaveLength(1);
    pacer.take(statusEvent('error'));
    clock.moveTo(1_020);
    expect(batches).toHaveLength(2);
  });
  it('keeps of live pictures that wait only the newest', () => {
    pacer.take(partEvent(1));
    clock.moveTo(1_000);
    for (let seq = 1; seq <= 5; seq++) pacer.take(frameEvent(seq));
    clock.moveTo(1_250);
    expect(batches.at(-1)).toEqual([frameEvent(5)]);
  });
  it('hands on at once what waits when it is told to, and nothing after its end', () => {
    pacer.take(partEvent(1));
    clock.moveTo(1_000);
    pacer.take(partEvent(2));
    pacer.flush();
    expect(parts()).toEqual([[1], [2]]);
    pacer.take(partEvent(3));
    pacer.stop();
    clock.moveTo(3_000);
    expect(parts()).toEqual([[1], [2]]);
  });
});
