import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childrenOf, goodParts, jsonLines, runCli, startCli } from './cli-fixture.ts';
import { peakMemory, writeBrokenFiles, writeOddPictures } from './hostile-files.ts';
import { needBackbone } from './vision-fixture.ts';

interface Line {
  readonly path: string;
  readonly verdict: string;
  readonly reason: string;
  readonly score: number | null;
}

const slow = 400_000;
const fileCount = 200;
/** Much more than judging these pictures takes (about 250 MB), much less than the 1.2 GB of the largest one decoded. */
const memoryLimit = 700 * 1024 * 1024;

let folder: string;
let broken: string[];
let odd: string[];
let run: { code: number | null; stdout: string; stderr: string };
let lines: Line[];
let enginePeak = 0;

beforeAll(async () => {
  await needBackbone();
  folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  const set = join(folder, 'set');
  const good = await goodParts(set, 12, 100);
  const model = join(folder, 'flange.passline');
  const taught = await runCli('teach', '--good', set, '--out', model, '--false-reject-rate', '0.001');
  if (taught.code !== 0) throw new Error(taught.stderr);
  const bytes = await readFile(good[0] ?? '');
  broken = await writeBrokenFiles(set, bytes, good[0] ?? '');
  odd = await writeOddPictures(set, bytes);
  const plain = fileCount - 12 - broken.length - odd.length;
  for (let index = 0; index < plain; index += 1) await copyFile(good[index % good.length] ?? '', join(set, `part${index}.png`));

  const started = startCli(['inspect', '--model', model, set, '--json'], (_line, child) => {
    // Looked at with every answer: an engine that died over a file has taken its own peak with it.
    if (child.pid === undefined) return;
    void childrenOf(child.pid).then(async (engines) => {
      for (const engine of engines) enginePeak = Math.max(enginePeak, await peakMemory(engine));
    });
  });
  run = await started.done;
  lines = jsonLines<Line>(run.stdout);
}, slow);
afterAll(() => rm(folder, { recursive: true, force: true }));

const answerTo = (name: string): Line | undefined =>
  lines.find(({ path }) => path.endsWith(`/${name}`) || path.endsWith(`\\${name}`));

describe(`a folder of ${fileCount} files, 20 of them not what they seem`, () => {
  it('gets exactly one answer for each file, and 2 as exit code', () => {
    expect(run.stderr).toBe('');
    expect(broken.length + odd.length).toBe(20);
    expect(lines).toHaveLength(fileCount);
    expect(new Set(lines.map(({ path }) => path)).size).toBe(fileCount);
    expect(run.code).toBe(2);
  });

  it('lets none of the broken files pass: each is an error of its own kind', () => {
    const answers = Object.fromEntries(broken.map((name) => [name, answerTo(name)]));
    expect(Object.values(answers).map((line) => [line?.verdict, line?.score])).toEqual(broken.map(() => ['error', null]));
    expect(Object.fromEntries(Object.entries(answers).map(([name, line]) => [name, line?.reason]))).toEqual({
      'broken-empty.png': 'FILE_EMPTY',
      'broken-text.png': 'FILE_NOT_A_PICTURE',
      'broken-page.jpg': expect.stringMatching(/FILE_NOT_A_PICTURE|PICTURE_UNSUPPORTED/),
      'broken-document.pdf': 'PICTURE_UNSUPPORTED',
      'broken-noise.png': 'FILE_NOT_A_PICTURE',
      'broken-archive.png': 'FILE_NOT_A_PICTURE',
      'broken-cut.png': 'FILE_DAMAGED',
      'broken-cut.jpg': 'FILE_DAMAGED',
      'broken-cut.webp': 'FILE_DAMAGED',
      'broken-cut.tif': 'FILE_DAMAGED',
      'broken-header-only.jpg': 'FILE_DAMAGED',
      'broken-bytes.png': 'FILE_DAMAGED',
      'broken-1x1.png': 'PICTURE_TOO_SMALL',
      'broken-20000x20000.png': 'PICTURE_TOO_LARGE',
      'broken-liar.png': 'PICTURE_TOO_LARGE',
      'broken-outside.svg': 'PICTURE_UNSUPPORTED',
      'broken-entity.svg': 'PICTURE_UNSUPPORTED',
    });
  });

  it('judges unusual pictures that are whole', () => {
    expect(answerTo('odd-16-bit.png')).toMatchObject({ verdict: 'pass' });
    expect(odd.filter((name) => !['pass', 'fail'].includes(answerTo(name)?.verdict ?? ''))).toEqual([]);
  });

  it('passes all the good parts around them', () => {
    const names = new Set([...broken, ...odd]);
    const rest = lines.filter(({ path }) => ![...names].some((name) => path.endsWith(name)));
    expect(rest.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(rest).toHaveLength(fileCount - 20);
  });

  it.skipIf(process.platform !== 'linux')('stays within its memory', () => {
    expect(enginePeak).toBeGreaterThan(50 * 1024 * 1024);
    expect(enginePeak).toBeLessThan(memoryLimit);
  });

  it('has real pictures among the odd ones', async () => {
    expect(await sharp(join(folder, 'set', 'odd-16-bit.png')).metadata()).toMatchObject({ depth: 'ushort' });
    expect(await sharp(join(folder, 'set', 'odd-cmyk.jpg')).metadata()).toMatchObject({ space: 'cmyk' });
    expect(await sharp(join(folder, 'set', 'odd-animated.gif')).metadata()).toMatchObject({ pages: 2 });
  });
});
