import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createUndo } from './undo.ts';

const log = pino({ level: 'silent' });

describe('the stop of a station', () => {
  it('goes on when a step fails or never ends', async () => {
    const undo = createUndo(log);
    const done: string[] = [];
    undo.push('first made', () => done.push('first made'));
    undo.push('fails', () => {
      throw new Error('no');
    });
    undo.push('rejects', () => Promise.reject(new Error('no')));
    undo.push('never ends', () => new Promise(() => undefined), 10);
    undo.push('last made', () => done.push('last made'));
    await undo.run();
    expect(done).toEqual(['last made', 'first made']);
  });
  it('happens once, however often it is asked for', async () => {
    const undo = createUndo(log);
    let times = 0;
    undo.push('once', async () => {
      times += 1;
    });
    await Promise.all([undo.run(), undo.run()]);
    await undo.run();
    expect(times).toBe(1);
  });
});
