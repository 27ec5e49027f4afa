import { execFile } from 'node:child_process';
import { access, copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPackage } from '#main/learning/package.ts';
import { childrenOf, goodParts, grossDefect, jsonLines, partFile, root, runCli, startCli } from './cli-fixture.ts';
import { needBackbone } from './vision-fixture.ts';

interface Line {
  readonly path: string;
  readonly verdict: string;
  readonly score: number | null;
  readonly threshold: number;
  readonly reason: string;
  readonly ms: number;
  readonly defects: readonly Record<string, number>[];
}

const shell = promisify(execFile);
const slow = 240_000;
/** Parts that are judged good are those that were taught: what this test is about is the command, not the method. */
const seed = 100;
let folder: string;
let model: string;
let taught: { code: number | null; stdout: string; stderr: string };

beforeAll(async () => {
  await needBackbone();
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  model = join(folder, 'flange.passline');
  await goodParts(join(folder, 'train'), 12, seed);
  await mkdir(join(folder, 'bad'));
  for (const index of [0, 1]) await partFile(join(folder, 'bad', `bad${index}.png`), grossDefect(index));
  await writeFile(join(folder, 'train', 'notes.txt'), 'not a picture');
  const [good, bad] = [join(folder, 'train'), join(folder, 'bad')];
  taught = await runCli(
    'teach',
    '--good',
    good,
    '--bad',
    bad,
    '--out',
    model,
    '--name',
    'Flange',
    '--false-reject-rate',
    '0.001',
    '--json',
  );
  if (taught.code !== 0) throw new Error(`teaching failed: ${taught.stderr}`);
}, slow);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a command that cannot be carried out ends with 64 and a sentence', () => {
  it.each([
    ['an unknown command', ['judge'], /unknown command 'judge'/],
    ['an unknown option', ['inspect', '--fast'], /unknown option '--fast'|required option/],
    ['no path', ['inspect', '--model', 'x.passline'], /missing required argument 'path'/],
    ['no model', ['inspect', 'x.png'], /required option '--model/],
    ['a model that is not there', ['inspect', '--model', '/nowhere/x.passline', root], /cannot be read \(ENOENT\)/],
    [
      'a model that is something else',
      ['inspect', '--model', join(root, 'package.json'), root],
      /not a Passline product package/,
    ],
    [
      'a folder of good parts that is not there',
      ['teach', '--good', '/nowhere', '--out', 'x.passline'],
      /There is no \/nowhere\./,
    ],
    ['a package of another name', ['teach', '--good', root, '--out', 'x.zip'], /FILE\.passline/],
    ['a rate above one half', ['teach', '--good', root, '--out', 'x.passline', '--false-reject-rate', '2'], /from 0 to 0\.5/],
    [
      'fewer parts to look at than are rejected',
      ['teach', '--good', root, '--out', 'x.passline', '--review-rate', '0.01'],
      /More good parts have to be looked at/,
    ],
    [
      'parts to look at where only a reference is known',
      ['teach', '--reference', join(root, 'package.json'), '--out', 'x.passline', '--review-rate', '0.1'],
      /--review-rate needs at least 5 good pictures/,
    ],
    [
      'regions that are none',
      ['teach', '--good', root, '--out', 'x.passline', '--regions', join(root, 'package.json')],
      /package\.json holds no regions/,
    ],
    ['a set that is not there', ['evaluate', '/nowhere'], /There is no folder \/nowhere/],
    ['draws of no labelled pictures', ['evaluate', root, '--seeds', '3'], /--seeds goes with/],
    ['no labelled pictures', ['evaluate', root, '--labelled', '0'], /whole number from 1 to 1000/],
  ])('%s', async (_what, args, sentence) => {
    const { code, stdout, stderr } = await runCli(...args);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(code).toBe(64);
  });

  it('a path that is not there, before anything is judged', async () => {
    const { code, stdout, stderr } = await runCli('inspect', '--model', model, join(folder, 'bad'), join(folder, 'gone.png'));
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain('gone.png');
  });

  it('a folder without files', async () => {
    await mkdir(join(folder, 'none'), { recursive: true });
    const { code, stderr } = await runCli('inspect', '--model', model, join(folder, 'none'));
    expect(code).toBe(64);
    expect(stderr).toContain('There is no file in');
  });

  it('too few good pictures', async () => {
    const { code, stderr } = await runCli('teach', '--good', join(folder, 'bad'), '--out', join(folder, 'few.passline'));
    expect(code).toBe(64);
    expect(stderr).toMatch(/Nothing was taught: 2 different good pictures, at least 5 are needed/);
    await expect(access(join(folder, 'few.passline'))).rejects.toThrow('ENOENT');
  });

  it('a set that has no training pictures', async () => {
    const { code, stderr } = await runCli('evaluate', join(folder, 'bad'));
    expect(code).toBe(64);
    expect(stderr).toContain('cannot be evaluated');
  });
});

describe('teach', () => {
  it('writes a package that holds recipe, model and golden samples, and says what it did not use', async () => {
    expect(taught.code).toBe(0);
    expect(taught.stderr).toContain('notes.txt');
    const said = JSON.parse(taught.stdout) as Record<string, unknown>;
    const product = await readPackage(model);
    expect(said).toMatchObject({
      name: 'Flange',
      teach_images: 12,
      bad_images: 2,
      escape_rate: 0,
      model_sha256: product.manifest.model.sha256,
      // The flange sits still: places count.
      scoring: {
        members: [{ name: 'r16' }, { name: 'r16c' }, { name: 'g8' }],
        evidence: { positionVariance: expect.any(Number) },
      },
    });
    expect(product.recipe.name).toBe('Flange');
    expect(product.golden.map(({ expected }) => expected)).toEqual(['pass', 'pass', 'fail', 'fail']);
    expect(
      Buffer.compare(
        product.golden[2]?.bytes ?? Buffer.alloc(0),
        await readFile(join(folder, 'bad', product.golden[2]?.name ?? '')),
      ),
    ).toBe(0);
  });
});

describe('inspect', () => {
  it(
    'gives each file one answer, in the order in which people count, through all folders',
    async () => {
      const set = join(folder, 'mixed');
      await goodParts(join(set, 'lot 1'), 2, seed);
      await partFile(join(set, 'part10.png'), grossDefect(3));
      await copyFile(join(set, 'lot 1', 'good0.png'), join(set, 'part9.PNG'));
      await writeFile(join(set, 'readme'), 'hello');
      await symlink('/nowhere', join(set, 'dangling.png'));
      await symlink(set, join(set, 'lot 1', 'around'));
      const csv = join(folder, '=table.csv');
      const overlays = join(folder, 'overlays');
      const run = await runCli(
        'inspect',
        '--model',
        model,
        set,
        join(set, 'readme'),
        '--json',
        '--csv',
        csv,
        '--overlays',
        overlays,
      );
      const lines = jsonLines<Line>(run.stdout);
      expect(lines.map(({ path, verdict, reason }) => [path.slice(set.length + 1), verdict, reason])).toEqual([
        [join('lot 1', 'good0.png'), 'pass', 'OK'],
        [join('lot 1', 'good1.png'), 'pass', 'OK'],
        ['part9.PNG', 'pass', 'OK'],
        ['part10.png', 'fail', 'ANOMALY'],
        ['readme', 'error', 'FILE_NOT_A_PICTURE'],
      ]);
      expect(run.code).toBe(2);
      const [good, , , bad, broken] = lines;
      expect(Object.keys(good ?? {})).toEqual(['path', 'verdict', 'score', 'threshold', 'reason', 'ms', 'defects']);
      expect(good?.score).toBeLessThan(0.5);
      expect(bad?.score).toBeGreaterThan(0.5);
      expect(Object.keys(bad?.defects[0] ?? {}).toSorted()).toEqual(['area_px', 'height', 'score', 'width', 'x', 'y']);
      expect(broken?.score).toBeNull();

      const table = await readFile(csv, 'utf8');
      expect(table.startsWith('\uFEFFpath,verdict,score,')).toBe(true);
      expect(table.trim().split('\n')).toHaveLength(1 + lines.length);

      expect((await readdir(overlays)).toSorted()).toEqual([
        'good0.overlay.jpg',
        'good1.overlay.jpg',
        'part10.overlay.jpg',
        'part9.overlay.jpg',
      ]);
      expect(await sharp(join(overlays, 'part10.overlay.jpg')).metadata()).toMatchObject({
        format: 'jpeg',
        width: 480,
        height: 360,
      });
    },
    slow,
  );

  it(
    'ends with 0 if all pass and with 1 if one fails, and says so in words',
    async () => {
      const good = await goodParts(join(folder, 'fine'), 2, seed);
      const pass = await runCli('inspect', '--model', model, ...good);
      expect([pass.code, pass.stdout.trim().split('\n').at(-1)]).toEqual([0, '2 files: 2 pass, 0 fail, 0 error']);
      const fail = await runCli('inspect', '--model', model, good[0] ?? '', join(folder, 'bad', 'bad0.png'));
      expect([fail.code, fail.stdout.trim().split('\n').at(-1)]).toEqual([1, '2 files: 1 pass, 1 fail, 0 error']);
    },
    slow,
  );

  it(
    'writes no cell that a spreadsheet would run',
    async () => {
      await mkdir(join(folder, 'names'), { recursive: true });
      await writeFile(join(folder, 'names', '=cmd()'), 'x');
      const csv = join(folder, 'names.csv');
      await shell(
        process.execPath,
        [join(root, 'src/main/cli/passline.ts'), 'inspect', '--model', model, '=cmd()', '--csv', csv],
        {
          cwd: join(folder, 'names'),
        },
      ).catch(() => undefined);
      expect(await readFile(csv, 'utf8')).toContain("\n'=cmd(),error");
    },
    slow,
  );

  it(
    'says nothing when whoever reads has seen enough',
    async () => {
      const good = await goodParts(join(folder, 'many'), 6, seed);
      const command = `"$0" "$1" inspect --model "$2" "\${@:3}" --json | head -n 1`;
      const { stdout, stderr } = await shell('bash', [
        '-c',
        command,
        process.execPath,
        join(root, 'src/main/cli/passline.ts'),
        model,
        ...good,
      ]);
      expect(jsonLines<Line>(stdout)).toHaveLength(1);
      expect(stderr).toBe('');
    },
    slow,
  );

  it.skipIf(process.platform !== 'linux')(
    'goes on when the engine dies over a file: that one is an error',
    async () => {
      const good = await goodParts(join(folder, 'killed'), 8, seed);
      let killed = false;
      const { done } = startCli(['inspect', '--model', model, ...good, '--json'], (_line, child) => {
        if (killed || child.pid === undefined) return;
        killed = true;
        void childrenOf(child.pid).then((engines) => engines.forEach((engine) => process.kill(engine, 'SIGKILL')));
      });
      const run = await done;
      const lines = jsonLines<Line>(run.stdout);
      expect(lines.map(({ path }) => path)).toEqual(good);
      expect(lines.filter(({ verdict }) => verdict === 'pass')).toHaveLength(7);
      expect(lines.filter(({ reason }) => reason === 'ENGINE_LOST')).toHaveLength(1);
      expect(run.code).toBe(2);
    },
    slow,
  );

  it.skipIf(process.platform === 'win32')(
    'stops on Ctrl-C with 130, its engine with it',
    async () => {
      const good = await goodParts(join(folder, 'stopped'), 12, seed);
      let engines: Promise<number[]> = Promise.resolve([]);
      let stopped = false;
      const { done } = startCli(['inspect', '--model', model, ...good, '--json'], (_line, child) => {
        if (stopped || child.pid === undefined) return;
        stopped = true;
        engines = childrenOf(child.pid);
        void engines.then(() => child.kill('SIGINT'));
      });
      const run = await done;
      expect(run.code).toBe(130);
      expect(run.stderr).toBe('');
      expect(jsonLines<Line>(run.stdout).length).toBeLessThan(12);
      for (const engine of await engines) expect(() => process.kill(engine, 0)).toThrow('ESRCH');
    },
    slow,
  );
});

describe('bin/passline.mjs', () => {
  const fakeProgram = 'process.stdout.write(`${process.version} ${process.argv.slice(2)}`); process.exitCode = 2;\n';

  async function copyOf(program: string | null): Promise<string> {
    const place = await mkdtemp(join(folder, 'bin-'));
    await mkdir(join(place, 'bin'));
    await copyFile(join(root, 'bin/passline.mjs'), join(place, 'bin/passline.mjs'));
    await writeFile(join(place, 'package.json'), '{"type":"module"}');
    await symlink(join(root, 'node_modules'), join(place, 'node_modules'));
    if (program !== null) {
      await mkdir(join(place, 'out/station'), { recursive: true });
      await writeFile(join(place, 'out/station/passline.js'), program);
    }
    return join(place, 'bin/passline.mjs');
  }
  const start = (node: string, args: readonly string[]): Promise<{ code: unknown; stdout: string; stderr: string }> =>
    shell(node, [...args]).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }: { code: unknown; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
    );

  it('says what to do when nothing is built', async () => {
    const run = await start(process.execPath, [await copyOf(null), 'inspect']);
    expect(run).toMatchObject({ code: 70, stdout: '' });
    expect(run.stderr).toContain('npm run build');
  });

  it('runs in this Node when it is new enough', async () => {
    const run = await start(process.execPath, [await copyOf(fakeProgram), 'a', '--b']);
    expect(run).toEqual({ code: 2, stdout: `${process.version} a,--b`, stderr: '' });
  });

  const older = '/usr/bin/node';
  it('hands over to the Node that comes with Passline when it is started by an older one', async (context) => {
    const { stdout: version } = await shell(older, ['--version']).catch(() => ({ stdout: '' }));
    const major = Number(/^v(\d+)/.exec(version)?.[1] ?? 0);
    if (major < 18 || major >= 24) return context.skip(`needs a Node from 18 to 23 at ${older}`);
    const run = await start(older, [await copyOf(fakeProgram), 'a', '--b']);
    expect(run).toMatchObject({ code: 2, stderr: '' });
    expect(run.stdout).toMatch(/^v24\.\d+\.\d+ a,--b$/);
  });
});
