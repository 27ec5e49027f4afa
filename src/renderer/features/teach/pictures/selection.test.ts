import { describe, expect, it } from 'vitest';
import { nothingSelected, selectAll, selectNext, selectOnly, selectTo, step, toggle } from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];

describe('choosing pictures', () => {
  it('chooses one, or one more', () => {
    expect([...selectOnly('b').ids]).toEqual(['b']);
    expect([...toggle(selectOnly('b'), 'd').ids]).toEqual(['b', 'd']);
    expect([...toggle(toggle(selectOnly('b'), 'd'), 'b').ids]).toEqual(['d']);
  });
  it('chooses ranges in both directions from where they began', () => {
    const range = selectTo(order, selectOnly('c'), 'e');
    expect([...range.ids]).toEqual(['c', 'd', 'e']);
    expect([...selectTo(order, range, 'a').ids]).toEqual(['a', 'b', 'c']);
  });
  it('chooses only the picture where the beginning is not shown any more', () => {
    expect([...selectTo(order, selectOnly('gone'), 'b').ids]).toEqual(['b']);
  });
  it('walks by keyboard and stops at the ends', () => {
    expect(step(order, nothingSelected, 1, false).focus).toBe('a');
    expect(step(order, selectOnly('d'), 3, false).focus).toBe('e');
    expect(step(order, selectOnly('b'), -3, false).focus).toBe('a');
    expect([...step(order, selectOnly('b'), 2, true).ids]).toEqual(['b', 'c', 'd']);
    expect(step([], selectOnly('b'), 1, false)).toEqual(nothingSelected);
  });
  it('chooses all', () => {
    expect(selectAll(order, nothingSelected).ids.size).toBe(5);
  });
});

describe('after pictures were sorted away', () => {
  it('goes on with the one behind them', () => {
    expect(selectNext(order, ['a', 'd', 'e'], selectTo(order, selectOnly('b'), 'c')).focus).toBe('d');
  });
  it('goes back to the last one where there is none behind', () => {
    expect(selectNext(order, ['a', 'b', 'c', 'd'], selectOnly('e')).focus).toBe('d');
    expect(selectNext(['a'], [], selectOnly('a'))).toEqual(nothingSelected);
  });
  it('goes on by one where nothing went away', () => {
    expect(selectNext(order, order, selectOnly('b')).focus).toBe('c');
  });
});
