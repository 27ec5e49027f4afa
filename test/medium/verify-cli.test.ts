import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createIdentity } from '#main/identity/index.ts';
import { openForTest, reject, silent, temporaryFolder, writePicture } from './records-fixture.ts';

const passline = fileURLToPath(new URL('../../src/main/cli/passline.ts', import.meta.url));

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a user would, with `input` on standard input. */
function run(args: readonly string[], input = ''): Promise<Outcome> {
  const child = spawn(process.execPath, [passline, ...args], { stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs a command on a pseudo-terminal; part of every Debian (bsdutils). */
const terminalProgram = '/usr/bin/script';

/** Every run is a process of its own; on a busy machine they add up. */
const patient = { timeout: 240_000 };

describe('passline verify', patient, () => {
  it('ends with 0 for records that are whole, 1 for those that are not, beside a running station', async () => {
    const folder = temporaryFolder();
    const station = await openForTest(folder);
    const part = reject({ pictures: ['full'] });
    await station.commitPart(part);
    const picture = writePicture(folder, part, 'full');
    await station.attachPictures(part.id, [picture]);

    const whole = await run(['verify', '--data', folder]);
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stdout).toContain('Proved');
    const head = /(\d+:[0-9a-f]{64})/.exec(whole.stdout)?.[1] ?? '';

    writeFileSync(join(folder, 'pictures', picture.path), 'swapped');
    const swapped = await run(['verify', '--data', folder, '--json']);
    expect(swapped.code).toBe(1);
    expect(JSON.parse(swapped.stdout)).toMatchObject({ ok: false, parts: 1, problems: [{ kind: 'picture_changed' }] });
    const other = head.replace(/[0-9a-f]$/, (digit) => (digit === '0' ? '1' : '0'));
    const noted = [head, other].map((each) => run(['verify', '--data', folder, '--no-pictures', '--head', each]));
    expect((await Promise.all(noted)).map(({ code }) => code)).toEqual([0, 1]);
    expect(await station.commitPart(reject())).toMatchObject({ number: 2 });
  });

  it('ends with 64 where there is nothing to verify, or it is asked wrongly', async () => {
    const folder = temporaryFolder();
    const nothing = await run(['verify', '--data', folder]);
    expect(nothing).toMatchObject({ code: 64, stdout: '' });
    expect(nothing.stderr).toContain('There are no records');
    expect(await run(['verify', '--data', folder, '--head', 'yesterday'])).toMatchObject({ code: 64 });
  });
});

describe('passline users', patient, () => {
  it('prepares a station that never ran, and takes the secret from standard input alone', async () => {
    const folder = join(temporaryFolder(), 'new');
    expect(await run(['users', 'list', '--data', folder])).toMatchObject({ code: 64 });
    const refused = await run(['users', 'add', 'Bo', '--data', folder], '4711\n');
    expect(refused).toMatchObject({ code: 64, stdout: '' });
    expect(await run(['users', 'add', 'Ann', '--role', 'admin', '--data', folder], '12\n')).toMatchObject({ code: 64 });

    const added = await run(
      ['users', 'add', 'Ann', '--role', 'admin', '--data', folder, '--json'],
      'correct horse\nsecond line\n',
    );
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(added.stdout)).toMatchObject([{ name: 'Ann', role: 'admin', active: true }]);
    expect(added.stdout).not.toContain('scrypt');

    const records = await openForTest(folder);
    const identity = createIdentity({ records, log: silent });
    await identity.signIn({ name: 'Ann', secret: 'correct horse' });
    expect((await records.auditTrail({ before: null, limit: 9 })).map(({ actor, action }) => [actor, action])).toEqual([
      ['Ann', 'user.signed_in'],
      ['cli', 'user.created'],
    ]);
  });

  it('changes users beside a running station, which notices, and keeps an administrator', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const identity = createIdentity({ records, log: silent });
    await identity.setUp({ name: 'Ann', secret: '4711' });
    await identity.create({ name: 'Bo', role: 'operator', secret: '4712' }, 'Ann');
    const { token } = await identity.signIn({ name: 'Bo', secret: '4712' });

    expect(await run(['users', 'disable', 'bo', '--data', folder])).toMatchObject({ code: 0 });
    await expect.poll(() => identity.whose(token), { timeout: 20_000 }).toBeNull();
    expect(await run(['users', 'enable', 'BO', '--data', folder])).toMatchObject({ code: 0 });
    expect(await run(['users', 'set-role', 'Bo', 'engineer', '--data', folder])).toMatchObject({ code: 0 });
    expect(await run(['users', 'set-secret', 'Bo', '--data', folder], 'a new secret\n')).toMatchObject({ code: 0 });
    expect(await run(['users', 'disable', 'Ann', '--data', folder])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('last administrator'),
    });
    expect(await run(['users', 'disable', 'Cy', '--data', folder])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('no user Cy'),
    });
    expect(await run(['users', 'set-role', 'Bo', 'king', '--data', folder])).toMatchObject({ code: 64 });

    const list = await run(['users', 'list', '--data', folder]);
    expect(list.stdout.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^NAME +ROLE +STATE +LAST SIGN-IN$/),
      expect.stringMatching(/^Ann +admin +active +never signed in$/),
      expect.stringMatching(/^Bo +engineer +active +20\d\d-/),
    ]);
    expect((await identity.signIn({ name: 'Bo', secret: 'a new secret' })).user.role).toBe('engineer');
    expect((await records.verify({ pictures: true })).problems).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('asks twice on a terminal, and shows nothing of what is typed', async () => {
    const folder = join(temporaryFolder(), 'new');
    const command = `'${process.execPath}' '${passline}' users add Ann --role admin --data '${folder}'`;
    const terminal = spawn(terminalProgram, ['-qfec', command, '/dev/null'], { stdio: 'pipe' });
    const ended = new Promise((resolve) => terminal.once('close', resolve));
    let shown = '';
    terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('PIN or password')) terminal.stdin.write('correct horsX\u007fe\rcorrect');
      if (text.includes('Once more')) terminal.stdin.write(' horse\r');
      shown += text;
    });
    expect(await ended).toBe(0);
    expect(shown).toContain('Ann');
    expect(shown).not.toMatch(/corr|hors/);
    const identity = createIdentity({ records: await openForTest(folder), log: silent });
    await identity.signIn({ name: 'Ann', secret: 'correct horse' });
  });

  it('ends with 70 when the records are damaged', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'passline.db'), 'x'.repeat(8192));
    expect(await run(['users', 'list', '--data', folder])).toMatchObject({
      code: 70,
      stderr: expect.stringContaining('cannot be opened'),
    });
    rmSync(join(folder, 'passline.db'));
  });
});
