import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyInThread } from '#main/records/index.ts';
import type { StationEvent } from '#shared/contract/events.ts';
import type { Status } from '#shared/contract/status.ts';
import { countVerdict, emptyCounters } from '#shared/domain/counters.ts';
import type { PartSummary } from '#shared/domain/inspection.ts';
import { type TaughtProduct, teachProduct } from './station-product.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Served {
  readonly child: ChildProcess;
  get<T>(path: string): Promise<T>;
  post(path: string): Promise<Response>;
  /** Ids of the parts on the stream, until `count` of them have come or the station is gone. */
  parts(count: number): Promise<string[]>;
  readonly ended: Promise<unknown>;
}

describe('a station that is killed in the middle of its work', () => {
  let folder: string;
  let product: TaughtProduct;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'passline-killed-'));
    product = await teachProduct();
  });
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  async function serve(data: string, ...options: string[]): Promise<Served> {
    const args = ['src/main/cli/passline.ts', 'serve', '--no-demo', '--json', '--data', data, ...options];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const ended = new Promise((resolve) => child.once('close', resolve));
    const line = await new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())));
    const { url, token } = JSON.parse(line) as { url: string; token: string };
    const headers = { authorization: `Bearer ${token}` };
    const { origin } = new URL(url);
    return {
      child,
      ended,
      get: async <T>(path: string) => (await (await fetch(`${origin}/api/v1${path}`, { headers })).json()) as T,
      post: (path) => fetch(`${origin}/api/v1${path}`, { method: 'POST', headers }),
      parts: async (count) => partsOf(await fetch(`${origin}/api/v1/events`, { headers }), count),
    };
  }

  it('has every verdict that was shown in its records, goes on by itself, and its records prove whole', async () => {
    const data = join(folder, 'data');
    const first = await serve(data, '--product', product.packageFile, '--source', 'simulated');
    await expect.poll(async () => (await first.get<Status>('/status')).state, { timeout: 90_000, interval: 200 }).toBe('stopped');
    expect((await first.post('/line/start')).status).toBe(200);
    const early = await first.parts(8);
    const late = first.parts(Number.POSITIVE_INFINITY);
    await expect
      .poll(async () => (await first.get<Status>('/status')).counters.total, { timeout: 30_000, interval: 50 })
      .toBeGreaterThan(12);
    first.child.kill('SIGKILL');
    await first.ended;
    const seen = new Set([...early, ...(await late)]);
    expect(seen.size).toBeGreaterThan(10);

    const second = await serve(data);
    await expect
      .poll(async () => (await second.get<Status>('/status')).state, { timeout: 90_000, interval: 200 })
      .toBe('running');
    await second.parts(3);
    await second.post('/line/stop');

    const { parts } = await second.get<{ parts: PartSummary[] }>('/parts?mode=production&limit=500');
    const recorded = new Set(parts.map(({ id }) => id));
    expect([...seen].filter((id) => !recorded.has(id))).toEqual([]);
    expect(parts.map(({ number }) => number)).toEqual(parts.map((_, index) => parts.length - index));
    const counted = parts.reduce((counters, { verdict }) => countVerdict(counters, verdict), emptyCounters);
    expect((await second.get<Status>('/status')).counters).toEqual(counted);

    second.child.kill('SIGTERM');
    await second.ended;
    expect(second.child.exitCode).toBe(0);
    const verified = await verifyInThread({ dataFolder: data, pictures: true });
    expect(verified.problems).toEqual([]);
    expect(verified).toMatchObject({ ok: true, counters: counted });
  }, 240_000);
});

async function partsOf(answer: Response, count: number): Promise<string[]> {
  const ids: string[] = [];
  let rest = '';
  try {
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      rest += chunk;
      const events = rest.split('\n\n');
      rest = events.pop() ?? '';
      for (const text of events) {
        const event = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? 'null') as StationEvent;
        if (event.type === 'part') ids.push(event.part.id);
        if (ids.length >= count) return ids;
      }
    }
  } catch {
    // the station was killed: what came until then is what was shown
  }
  return ids;
}
