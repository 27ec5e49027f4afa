import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepStation, type StationKeeper } from '#main/desktop/station-process.ts';

const program = fileURLToPath(new URL('../fixtures/desktop/small-station.mjs', import.meta.url));

describe('the station that the shell looks after', () => {
  let data: string;
  const keepers: StationKeeper[] = [];

  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'passline-keeper-'));
  });
  afterEach(async () => {
    await Promise.all(keepers.splice(0).map((keeper) => keeper.stop()));
    rmSync(data, { recursive: true, force: true });
  });

  function keep(file = program): StationKeeper {
    const keeper = keepStation({ data, node: process.execPath, program: file, serveArguments: [], prints: false });
    keepers.push(keeper);
    return keeper;
  }

  /** The process id that answers on the station's socket, or null. */
  const pid = (path = '/'): Promise<number | null> =>
    new Promise((resolve) => {
      const asked = request({ socketPath: join(data, 'station.sock'), path }, (response) => {
        response.on('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
      });
      asked.on('error', () => resolve(null));
      asked.end();
    });
  const up = (keeper: StationKeeper) => vi.waitUntil(() => keeper.address() !== null, { timeout: 10_000, interval: 20 });

  it('says why it does not come up, and goes on trying', async () => {
    const keeper = keep(join(data, 'missing.mjs'));
    await vi.waitUntil(() => keeper.problem() !== null, { timeout: 10_000, interval: 20 });
    expect(keeper.problem()).toContain('exit code 1');
    expect(keeper.address()).toBeNull();
  });

  it('is started, and stopped gracefully with the shell', async () => {
    const keeper = keep();
    await up(keeper);
    expect(keeper.owns()).toBe(true);
    await keeper.stop();
    expect(existsSync(join(data, 'stopped-gracefully'))).toBe(true);
    expect(await pid()).toBeNull();
  });

  it('is started again when it dies', async () => {
    const keeper = keep();
    await up(keeper);
    const first = await pid();
    await pid('/die');
    await vi.waitUntil(async () => ![null, first].includes(await pid()), { timeout: 10_000, interval: 50 });
    await up(keeper);
    expect(keeper.problem()).toBeNull();
  });

  it('is left alone when it ran already', async () => {
    const other = spawn(process.execPath, [program, 'serve', '--data', data], { stdio: 'ignore' });
    try {
      await vi.waitUntil(async () => (await pid()) !== null, { timeout: 10_000, interval: 20 });
      const keeper = keep();
      await up(keeper);
      expect(keeper.owns()).toBe(false);
      await keeper.stop();
      expect(await pid()).toBe(other.pid);
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('takes the place of one that ran already and died', async () => {
    const other = spawn(process.execPath, [program, 'serve', '--data', data], { stdio: 'ignore' });
    await vi.waitUntil(async () => (await pid()) !== null, { timeout: 10_000, interval: 20 });
    const keeper = keep();
    await up(keeper);
    other.kill('SIGKILL');
    await vi.waitUntil(() => keeper.owns(), { timeout: 10_000, interval: 20 });
    await up(keeper);
  });
});
