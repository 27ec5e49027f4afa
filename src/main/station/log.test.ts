import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStationLog } from './log.ts';

describe('the log of the station', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'passline-log-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Files are written behind the log's back: wait for what was logged last. */
  const flushed = () =>
    expect
      .poll(() => readdirSync(folder).some((name) => readFileSync(join(folder, name), 'utf8').includes('the last line')))
      .toBe(true);

  it('never grows past its bound, however much is logged', async () => {
    const log = createStationLog({ folder, terminalLevel: null, limitBytes: 10_000, keptFiles: 2 });
    for (let n = 0; n < 1000; n += 1) log.info({ n, filler: 'x'.repeat(100) }, 'again');
    log.info('the last line');
    await flushed();
    const files = readdirSync(folder);
    expect(files.toSorted()).toEqual(['station.log', 'station.log.1', 'station.log.2']);
    const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(3 * 10_500);
  });

  it('holds no secret, whoever logs it', async () => {
    const log = createStationLog({ folder, terminalLevel: null });
    log.info(
      { secret: 'four-eyes', user: { secret: 'four-eyes' }, key: 'four-eyes', session: { token: 'four-eyes' } },
      'signed in',
    );
    log.info('the last line');
    await flushed();
    expect(readFileSync(join(folder, 'station.log'), 'utf8')).not.toContain('four-eyes');
  });
});
