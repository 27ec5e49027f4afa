import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataFolder, readStationNote, StationHeldError } from '#main/station/index.ts';
import { startStation } from './station-fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly token: string;
  readonly output: () => string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

describe('a data folder', () => {
  let data: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'passline-held-'));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  });

  /** `passline serve` as a person starts it. */
  async function serve(...options: string[]): Promise<Served> {
    const args = ['src/main/cli/passline.ts', 'serve', '--no-demo', '--json', '--data', data, ...options];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let output = '';
    let firstLine: (line: string) => void = () => undefined;
    const line = new Promise<string>((resolve) => {
      firstLine = resolve;
    });
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n')) firstLine(output.split('\n')[0] ?? '');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
      child.once('close', (code, signal) => {
        resolve({ code, signal });
        firstLine('{}');
      });
    });
    const text = await line;
    const note = text.startsWith('{') ? (JSON.parse(text) as { url?: string; token?: string }) : {};
    return { child, url: note.url ?? '', token: note.token ?? '', output: () => output, ended };
  }

  it('has one station: a second start says who has it, since when, and where', async () => {
    const station = await startStation({ dataFolder: data });
    try {
      const second = await serve();
      expect((await second.ended).code).not.toBe(0);
      expect(second.output()).toContain(`process ${process.pid}, started ${station.note.startedAtUtc}`);
      expect(second.output()).toContain(`at ${station.origin}/`);
      expect(second.output()).not.toContain(station.key);
      await expect(startStation({ dataFolder: data })).rejects.toThrow(StationHeldError);
      // the refused ones have not disturbed it
      expect((await station.asKey('/api/v1/status')).status).toBe(200);
    } finally {
      await station.stop();
    }
  });

  it('is free again after its station was killed', async () => {
    const { child, ended } = await serve();
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    expect(readStationNote(dataFolder(data))?.pid).toBe(child.pid);
    const next = await startStation({ dataFolder: data });
    expect((await next.asKey('/api/v1/status')).status).toBe(200);
    await next.stop();
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('is left clean by %s, also when it comes twice at once', async (signal) => {
    const { child, url, token, ended } = await serve();
    const answer = await fetch(`${new URL(url).origin}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } });
    child.kill(signal);
    child.kill(signal);
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(existsSync(join(data, 'station.json'))).toBe(false);
    expect(existsSync(join(data, 'station.sock'))).toBe(false);
    await answer.text().catch(() => undefined);
  });

  it('keeps its key from everyone else', async () => {
    const { ended, child } = await serve();
    expect((statSync(data).mode & 0o777).toString(8)).toBe('700');
    expect((statSync(join(data, 'key')).mode & 0o777).toString(8)).toBe('600');
    expect((statSync(join(data, 'station.sock')).mode & 0o777).toString(8)).toBe('600');
    child.kill('SIGTERM');
    await ended;
  });
});
