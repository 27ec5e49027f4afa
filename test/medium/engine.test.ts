import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomUUIDv7 } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEngine, type Engine, type EngineOptions } from '#main/engine/index.ts';
import { decodePicture } from '#main/vision/index.ts';
import { quiet, recipeFor, simulated, type Taught, teachOnce } from './engine-fixture.ts';
import { until } from './inspection-fixture.ts';

const patience = { timeoutMs: 30_000 };
// Processes are started, killed and started again: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let taught: Taught;
let scratch: string;
const engines: Engine[] = [];

beforeAll(async () => {
  taught = await teachOnce();
  scratch = await mkdtemp(join(tmpdir(), 'passline-engine-'));
});
afterAll(async () => {
  await rm(scratch, { recursive: true, force: true });
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

function open(options: Partial<EngineOptions> & Pick<EngineOptions, 'role'>): Engine {
  const engine = createEngine({ log: quiet, memoryLimitMb: 2_000, ...options });
  engines.push(engine);
  return engine;
}

async function openLine(options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = open({ role: 'line', ...options });
  await until('the line engine is ready', () => engine.health().state === 'ready');
  return engine;
}

const models = () => ({ [taught.modelSha256]: taught.modelPath });
const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
describe('a line engine', () => {
  it('that is killed rejects what was asked of it at once, and another takes its place', async () => {
    const engine = await openLine();
    const pid = engine.health().pid ?? 0;
    const call = await inFlight(engine);
    process.kill(pid, 'SIGKILL');
    await expect(call.answer).rejects.toMatchObject({ reason: 'ENGINE_LOST' });
    await until('it is back', () => engine.health().state === 'ready');
    expect(engine.health()).toMatchObject({ restarts: 1, generation: 2 });
    expect(engine.health().pid).not.toBe(pid);
  });

  it('that does not answer within the time of a call is killed, and the call is a time-out', async () => {
    const engine = await openLine();
    const pid = engine.health().pid ?? 0;
    const call = await inFlight(engine, 300);
    await expect(call.answer).rejects.toMatchObject({ reason: 'ENGINE_TIMEOUT' });
    await until('the process is gone', () => !isRunning(pid));
  });

  it('that is stopped dead is noticed by its silence, long before the time of its calls is over', async () => {
    const engine = await openLine({ hangMs: 1_500 });
    const pid = engine.health().pid ?? 0;
    const call = await inFlight(engine);
    process.kill(pid, 'SIGSTOP');
    await expect(call.answer).rejects.toMatchObject({ reason: 'ENGINE_TIMEOUT' });
    await until('the process is gone', () => !isRunning(pid));
    await until('it is back', () => engine.health().state === 'ready');
  });

  it('whose judging thread hangs is killed in time, although its main thread still answers', async () => {
    const hang = `import { isMainThread, parentPort } from 'node:worker_threads';
      if (!isMainThread) parentPort.on('message', ({ method }) => {
        if (method === 'measure') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      });`;
    const engine = await openLine({ execArgv: ['--import', `data:text/javascript,${encodeURIComponent(hang)}`] });
    const pid = engine.health().pid ?? 0;
    await engine.call('prepare', { recipe: recipeFor(taught), models: models() }, patience);
    await engine.call('openSource', { source: simulated(), resumeAfter: null }, patience);
    const recipe = recipeFor(taught, { limits: { frameAgeMs: 5_000, frameTimeoutMs: 20_000, judgeTimeoutMs: 500 } });
    const call = engine.call('judgeNext', { partId: randomUUIDv7(), recipe, triggerMonoNs: process.hrtime.bigint() }, patience);
    await expect(call).rejects.toMatchObject({ reason: 'ENGINE_TIMEOUT', detail: expect.stringMatching(/500 ms/) });
    await until('the process is gone', () => !isRunning(pid));
  });

  it('that takes more memory than it may is killed', async () => {
    const engine = open({ role: 'line', memoryLimitMb: 40 });
    await until('it was killed', () => engine.health().restarts > 0);
    expect(engine.health().detail).toMatch(/MB/);
  });

  it('refuses at once while it is down, and ends its process when it is stopped', async () => {
    const engine = await openLine();
    const pid = engine.health().pid ?? 0;
    await engine.stop();
    expect(isRunning(pid)).toBe(false);
    await expect(engine.call('closeSource', {}, patience)).rejects.toMatchObject({ reason: 'ENGINE_LOST' });
  });

  it('refuses what is not valid without being harmed by it', async () => {
    const engine = await openLine();
    const wrong = { partId: '../../etc/passwd', kinds: ['full'], jpegQuality: 85, folder: scratch, lossless: true } as const;
    await expect(engine.call('keep', wrong, patience)).rejects.toMatchObject({ reason: 'INTERNAL' });
    expect(engine.health()).toMatchObject({ state: 'ready', restarts: 0 });
  });

  it('refuses a model that was tampered with, and one that is not there', async () => {
    const engine = await openLine();
    const damaged = join(scratch, 'damaged.model');
    const bytes = await readFile(taught.modelPath);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    await writeFile(damaged, bytes);
    const recipe = recipeFor(taught);
    const load = (path?: string) =>
      engine.call('prepare', { recipe, models: path === undefined ? {} : { [taught.modelSha256]: path } }, patience);
    await expect(load(damaged)).rejects.toMatchObject({ reason: 'MODEL_REJECTED' });
    await expect(load(join(scratch, 'nowhere.model'))).rejects.toMatchObject({ reason: 'MODEL_MISSING' });
    await expect(load()).rejects.toMatchObject({ reason: 'MODEL_MISSING' });
    await expect(load(taught.modelPath)).resolves.toMatchObject({ cards: { [taught.modelSha256]: { name: 'flange' } } });
  });

  it('answers with a failure, never with a score, when the model of the recipe is not loaded', async () => {
    const engine = await openLine();
    await engine.call('openSource', { source: simulated(), resumeAfter: null }, patience);
    const judgement = await judge(engine);
    expect(judgement).toMatchObject({ failure: { reason: 'MODEL_MISSING' }, tools: [] });
  });

  it('keeps the picture that was judged, byte for byte, under the day of its part', async () => {
    const engine = await openLine();
    const path = join(scratch, 'one');
    await mkdir(path);
    await copyFile(taught.pictures[0] ?? '', join(path, 'part.png'));
    await engine.call('prepare', { recipe: recipeFor(taught), models: models() }, patience);
    await engine.call('openSource', { source: { kind: 'folder', path, mode: 'once' }, resumeAfter: null }, patience);
    const { partId } = await judge(engine);
    const folder = join(scratch, 'kept');
    const stored = await keep(engine, partId, folder);
    expect(stored.map(({ kind }) => kind)).toEqual(['full', 'crop', 'map', 'overlay']);
    for (const picture of stored) {
      expect(picture.path).toMatch(new RegExp(`^\\d{4}/\\d{2}/\\d{2}/${partId}\\.${picture.kind}\\.(png|jpg)$`));
      const bytes = await readFile(join(folder, picture.path));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(picture.sha256);
      expect(bytes.byteLength).toBe(picture.bytes);
    }
    const kept = await decodePicture({ path: join(folder, stored[0]?.path ?? '') });
    const given = await decodePicture({ path: taught.pictures[0] ?? '' });
    expect(Buffer.compare(kept.data, given.data)).toBe(0);
    expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(await keep(engine, partId, folder)).toEqual([]);
  });

  it('loses the oldest pictures rather than to wait for them', async () => {
    const engine = await openLine();
    await engine.call('prepare', { recipe: recipeFor(taught), models: models() }, patience);
    await engine.call('openSource', { source: simulated({ width: 320, height: 240 }), resumeAfter: null }, patience);
    const ids: string[] = [];
    for (let i = 0; i < 33; i++) ids.push((await judge(engine)).partId);
    const folder = join(scratch, 'pushed-out');
    expect(await keep(engine, ids[0] ?? '', folder)).toEqual([]);
    expect(await keep(engine, ids[1] ?? '', folder)).toHaveLength(4);
    expect(await keep(engine, ids[32] ?? '', folder)).toHaveLength(4);
  });
});

describe('a bench engine', () => {
  it('is not there until it is called, and is gone again after a rest', async () => {
    const bench = open({ role: 'bench', idleMs: 200 });
    expect(bench.health()).toMatchObject({ state: 'idle', pid: null });
    await bench.call('forget', { partId: randomUUIDv7() }, patience);
    const pid = bench.health().pid ?? 0;
    await until('it rests', () => bench.health().state === 'idle');
    expect(isRunning(pid)).toBe(false);
    expect(bench.health().restarts).toBe(0);
    await bench.call('forget', { partId: randomUUIDv7() }, patience);
    expect(bench.health().state).toBe('ready');
  });

  it('gives a picture the very score that the line gives it', async () => {
    const [line, bench] = [await openLine(), open({ role: 'bench', memoryLimitMb: 3_000 })];
    const path = join(scratch, 'same');
    await mkdir(path);
    await copyFile(taught.pictures[1] ?? '', join(path, 'part.png'));
    for (const engine of [line, bench]) await engine.call('prepare', { recipe: recipeFor(taught), models: models() }, patience);
    await line.call('openSource', { source: { kind: 'folder', path, mode: 'once' }, resumeAfter: null }, patience);
    const picture = { path: join(path, 'part.png') };
    const onBench = await bench.call('judgePicture', { partId: randomUUIDv7(), picture, recipe: recipeFor(taught) }, patience);
    const onLine = await judge(line);
    expect(onLine.failure).toBeNull();
    expect(onBench.tools).toEqual(onLine.tools);
    expect(onBench.map).toEqual(onLine.map);
  });

  it('says why it cannot judge what it is sent', async () => {
    const bench = open({ role: 'bench', memoryLimitMb: 3_000 });
    await bench.call('prepare', { recipe: recipeFor(taught), models: models() }, patience);
    const whole = await readFile(taught.pictures[0] ?? '');
    const reasonFor = async (bytes: Uint8Array) => {
      const params = { partId: randomUUIDv7(), picture: { bytes }, recipe: recipeFor(taught) };
      const { failure, tools } = await bench.call('judgePicture', params, patience);
      expect(tools).toEqual([]);
      return failure?.reason;
    };
    expect(await reasonFor(new Uint8Array())).toBe('FILE_EMPTY');
    expect(await reasonFor(Buffer.from('no picture'))).toBe('FILE_NOT_A_PICTURE');
    expect(await reasonFor(whole.subarray(0, whole.length / 2))).toBe('FILE_DAMAGED');
    expect(await reasonFor(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBe('PICTURE_UNSUPPORTED');
  });

  it('stops teaching when it is asked to, and judges again', async () => {
    const bench = open({ role: 'bench', memoryLimitMb: 3_000 });
    const cancel = new AbortController();
    const request = { name: 'flange', good: taught.pictures, bad: [], falseRejectRate: 0.02, seed: 1 };
    const outFolder = await mkdtemp(join(scratch, 'cancelled-'));
    const steps: string[] = [];
    const teaching = bench.call(
      'teach',
      { request, outFolder },
      {
        timeoutMs: 120_000,
        signal: cancel.signal,
        onProgress: ({ step }) => {
          steps.push(step);
          if (step === 'features') cancel.abort();
        },
      },
    );
    await expect(teaching).rejects.toMatchObject({ name: 'AbortError' });
    expect(steps).toContain('features');
    await bench.call('prepare', { recipe: recipeFor(taught), models: models() }, patience);
    const params = { partId: randomUUIDv7(), picture: { path: taught.pictures[0] ?? '' }, recipe: recipeFor(taught) };
    expect((await bench.call('judgePicture', params, patience)).failure).toBeNull();
    expect(bench.health().restarts).toBe(0);
    expect(await readdir(outFolder)).toEqual([]);
  });
});

describe('when the station is killed', () => {
  let station: ChildProcess | null = null;
  afterEach(() => {
    station?.kill('SIGKILL');
  });

  it('its engines end by themselves', async () => {
    const program = fileURLToPath(new URL('./engine-owner.ts', import.meta.url));
    station = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: station.stdout as NonNullable<ChildProcess['stdout']> });
    const pids = await new Promise<number[]>((resolve) => lines.once('line', (line) => resolve(JSON.parse(line) as number[])));
    expect(pids).toHaveLength(2);
    expect(pids.every(isRunning)).toBe(true);
    station.kill('SIGKILL');
    await until('they are gone', () => !pids.some(isRunning));
  });
});

function judge(engine: Engine) {
  return engine.call(
    'judgeNext',
    { partId: randomUUIDv7(), recipe: recipeFor(taught), triggerMonoNs: process.hrtime.bigint() },
    patience,
  );
}

function keep(engine: Engine, partId: string, folder: string) {
  return engine.call(
    'keep',
    { partId, kinds: ['full', 'crop', 'map', 'overlay'], jpegQuality: 85, folder, lossless: true },
    patience,
  );
}

/** A call that is certainly in the engine: wrapped, so that awaiting it here does not await its answer. */
async function inFlight(engine: Engine, timeoutMs = 60_000): Promise<{ answer: Promise<unknown> }> {
  const path = await mkdtemp(join(scratch, 'empty-'));
  await engine.call('openSource', { source: { kind: 'folder', path, mode: 'watch' }, resumeAfter: null }, patience);
  const recipe = recipeFor(taught, { limits: { frameAgeMs: 1_000, frameTimeoutMs: 60_000, judgeTimeoutMs: 1_000 } });
  const params = { partId: randomUUIDv7(), recipe, triggerMonoNs: process.hrtime.bigint() };
  const answer = engine.call('judgeNext', params, { timeoutMs });
  answer.catch(() => {});
  // Answered after the call above was received: messages keep their order.
  if (timeoutMs > 1_000) await engine.call('forget', { partId: randomUUIDv7() }, patience);
  return { answer };
}
