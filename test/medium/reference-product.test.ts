import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readPackage } from '#main/learning/package.ts';
import { encodePng } from '#main/vision/index.ts';
import type { Status } from '#shared/contract/status.ts';
import { type PartSummary, partReportSchema } from '#shared/domain/inspection.ts';
import { jsonLines, runCli } from './cli-fixture.ts';
import { board, label, photograph, type PrintedPart } from './printed-parts.ts';
import { signedIn, startStation } from './station-fixture.ts';

interface Line {
  readonly path: string;
  readonly verdict: string;
  readonly reason: string;
  readonly score: number | null;
  readonly defects: readonly Record<string, number>[];
}

const slow = 240_000;
const part = board(8, { width: 240, height: 200 });
const inked: PrintedPart = {
  ...part,
  shapes: [...part.shapes, { kind: 'disc', x: 120, y: 100, radius: 5, colour: [235, 60, 60] }],
};
const other = label(9, { width: 240, height: 200 });

describe('a product that compares with a reference', () => {
  let folder: string;
  let product: string;
  let line: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reference-product-'));
    line = join(folder, 'line');
    product = join(folder, 'board.passline');
    await mkdir(line);
    await writeFile(join(folder, 'reference.png'), await encodePng(photograph(part, { noise: 1 })));
    const pictures = {
      '1-good': photograph(part, { noise: 2, turnDeg: 1, seed: 2 }),
      '2-inked': photograph(inked, { seed: 3 }),
      '3-other': photograph(other),
    };
    for (const [name, image] of Object.entries(pictures)) await writeFile(join(line, `${name}.png`), await encodePng(image));
    const taught = await runCli('teach', '--reference', join(folder, 'reference.png'), '--out', product, '--json');
    if (taught.code !== 0) throw new Error(`teaching failed: ${taught.stderr}`);
  }, slow);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['neither good pictures nor a reference', [], /--good.*--reference/],
    ['a reference that is not there', ['--reference', '/nowhere.png'], /There is no file \/nowhere\.png/],
    ['boxes without references', null, /--boxes goes with --references/],
  ])('is not taught from %s', async (_what, args, sentence) => {
    const command =
      args === null ? ['evaluate', folder, '--boxes', folder] : ['teach', ...args, '--out', join(folder, 'x.passline')];
    const { code, stderr } = await runCli(...command);
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringMatching(sentence) });
  });
  it('is a package like any other, with the reference as its golden sample', async () => {
    const { recipe, golden } = await readPackage(product);
    expect(recipe.views[0]?.tools).toEqual([expect.objectContaining({ id: 'reference', kind: 'reference', threshold: 0.5 })]);
    expect(golden).toEqual([expect.objectContaining({ name: 'reference.png', expected: 'pass' })]);
  });
  it(
    'is judged on the command line: the good one passes, the inked one fails, another part is an error',
    async () => {
      const { code, stdout } = await runCli('inspect', '--model', product, line, '--json');
      const lines = jsonLines<Line>(stdout);
      expect(lines.map(({ verdict, reason }) => [verdict, reason])).toEqual([
        ['pass', 'OK'],
        ['fail', 'ANOMALY'],
        ['error', 'PART_NOT_FOUND'],
      ]);
      expect(code).toBe(2);
      expect(lines[2]).toMatchObject({ score: null, defects: [] });
      const [{ x = 0, y = 0, width = 0, height = 0 } = {}] = lines[1]?.defects ?? [];
      expect(Math.hypot(x + width / 2 - 120, y + height / 2 - 100)).toBeLessThan(3);
      expect(Math.max(width, height)).toBeLessThan(18);
    },
    slow,
  );
  it(
    'is judged by a station alike: what is sent to it, and what its line takes',
    async () => {
      const station = await startStation({ source: { kind: 'folder', path: line, mode: 'once' }, packageFile: product });
      try {
        const get = async <T>(path: string) => (await (await station.asKey(path)).json()) as T;
        const engineer = await signedIn(station, 'engineer');
        await station.restored;
        await vi.waitUntil(async () => (await get<Status>('/api/v1/status')).state === 'stopped', {
          timeout: 60_000,
          interval: 100,
        });
        const form = new FormData();
        form.append(
          'photo',
          new File([new Uint8Array(await readFile(join(line, '2-inked.png')))], 'sent.png', { type: 'image/png' }),
        );
        const sent = partReportSchema.parse(
          await (await station.asKey('/api/v1/inspections', { method: 'POST', body: form })).json(),
        );
        expect(sent).toMatchObject({ verdict: 'fail', reason: 'ANOMALY', tools: [{ kind: 'reference', verdict: 'fail' }] });
        expect(sent.defects).toHaveLength(1);
        for (const url of [sent.mapUrl, sent.overlayUrl]) expect((await station.asKey(url ?? '')).status).toBe(200);

        await engineer.json('/api/v1/line/start', 'POST', {});
        const judged = async () => (await get<{ parts: PartSummary[] }>('/api/v1/parts?mode=production')).parts;
        await vi.waitUntil(async () => (await judged()).length === 3, { timeout: 60_000, interval: 200 });
        const verdicts = (await judged()).map(({ source, verdict, reason }) => [source, verdict, reason]);
        expect(verdicts.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual([
          ['1-good.png', 'pass', 'OK'],
          ['2-inked.png', 'fail', 'ANOMALY'],
          ['3-other.png', 'error', 'PART_NOT_FOUND'],
        ]);
      } finally {
        await station.remove();
      }
    },
    slow,
  );
});
