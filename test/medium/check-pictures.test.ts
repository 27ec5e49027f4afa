import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '#main/engine/index.ts';
import type { CheckedPicture } from '#main/vision/types.ts';
import { comparePictures, type PictureFlag, type PictureQuality } from '#shared/domain/picture-quality.ts';
import { quiet } from './engine-fixture.ts';
import { writeBrokenFiles } from './hostile-files.ts';
import { plate, savePlates } from './vision-fixture.ts';

const patient = { timeout: 120_000 };
let folder: string;
let bench: Engine;
/** By file name. */
const checked = new Map<string, CheckedPicture>();
const quality = new Map<string, PictureQuality>();
const progress: number[] = [];

/** Twelve good pictures, and what people put among them by mistake. */
async function mixedPictures(): Promise<string[]> {
  const good = await savePlates(
    join(folder, 'good'),
    Array.from({ length: 12 }, (_, k) => plate(k, { width: 640, height: 480 })),
  );
  const third = await readFile(good[2] as string);
  const made: Record<string, Buffer> = {
    'copy.png': third,
    'smaller.jpg': await sharp(third).resize(500).jpeg({ quality: 70 }).toBuffer(),
    'brighter.jpg': await sharp(third).linear(1.06, 0).jpeg().toBuffer(),
    'blurred.png': await sharp(good[4]).blur(3).png().toBuffer(),
    'dark.png': await sharp(good[5]).linear(0.5, 0).png().toBuffer(),
    'burnt-out.png': await sharp(good[6]).linear(1.9, 0).png().toBuffer(),
    'cut.png': await sharp(good[7]).extract({ left: 0, top: 0, width: 400, height: 480 }).png().toBuffer(),
    'half.png': third.subarray(0, third.length >> 1),
  };
  await mkdir(join(folder, 'more'));
  const paths = Object.keys(made).map((name) => join(folder, 'more', name));
  await Promise.all(paths.map((path) => writeFile(path, made[basename(path)] as Buffer)));
  return [...good, ...paths];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passline-check-'));
  await mkdir(join(folder, 'thumbs'));
  bench = createEngine({ role: 'bench', log: quiet, memoryLimitMb: 3_000 });
  const paths = await mixedPictures();
  const pictures = paths.map((path) => ({ path, thumbPath: join(folder, 'thumbs', `${basename(path)}.jpg`), viewPath: null }));
  const answer = await bench.call(
    'checkPictures',
    { pictures },
    { timeoutMs: patient.timeout, onProgress: ({ done }) => progress.push(done) },
  );
  for (const one of answer.pictures) checked.set(basename(one.path), one);
  const usable = answer.pictures.flatMap(({ path, facts }) => (facts === null ? [] : [{ path, facts }]));
  comparePictures(usable.map(({ facts }) => facts)).forEach((one, k) => {
    quality.set(basename(usable[k]?.path ?? ''), one);
  });
}, patient.timeout);
afterAll(async () => {
  await bench?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('pictures are looked at before they teach', () => {
  it('answers for every picture in order, and tells how far it is', () => {
    expect([...checked.keys()].length).toBe(20);
    expect(progress.at(-1)).toBe(20);
    expect(checked.get('plate-002.png')?.facts).toMatchObject({ width: 640, height: 480 });
    expect(checked.get('copy.png')?.facts?.sha256).toBe(checked.get('plate-002.png')?.facts?.sha256);
  });
  it('names the picture that cannot be read, with the reason', () => {
    expect(checked.get('half.png')).toMatchObject({ facts: null, failure: { reason: 'FILE_DAMAGED' } });
  });
  it('points out what stands out, and nothing else', () => {
    const flagged = [...quality].filter(([, { flags }]) => flags.length > 0).map(([name, { flags }]) => [name, flags]);
    const expected: [string, PictureFlag[]][] = [
      ['copy.png', ['duplicate']],
      ['smaller.jpg', ['duplicate']],
      ['brighter.jpg', ['duplicate']],
      ['blurred.png', ['blurred']],
      ['dark.png', ['duplicate', 'dark']],
      ['burnt-out.png', ['bright', 'clipped']],
      ['cut.png', ['aspect']],
    ];
    expect(flagged).toEqual(expected);
  });
  it('puts the same part again into one group with its first picture', () => {
    const group = quality.get('plate-002.png')?.group;
    expect(group).not.toBeNull();
    expect(['copy.png', 'smaller.jpg', 'brighter.jpg'].map((name) => quality.get(name)?.group)).toEqual([group, group, group]);
    expect(quality.get('plate-003.png')?.group).toBeNull();
  });
  it('writes a thumbnail of each that it could read, and nothing beside', async () => {
    const names = await readdir(join(folder, 'thumbs'));
    expect(names.length).toBe(19);
    expect(await sharp(join(folder, 'thumbs', 'plate-000.png.jpg')).metadata()).toMatchObject({
      format: 'jpeg',
      width: 320,
      height: 240,
    });
  });
  it('writes what browsers show of a format that they do not, and nothing of one that they do', async () => {
    const views = join(folder, 'views');
    await mkdir(views);
    const plate = join(folder, 'good', 'plate-000.png');
    const tiff = join(folder, 'plate.tif');
    await sharp(plate).resize(3_000).tiff().toFile(tiff);
    const pictures = [plate, tiff].map((path) => ({ path, thumbPath: null, viewPath: join(views, `${basename(path)}.jpg`) }));
    await bench.call('checkPictures', { pictures }, { timeoutMs: patient.timeout });
    expect(await readdir(views)).toEqual(['plate.tif.jpg']);
    expect(await sharp(join(views, 'plate.tif.jpg')).metadata()).toMatchObject({ format: 'jpeg', width: 2_560, height: 1_920 });
  });
  it('survives files that are no pictures', async () => {
    const outside = join(folder, 'secret.png');
    const good = await readFile(join(folder, 'good', 'plate-000.png'));
    await writeFile(outside, good);
    await mkdir(join(folder, 'hostile'));
    const names = await writeBrokenFiles(join(folder, 'hostile'), good, outside);
    const pictures = names.map((name) => ({ path: join(folder, 'hostile', name), thumbPath: null, viewPath: null }));
    const answer = await bench.call('checkPictures', { pictures }, { timeoutMs: patient.timeout });
    expect(answer.pictures.map(({ path }) => basename(path))).toEqual(names);
    expect(answer.pictures.filter(({ facts, failure }) => facts !== null || failure === null)).toEqual([]);
  });
  it('stops when it is asked to', async () => {
    const cancel = new AbortController();
    const path = join(folder, 'good', 'plate-000.png');
    const pictures = Array.from({ length: 400 }, () => ({ path, thumbPath: null, viewPath: null }));
    const checking = bench.call(
      'checkPictures',
      { pictures },
      { timeoutMs: patient.timeout, signal: cancel.signal, onProgress: () => cancel.abort() },
    );
    await expect(checking).rejects.toMatchObject({ name: 'AbortError' });
    const again = await bench.call('checkPictures', { pictures: pictures.slice(0, 1) }, { timeoutMs: patient.timeout });
    expect(again.pictures.length).toBe(1);
  });
});
