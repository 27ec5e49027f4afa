import { copyFile, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { simulated, type Taught, teachOnce } from './engine-fixture.ts';
import { free, type Line, openLine, proveRecords, triggered, until } from './inspection-fixture.ts';

// Processes are started, killed and started again: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let taught: Taught;
let line: Line;
let scratch: string;

beforeAll(async () => {
  taught = await teachOnce();
  scratch = await mkdtemp(join(tmpdir(), 'passline-scratch-'));
});
afterAll(async () => {
  await rm(scratch, { recursive: true, force: true });
});
afterEach(async () => {
  await line.close();
});

const state = (): string => line.inspection.snapshot().state;
const blockers = (): string[] => line.inspection.snapshot().blockers.map((blocker) => blocker.code);
const partsShown = (count: number) => until(`${count} parts`, () => line.parts().length >= count);

describe('a line without a product or source', () => {
  it('says so and does not start', async () => {
    line = await openLine(taught);
    await until('it knows', () => state() === 'not_ready');
    expect(blockers()).toContain('NO_PRODUCT');
    await expect(line.inspection.start()).rejects.toMatchObject({ code: 'NO_PRODUCT' });
    await expect(line.inspection.trigger({ serial: null })).rejects.toMatchObject({ code: 'LINE_NOT_RUNNING' });
  });
  it('refuses a source that is not there, and keeps the one before', async () => {
    line = await openLine(taught);
    await line.use(triggered(taught));
    await line.inspection.setSource(simulated());
    const nowhere = { kind: 'folder', path: join(scratch, 'nowhere'), mode: 'once' } as const;
    await expect(line.inspection.setSource(nowhere)).rejects.toMatchObject({ code: 'SOURCE_INVALID' });
    await until('the camera is back', () => line.inspection.snapshot().camera.state === 'ok');
    expect(line.inspection.snapshot().camera.source).toEqual(simulated());
  });
  it('waits for a source that it is to have in any case', async () => {
    line = await openLine(taught);
    await line.use(free(taught));
    const path = join(scratch, 'later');
    await line.inspection.setSource({ kind: 'folder', path, mode: 'once' }, { insist: true });
    await line.inspection.start();
    await until('the loss shows', () => state() === 'error' && blockers().includes('CAMERA_LOST'));
    expect(line.parts()).toEqual([]);
    await mkdir(path);
    await copyFile(taught.pictures[0] ?? '', join(path, 'one.png'));
    await until('the end', () => blockers().includes('SOURCE_ENDED'));
    expect(line.parts().map(({ part }) => part.source)).toEqual(['one.png']);
  });
  it('is blocked by a model that is not what the recipe names, and judges nothing by the one before', async () => {
    line = await openLine(taught);
    await line.inspection.setSource(simulated());
    await line.use(free(taught));
    await line.inspection.start();
    await partsShown(2);
    const other = { ...taught, modelSha256: 'f'.repeat(64) };
    await expect(line.use(free(other))).rejects.toMatchObject({ code: 'NOT_READY' });
    expect(blockers()).toContain('MODEL_REJECTED');
    expect(state()).toBe('error');
    const before = line.parts().length;
    await line.inspection.stop();
    expect(line.parts().length).toBe(before);
    await line.use(free(taught));
    expect(blockers()).toEqual([]);
    await proveRecords(line);
  });
});

describe('a free-running line', () => {
  it('shows every part after its row, in the order of the numbers, with its pictures', async () => {
    line = await openLine(taught);
    await line.inspection.setSource(simulated({ defectRate: 0.5 }));
    await line.use(free(taught));
    line.inspection.setLot({ lot: 'L-7', supplierLot: 'S-1' });
    expect(state()).toBe('stopped');
    await line.inspection.start();
    expect(state()).toBe('running');
    await partsShown(12);
    await line.inspection.stop();
    expect(state()).toBe('stopped');
    const parts = line.parts();
    expect(parts.map(({ part }) => part.number)).toEqual(parts.map((_, index) => index + 1));
    expect(new Set(parts.map(({ part }) => part.verdict))).toEqual(new Set(['pass', 'fail']));
    expect(parts.every(({ preview, map }) => preview !== null && map !== null)).toBe(true);
    expect(parts.every(({ counters }, index) => counters.total === index + 1)).toBe(true);
    await until('the pictures are written', () => line.inspection.snapshot().records.picturesPending === 0);
    const reject = await line.records.part(parts.find(({ part }) => part.verdict === 'fail')?.part.id ?? '');
    expect(reject).toMatchObject({ lot: 'L-7', supplierLot: 'S-1', mode: 'production' });
    expect(reject?.pictures.map(({ kind, mime, state: kept }) => `${kind} ${mime} ${kept}`).sort()).toEqual([
      'crop image/png stored',
      'full image/png stored',
      'map image/png stored',
      'overlay image/jpeg stored',
    ]);
    const { minMs, meanMs, maxMs, lastMs } = line.inspection.snapshot().cycle;
    expect(minMs).toBeGreaterThan(0);
    expect(meanMs).toBeGreaterThanOrEqual(minMs ?? 0);
    expect(maxMs).toBeGreaterThanOrEqual(Math.max(meanMs ?? 0, lastMs ?? 0));
    await proveRecords(line);
  });

  it('changes over between two parts: none is judged by a mixture', async () => {
    line = await openLine(taught);
    await line.inspection.setSource(simulated());
    const first = await line.use(free(taught));
    await line.inspection.start();
    await partsShown(3);
    const second = await line.use(free(taught, { name: 'Flange, strict' }));
    const atChange = line.parts().length;
    await partsShown(atChange + 3);
    await line.inspection.stop();
    const versions = line.parts().map(({ part }) => [part.recipeVersion, part.productName]);
    expect(versions.slice(0, 3)).toEqual(Array(3).fill([first.version, 'Flange']));
    expect(versions.slice(atChange)).toEqual(Array(versions.length - atChange).fill([second.version, 'Flange, strict']));
    await proveRecords(line);
  });

  it('counts anew after a reset, and after a restart of the station goes on where the rows end', async () => {
    const folder = await mkdtemp(join(scratch, 'data-'));
    line = await openLine(taught, { folder });
    await line.inspection.setSource(simulated());
    await line.use(free(taught));
    await line.inspection.start();
    await partsShown(3);
    await line.inspection.resetCounters('anna');
    const before = line.parts().length;
    await partsShown(before + 3);
    await line.inspection.stop();
    const { counters, shift } = line.inspection.snapshot();
    expect(counters.total).toBeLessThan(line.parts().length);
    expect(shift.counters.total).toBe(line.parts().length);
    await proveRecords(line);
    await line.close();
    line = await openLine(taught, { folder });
    expect(line.inspection.snapshot().counters).toEqual(counters);
    expect(line.inspection.snapshot().shift.counters).toEqual(shift.counters);
  });
});

describe('when the engine', () => {
  it('is killed over a part: that part is an error, once, and the line comes back by itself', async () => {
    line = await openLine(taught);
    await line.inspection.setSource(simulated());
    await line.use(free(taught));
    await line.inspection.start();
    await partsShown(3);
    process.kill(line.engine.health().pid ?? 0, 'SIGKILL');
    await until('the loss shows', () => state() === 'error' && blockers().includes('ENGINE_LOST'));
    await until('it runs again', () => state() === 'running');
    const back = line.parts().length;
    await partsShown(back + 3);
    await line.inspection.stop();
    const errors = line.parts().filter(({ part }) => part.verdict === 'error');
    expect(errors.length).toBeLessThanOrEqual(1);
    expect(errors.every(({ part }) => part.reason === 'ENGINE_LOST' && part.score === null)).toBe(true);
    expect(line.inspection.snapshot().engines.line.restarts).toBe(1);
    await proveRecords(line);
  });

  it('hangs over a part: it is killed within the time limit, the part is an error, and the line comes back', async () => {
    line = await openLine(taught);
    await line.inspection.setSource(simulated());
    await line.use(triggered(taught, { limits: { frameAgeMs: 1_000, frameTimeoutMs: 1_000, judgeTimeoutMs: 1_000 } }));
    await line.inspection.start();
    const pid = line.engine.health().pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    const { partId } = await line.inspection.trigger({ serial: 'hung' });
    expect(await line.records.part(partId)).toMatchObject({ verdict: 'error', reason: 'ENGINE_TIMEOUT', serial: 'hung' });
    await until('it runs again', () => state() === 'running');
    expect(line.engine.health().pid).not.toBe(pid);
    const next = await line.inspection.trigger({ serial: 'next' });
    expect((await line.records.part(next.partId))?.verdict).not.toBe('error');
    await proveRecords(line);
  });

  it('is away: every trigger still gets its verdict, an error', async () => {
    line = await openLine(taught);
    await line.inspection.setSource(simulated());
    await line.use(triggered(taught));
    await line.inspection.start();
    process.kill(line.engine.health().pid ?? 0, 'SIGKILL');
    await until('the loss shows', () => state() === 'error');
    const ends = await Promise.all([1, 2, 3].map((serial) => line.inspection.trigger({ serial: String(serial) })));
    for (const { partId } of ends) {
      expect(await line.records.part(partId)).toMatchObject({ verdict: 'error', reason: 'ENGINE_LOST', mode: 'production' });
    }
    await until('it runs again', () => state() === 'running');
    await proveRecords(line);
  });
});

describe('when a row cannot be written', () => {
  it('nothing is shown as a pass, the line stands, and the parts are errors once rows can be written again', async () => {
    let broken = false;
    line = await openLine(taught, {
      wrap: (records) => ({
        ...records,
        commitPart: (part) => (broken ? Promise.reject(new Error('disk I/O error')) : records.commitPart(part)),
        health: async () => (broken ? { writable: false, detail: 'disk I/O error', freeBytes: 1e9 } : records.health()),
      }),
    });
    await line.inspection.setSource(simulated({ defectRate: 0 }));
    await line.use(free(taught));
    await line.inspection.start();
    await partsShown(2);
    broken = true;
    await until('it shows', () => state() === 'error' && blockers().includes('RECORDS_UNAVAILABLE'));
    const shown = line.parts().length;
    const counted = line.inspection.snapshot().counters;
    expect(line.heard.filter((event) => event.type === 'unrecorded')).toHaveLength(1);
    await expect(line.inspection.trigger({ serial: null })).rejects.toMatchObject({ code: 'NOT_READY' });
    expect(line.parts()).toHaveLength(shown);
    expect(line.inspection.snapshot().counters).toEqual(counted);
    await proveRecords(line);
    broken = false;
    await until('it runs again', () => state() === 'running');
    await partsShown(shown + 3);
    await line.inspection.stop();
    expect(line.parts()[shown]?.part).toMatchObject({ verdict: 'error', reason: 'RECORD_FAILED', score: null });
    expect(line.parts()[shown]?.counters.error).toBe(1);
    await proveRecords(line);
  });

  it('because the disk is full, the line stands with that reason, and what it showed before is recorded', async () => {
    const folder = await mkdtemp(join(scratch, 'full-'));
    await (await openLine(taught, { folder })).close();
    const { size } = await stat(join(folder, 'passline.db'));
    line = await openLine(taught, { folder, maxPages: Math.ceil(size / 4_096) + 3 });
    await line.inspection.setSource(simulated({ width: 320, height: 240 }));
    await line.use(free(taught));
    await line.inspection.start();
    await until('it shows', () => state() === 'error' && blockers().includes('DISK_FULL'));
    const shown = line.parts();
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.map(({ part }) => part.number)).toEqual(shown.map((_, index) => index + 1));
    expect(line.heard.filter((event) => event.type === 'unrecorded')).toHaveLength(1);
    await proveRecords(line);
  });

  it('because it never answers, the part counts as not written; if it was after all, the row is what holds', async () => {
    let late: (() => void) | null = null;
    let hold = false;
    line = await openLine(taught, {
      deps: { recordTimeoutMs: 300 },
      wrap: (records) => ({
        ...records,
        async commitPart(part) {
          const row = await records.commitPart(part);
          if (hold) await new Promise<void>((resolve) => (late = resolve));
          return row;
        },
      }),
    });
    await line.inspection.setSource(simulated());
    await line.use(triggered(taught));
    await line.inspection.start();
    hold = true;
    await expect(line.inspection.trigger({ serial: 'slow' })).rejects.toMatchObject({ code: 'NOT_READY' });
    hold = false;
    await until('it runs again', () => state() === 'running');
    expect((late as (() => void) | null) !== null).toBe(true);
    expect(line.inspection.snapshot().counters.total).toBe(1);
    expect(line.parts().map(({ part }) => part.serial)).toEqual(['slow']);
    await line.inspection.trigger({ serial: 'next' });
    expect(line.inspection.snapshot().counters.total).toBe(2);
    await proveRecords(line);
  });
});

describe('a folder', () => {
  const fill = async (name: string, files: number): Promise<string> => {
    const folder = join(scratch, name);
    await mkdir(folder);
    for (let i = 0; i < files; i++) {
      await copyFile(taught.pictures[i % taught.pictures.length] ?? '', join(folder, `p${String(i).padStart(2, '0')}.png`));
    }
    return folder;
  };
  const names = (): (string | null)[] => line.parts().map(({ part }) => part.source);

  it('is judged file by file, each once, in order; a damaged one is an error; at the end the line stops by itself', async () => {
    const path = await fill('once', 6);
    await writeFile(join(path, 'p02.png'), Buffer.from('\x89PNG\r\n\x1a\n but not really', 'latin1'));
    await writeFile(join(path, 'p04.png'), '');
    line = await openLine(taught);
    await line.inspection.setSource({ kind: 'folder', path, mode: 'once' });
    await line.use(free(taught, { trigger: { mode: 'free', periodMs: 10 } }));
    await line.inspection.start();
    await until('the end', () => blockers().includes('SOURCE_ENDED'));
    expect(state()).toBe('stopped');
    expect(names()).toEqual(['p00.png', 'p01.png', 'p02.png', 'p03.png', 'p04.png', 'p05.png']);
    expect(line.parts().map(({ part }) => part.verdict === 'error')).toEqual([false, false, true, false, true, false]);
    expect(line.parts().map(({ part }) => part.reason)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(FILE_DAMAGED|FILE_NOT_A_PICTURE|PICTURE_UNSUPPORTED)$/), 'FILE_EMPTY']),
    );
    expect(line.inspection.snapshot()).toMatchObject({
      camera: { offline: true, state: 'ended' },
      frames: { dropped: 0, late: 0 },
    });
    await proveRecords(line);
    await line.inspection.start();
    await until('the end again', () => blockers().includes('SOURCE_ENDED'));
    expect(line.parts()).toHaveLength(12);
  });

  it('goes on behind the last file when the engine dies: none is judged twice, none is left out', async () => {
    const path = await fill('killed', 16);
    line = await openLine(taught);
    await line.inspection.setSource({ kind: 'folder', path, mode: 'once' });
    await line.use(free(taught, { trigger: { mode: 'free', periodMs: 10 } }));
    await line.inspection.start();
    await partsShown(4);
    process.kill(line.engine.health().pid ?? 0, 'SIGKILL');
    await until('the end', () => blockers().includes('SOURCE_ENDED'));
    const judged = names().filter((name) => name?.endsWith('.png'));
    expect(judged).toEqual(Array.from({ length: 16 }, (_, i) => `p${String(i).padStart(2, '0')}.png`));
    await proveRecords(line);
  });

  it('that vanishes under a free-running line makes one error, not one every period, and the line goes on when it is back', async () => {
    const path = await fill('loop', 1);
    line = await openLine(taught);
    await line.inspection.setSource({ kind: 'folder', path, mode: 'loop' });
    await line.use(free(taught));
    await line.inspection.start();
    await partsShown(2);
    await rename(path, `${path}-away`);
    await until('the loss shows', () => state() === 'error' && blockers().includes('CAMERA_LOST'));
    await until('the part in progress is an error', () => line.parts().at(-1)?.part.reason === 'CAMERA_LOST');
    const before = line.parts().length;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(line.parts()).toHaveLength(before);
    expect(line.parts().filter(({ part }) => part.reason === 'CAMERA_LOST')).toHaveLength(1);
    await rename(`${path}-away`, path);
    await partsShown(before + 3);
    expect(state()).toBe('running');
    await line.inspection.stop();
    await proveRecords(line);
  });

  it('that is watched makes a part of every file that appears, and no error of there being none', async () => {
    const path = join(scratch, 'watched');
    await mkdir(path);
    line = await openLine(taught);
    await line.inspection.setSource({ kind: 'folder', path, mode: 'watch' });
    const limits = { frameAgeMs: 5_000, frameTimeoutMs: 300, judgeTimeoutMs: 5_000 };
    await line.use(free(taught, { limits }));
    await line.inspection.start();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(line.parts()).toEqual([]);
    expect(state()).toBe('running');
    await copyFile(taught.pictures[0] ?? '', join(path, 'dropped.png'));
    await partsShown(1);
    await line.inspection.stop();
    expect(line.parts()).toHaveLength(1);
    expect(line.parts()[0]?.part).toMatchObject({ source: 'dropped.png', reason: expect.stringMatching(/^(OK|ANOMALY)$/) });
  });
});

describe('a picture from outside', () => {
  it('is judged and recorded as service, beside the counters', async () => {
    line = await openLine(taught);
    const recipe = await line.use(triggered(taught));
    const request = { recipe, serial: 'S1', lot: null, operator: 'key', fileName: 'photo.png' };
    const good = await line.inspection.inspectPicture({ ...request, picture: { path: taught.pictures[0] ?? '' } });
    const broken = await line.inspection.inspectPicture({ ...request, picture: { bytes: new Uint8Array([1, 2, 3]) } });
    expect(await line.records.part(good.partId)).toMatchObject({
      mode: 'service',
      source: 'photo.png',
      serial: 'S1',
      operator: 'key',
    });
    expect(await line.records.part(broken.partId)).toMatchObject({
      verdict: 'error',
      reason: 'FILE_NOT_A_PICTURE',
      mode: 'service',
    });
    await until('the pictures are written', () => line.inspection.snapshot().records.picturesPending === 0);
    const pictures = (await line.records.part(good.partId))?.pictures ?? [];
    expect(pictures.map(({ kind, state: kept }) => `${kind} ${kept}`).sort()).toEqual([
      'crop stored',
      'full stored',
      'map stored',
      'overlay stored',
    ]);
    expect(line.inspection.snapshot().counters.total).toBe(0);
    await proveRecords(line);
  });
});
