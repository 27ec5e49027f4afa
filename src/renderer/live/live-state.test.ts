import { describe, expect, it } from 'vitest';
import { judged, part, status } from './live-actions.fixture.ts';
import { filmLength, initialLiveState, type LiveAction, type LiveState, reduceLive } from './live-state.ts';

const open: LiveAction = { type: 'connection', connection: 'open' };
const after = (...actions: LiveAction[]): LiveState => actions.reduce(reduceLive, initialLiveState);
const numbers = (state: LiveState): number[] => state.parts.map((entry) => entry.part.number);

describe('the verdict of now', () => {
  it('is gone while the station is not reached, and stays gone until the next part', () => {
    const lost = after(open, status('running'), judged(1), { type: 'connection', connection: 'lost' });
    expect(lost.current).toBeNull();
    expect([open, status('running')].reduce(reduceLive, lost).current).toBeNull();
    expect([open, status('running'), judged(2)].reduce(reduceLive, lost).current?.part.number).toBe(2);
  });
  it('is gone when the line stops, and does not come back by starting it', () => {
    expect(after(open, status('running'), judged(1), status('stopped')).current).toBeNull();
    expect(after(open, status('running'), judged(1), status('stopped'), status('running')).current).toBeNull();
  });
  it('is the newest part, also when an older one arrives late', () => {
    expect(after(open, status('running'), judged(5), judged(4)).current?.part.number).toBe(5);
  });
  it('is never a picture that somebody sent to the service', () => {
    const state = after(open, status('running'), judged(1), judged(2, 'service'));
    expect(state.current?.part.number).toBe(1);
    expect(numbers(state)).toEqual([1]);
  });
  it('is being judged from the trigger to its part, or to the loss of the station', () => {
    const triggered = after(open, status('running'), { type: 'judging', judging: true });
    expect(triggered.judging).toBe(true);
    expect(reduceLive(triggered, judged(1)).judging).toBe(false);
    expect(reduceLive(triggered, { type: 'connection', connection: 'lost' }).judging).toBe(false);
  });
});

describe('the filmstrip', () => {
  it('holds the last hundred, newest first, each once', () => {
    const state = after(...Array.from({ length: 130 }, (_, index) => judged(index + 1)), judged(130));
    expect(state.parts).toHaveLength(filmLength);
    expect(numbers(state).slice(0, 3)).toEqual([130, 129, 128]);
    expect(numbers(state).at(-1)).toBe(31);
  });
  it('puts a late part where it belongs', () => {
    expect(numbers(after(judged(1), judged(3), judged(2)))).toEqual([3, 2, 1]);
  });
  it('is completed by what was read, without losing what the stream told meanwhile', () => {
    const state = after(judged(9), judged(10), { type: 'recent', parts: [part(9), part(8), part(7)] });
    expect(numbers(state)).toEqual([10, 9, 8, 7]);
    expect(state.parts[1]?.defects).toEqual([]);
    expect(state.parts[2]?.defects).toBeNull();
  });
  it('drops parts of an earlier station that the new list does not have', () => {
    expect(numbers(after(judged(3), { type: 'recent', parts: [part(4)] }))).toEqual([4]);
  });
});

describe('the scrolled filmstrip', () => {
  it('stands still until it is scrolled back to the newest part', () => {
    const held = after(judged(1), judged(2), { type: 'hold', hold: true }, judged(3));
    expect(held.film?.map(({ part: { number } }) => number)).toEqual([2, 1]);
    expect(reduceLive(held, { type: 'hold', hold: false }).film).toBeNull();
    const frozen = reduceLive(held, { type: 'freeze', partId: 'id-1' });
    expect(reduceLive(frozen, { type: 'hold', hold: false }).film).toBe(held.film);
  });
});

describe('the frozen view', () => {
  it('stays on its part while others come, even when that leaves the filmstrip', () => {
    const frozen = after(judged(1), { type: 'freeze', partId: 'id-1' });
    const later = Array.from({ length: 120 }, (_, index) => judged(index + 2)).reduce(reduceLive, frozen);
    expect(later.frozen?.part.number).toBe(1);
    expect(reduceLive(later, { type: 'live' }).frozen).toBeNull();
  });
  it('keeps the strip still, so that its neighbours can be reached; being live again moves it on', () => {
    const later = after(judged(1), judged(2), { type: 'freeze', partId: 'id-2' }, judged(3), { type: 'freeze', partId: 'id-1' });
    expect(later.film?.map(({ part: { number } }) => number)).toEqual([2, 1]);
    expect(later.frozen?.part.number).toBe(1);
    expect(numbers(later)).toEqual([3, 2, 1]);
    expect(reduceLive(later, { type: 'live' }).film).toBeNull();
  });
  it('keeps the strip as it was seen, also when the line was faster than the strip', () => {
    const seen = after(judged(1), judged(2)).parts;
    const state = after(judged(1), judged(2), judged(3), { type: 'freeze', partId: 'id-2', strip: seen });
    expect(state.film).toBe(seen);
    expect(state.frozen?.part.number).toBe(2);
  });
  it('learns the defects of a part from before, wherever it is shown', () => {
    const defects = [{ x: 1, y: 1, width: 2, height: 2, score: 2.24, area_px: 4 }];
    const frozen = after({ type: 'recent', parts: [part(2), part(1)] }, { type: 'freeze', partId: 'id-1' });
    const known = reduceLive(frozen, { type: 'known', partId: 'id-1', defects, hasPicture: true, hasMap: true });
    expect(known.frozen?.defects).toBe(defects);
    expect(known.film?.[1]?.defects).toBe(defects);
    expect(known.parts.map((entry) => entry.defects)).toEqual([null, defects]);
  });
  it('cannot be on a part that is not there', () => {
    expect(after(judged(1), { type: 'freeze', partId: 'nobody' }).frozen).toBeNull();
  });
});
