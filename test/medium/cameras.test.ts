import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Frame, type FrameFailure, type FrameSource, isFailure, openSource, SourceError } from '#main/cameras/index.ts';
import { type SourceConfig, sourceSchema } from '#shared/domain/source.ts';

let folder: string;
let opened: FrameSource[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cameras-'));
});
afterEach(async () => {
  for (const source of opened) await source.close();
  opened = [];
  await rm(folder, { recursive: true, force: true });
});

async function started(config: SourceConfig, options: Parameters<typeof openSource>[1] = {}): Promise<FrameSource> {
  const source = await openSource(config, options);
  opened.push(source);
  await source.start();
  return source;
}

const generous = 20_000;
const take = (source: FrameSource, timeoutMs = generous): Promise<Frame | FrameFailure> =>
  source.next(process.hrtime.bigint(), timeoutMs);

/** What came, in one word each: the name of a picture, or the reason and name of a failure. */
async function names(source: FrameSource, count: number): Promise<string[]> {
  const seen: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const answer = await take(source);
    seen.push(isFailure(answer) ? `${answer.reason} ${answer.name}` : String(answer.name));
  }
  return seen;
}

const picture = (red: number): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: { r: red, g: 90, b: 90 } } })
    .png()
    .toBuffer();

function frameOf(answer: Frame | FrameFailure): Frame {
  if (isFailure(answer)) throw new Error(`${answer.reason}: ${answer.detail}`);
  return answer;
}

describe('a folder that cannot be a source', () => {
  it.each(['once', 'loop', 'watch'] as const)('is refused with a sentence (%s)', async (mode) => {
    const missing = await openSource({ kind: 'folder', path: join(folder, 'nowhere'), mode });
    await expect(missing.start()).rejects.toThrow(/There is no folder .*nowhere/);
    await writeFile(join(folder, 'file'), 'x');
    const file = await openSource({ kind: 'folder', path: join(folder, 'file'), mode });
    await expect(file.start()).rejects.toThrow(SourceError);
    expect(new SourceError('x').code).toBe('SOURCE_INVALID');
  });
});

describe('a folder, once', () => {
  it('gives every file in the order in which people count, each once, bad ones as failures with their name', async () => {
    const whole = await picture(10);
    for (const name of ['part10.png', 'part2.png', 'Part1.png']) await writeFile(join(folder, name), whole);
    await writeFile(join(folder, 'part3.png'), whole.subarray(0, whole.length / 2));
    await writeFile(join(folder, 'part4.png'), '');
    await writeFile(join(folder, 'part5.txt'), 'no picture');
    await writeFile(join(folder, '.hidden.png'), whole);
    await writeFile(join(folder, 'part6.png.tmp'), whole);
    await mkdir(join(folder, 'part7.png'));
    const source = await started({ kind: 'folder', path: folder, mode: 'once' });
    expect(source.offline).toBe(true);
    expect(await names(source, 6)).toEqual([
      'Part1.png',
      'part2.png',
      'FILE_DAMAGED part3.png',
      'FILE_EMPTY part4.png',
      'FILE_NOT_A_PICTURE part5.txt',
      'part10.png',
    ]);
    expect(source.state()).toBe('ended');
    expect(await names(source, 1)).toEqual(['FRAME_TIMEOUT null']);
    expect(source.stats()).toEqual({ fps: null, dropped: 0, late: 0 });
  });

  it('gives pixels in shared memory, received after the trigger, with numbers that count up', async () => {
    await writeFile(join(folder, 'a.png'), await picture(200));
    await writeFile(join(folder, 'b.png'), await picture(201));
    const source = await started({ kind: 'folder', path: folder, mode: 'once' });
    const trigger = process.hrtime.bigint();
    const [first, second] = [frameOf(await source.next(trigger, generous)), frameOf(await take(source))];
    expect([first.seq, second.seq]).toEqual([1, 2]);
    expect(first.receivedMonoNs > trigger).toBe(true);
    expect(second.receivedMonoNs > first.receivedMonoNs).toBe(true);
    expect(first.image).toMatchObject({ width: 64, height: 48 });
    expect(first.image.data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...first.image.data.subarray(0, 3)]).toEqual([200, 90, 90]);
  });

  it('goes on behind the file that was taken last', async () => {
    for (const name of ['1.png', '2.png', '10.png']) await writeFile(join(folder, name), await picture(1));
    const source = await started({ kind: 'folder', path: folder, mode: 'once' }, { resumeAfter: '2.png' });
    expect(await names(source, 1)).toEqual(['10.png']);
    expect(source.state()).toBe('ended');
  });

  it('shows every picture to those who watch', async () => {
    for (const name of ['1.png', '2.png']) await writeFile(join(folder, name), await picture(1));
    const source = await started({ kind: 'folder', path: folder, mode: 'once' });
    const seen: (string | null)[] = [];
    const stop = source.onFrame((frame) => seen.push(frame.name));
    await take(source);
    stop();
    await take(source);
    expect(seen).toEqual(['1.png']);
  });
});

describe('a folder, again and again', () => {
  it('begins anew with what lies there then, and tells of a bad file once', async () => {
    await writeFile(join(folder, '1.png'), await picture(1));
    await writeFile(join(folder, '2.png'), 'broken');
    const source = await started({ kind: 'folder', path: folder, mode: 'loop' });
    expect(await names(source, 3)).toEqual(['1.png', 'FILE_NOT_A_PICTURE 2.png', '1.png']);
    await writeFile(join(folder, '2.png'), await picture(2));
    expect(await names(source, 3)).toEqual(expect.arrayContaining(['1.png', '2.png']));
  });

  it('is lost when the folder goes away', async () => {
    await writeFile(join(folder, '1.png'), await picture(1));
    const source = await started({ kind: 'folder', path: folder, mode: 'loop' });
    await take(source);
    await rm(folder, { recursive: true });
    const answer = await take(source);
    expect(answer).toMatchObject({ reason: 'CAMERA_LOST' });
    expect(source.state()).toBe('lost');
  });
});

describe('a watched folder', () => {
  it('takes files that appear, not those that were there', async () => {
    await writeFile(join(folder, 'old.png'), await picture(1));
    const source = await started({ kind: 'folder', path: folder, mode: 'watch' });
    expect(await outcome(source, 200)).toBe('FRAME_TIMEOUT null');
    await writeFile(join(folder, 'new.png'), await picture(2));
    expect(await names(source, 1)).toEqual(['new.png']);
  });

  it('waits until a file is completely written', async () => {
    const source = await started({ kind: 'folder', path: folder, mode: 'watch' });
    const whole = await picture(3);
    const coming = take(source);
    for (let part = 1; part <= 6; part += 1) {
      await writeFile(join(folder, 'slow.png'), whole.subarray(0, Math.ceil((whole.length * part) / 6)));
      await wait(60);
    }
    expect(frameOf(await coming).name).toBe('slow.png');
  });

  it('never shows a file under the name it has while it is copied', async () => {
    const source = await started({ kind: 'folder', path: folder, mode: 'watch' });
    await writeFile(join(folder, 'part.png.tmp'), 'not yet');
    await writeFile(join(folder, '.part.png'), 'hidden');
    await writeFile(join(folder, 'part.png.tmp'), await picture(4));
    await rename(join(folder, 'part.png.tmp'), join(folder, 'part.png'));
    expect(await names(source, 1)).toEqual(['part.png']);
  });

  it('takes a file again that a camera overwrites', async () => {
    const source = await started({ kind: 'folder', path: folder, mode: 'watch' });
    await writeFile(join(folder, 'latest.png'), await picture(5));
    expect([...frameOf(await take(source)).image.data.subarray(0, 1)]).toEqual([5]);
    await writeFile(join(folder, 'latest.png'), await picture(6));
    expect([...frameOf(await take(source)).image.data.subarray(0, 1)]).toEqual([6]);
  });

  it('answers with the name of a file that stays broken', async () => {
    const source = await started({ kind: 'folder', path: folder, mode: 'watch' });
    await writeFile(join(folder, 'bad.png'), 'broken');
    expect(await names(source, 1)).toEqual(['FILE_NOT_A_PICTURE bad.png']);
  });

  it('loses none of many files that come at once', async () => {
    const source = await started({ kind: 'folder', path: folder, mode: 'watch' });
    const wanted = Array.from({ length: 25 }, (_, index) => `part${index}.png`);
    await Promise.all(wanted.map(async (name) => writeFile(join(folder, name), await picture(7))));
    expect((await names(source, 25)).toSorted()).toEqual(wanted.toSorted());
  });
});

async function outcome(source: FrameSource, timeoutMs: number): Promise<string> {
  const answer = await take(source, timeoutMs);
  return isFailure(answer) ? `${answer.reason} ${answer.name}` : String(answer.name);
}

describe('the simulated camera', () => {
  const config = sourceSchema.parse({ kind: 'simulated', width: 640, height: 480, fps: 5, seed: 4, defectRate: 0.3 });

  it('answers a trigger with a new part that was exposed after it, without a word about its defects', async () => {
    const source = await started(config);
    expect(source.offline).toBe(false);
    const trigger = process.hrtime.bigint();
    const first = frameOf(await source.next(trigger, generous));
    const second = frameOf(await take(source));
    expect(first.receivedMonoNs > trigger).toBe(true);
    expect(second.seq).toBeGreaterThan(first.seq);
    expect(Buffer.compare(first.image.data, second.image.data)).not.toBe(0);
    expect(Object.keys(first).toSorted()).toEqual(['cameraId', 'capturedAtUtc', 'image', 'name', 'receivedMonoNs', 'seq']);
    expect(first.name).toBeNull();
    expect(first.image.data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(first.image.data).toHaveLength(640 * 480 * 3);
  });

  it('shows the part that lies there between triggers: other noise, same part', async () => {
    const source = await started(config);
    const judged = frameOf(await take(source));
    const shown = await new Promise<Frame>((resolve) => {
      source.onFrame(resolve);
    });
    const difference = (a: Frame, b: Frame): number => {
      let sum = 0;
      for (let i = 0; i < a.image.data.length; i += 1) sum += Math.abs((a.image.data[i] ?? 0) - (b.image.data[i] ?? 0));
      return sum / a.image.data.length;
    };
    expect(shown.seq).toBeGreaterThan(judged.seq);
    expect(difference(judged, shown)).toBeGreaterThan(0);
    expect(difference(judged, shown)).toBeLessThan(3);
    expect(difference(frameOf(await take(source)), judged)).toBeGreaterThan(3);
  });

  it('gives the same parts in the same order for the same seed', async () => {
    const [a, b] = [await started(config), await started(config)];
    for (let index = 0; index < 3; index += 1) {
      const [one, other] = [frameOf(await take(a)), frameOf(await take(b))];
      expect(Buffer.compare(one.image.data, other.image.data)).toBe(0);
    }
  });

  it('is lost, not silent, once it is closed', async () => {
    const source = await started(config);
    await source.close();
    expect(source.state()).toBe('ended');
    expect(await take(source)).toMatchObject({ reason: 'CAMERA_LOST' });
  });
});
