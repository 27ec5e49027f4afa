import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const module = new URL('./signals.ts', import.meta.url).href;
const root = fileURLToPath(new URL('../../..', import.meta.url));

const preamble = `
  import { pino } from 'pino';
  import { stopOnSignals } from ${JSON.stringify(module)};
  const log = pino({ level: 'silent' });
  setInterval(() => undefined, 1000);
`;

describe.skipIf(process.platform === 'win32')('a process that runs a station', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** Runs the code until it has written its first line. */
  async function start(code: string) {
    const args = ['--input-type=module', '--eval', preamble + code];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    return { child, ended };
  }

  it('ends with 70 when a rejection is not handled: whoever started it starts it again', async () => {
    const { ended } = await start(`
      stopOnSignals({ stop: async () => undefined, log });
      console.log('up');
      Promise.reject(new Error('nobody cares'));
    `);
    expect(await ended).toBe(70);
  });

  it('ends with 0 once everything is stopped, though two signals come at once', async () => {
    const { child, ended } = await start(`
      stopOnSignals({ stop: () => new Promise((resolve) => setTimeout(resolve, 200)), log });
      console.log('up');
    `);
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  it('ends at once when it is asked a second time', async () => {
    const { child, ended } = await start(`
      stopOnSignals({ stop: () => new Promise(() => undefined), log, limitMs: 60_000 });
      console.log('up');
    `);
    child.kill('SIGINT');
    const again = setInterval(() => child.kill('SIGINT'), 300);
    expect(await ended).toBe(130);
    clearInterval(again);
  });

  it('does not wait for ever for a stop that hangs', async () => {
    const { child, ended } = await start(`
      stopOnSignals({ stop: () => new Promise(() => undefined), log, limitMs: 100 });
      console.log('up');
    `);
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
  });
});
