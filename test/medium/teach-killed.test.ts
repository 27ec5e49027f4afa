import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenedDraft } from '#shared/contract/draft.ts';
import { openBrowser, secret, signedIn } from './station-fixture.ts';
import { drafted, type Teacher, teacherOf } from './teach-fixture.ts';
import { needBackbone, plate, savePlates } from './vision-fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const plates = 40;

describe('a draft whose station is killed', { timeout: 240_000 }, () => {
  let folder: string;
  let data: string;
  let child: ChildProcess;
  let teacher: Teacher;
  let draft: OpenedDraft;

  async function serve(): Promise<void> {
    const args = ['src/main/cli/passline.ts', 'serve', '--no-demo', '--json', '--data', data];
    const started = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    child = started;
    const line = await new Promise<string>((resolve) => started.stdout.once('data', (chunk: Buffer) => resolve(String(chunk))));
    const { url, token } = JSON.parse(line) as { url: string; token: string };
    const { origin } = new URL(url);
    const browser = () => openBrowser(origin, `${origin}/?token=${token}`);
    const engineer = await signedIn({ browser }, 'engineer').catch(() => null);
    if (engineer === null) throw new Error(`could not sign in with ${secret}`);
    teacher = teacherOf(engineer);
  }
  async function killWhen(isTime: (now: OpenedDraft) => boolean): Promise<void> {
    await expect.poll(async () => isTime(await teacher.get(draft.id)), { timeout: 120_000, interval: 10 }).toBe(true);
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  }
  const inDraft = (what: string) => readdir(join(data, 'teaching', draft.id, what));

  beforeAll(async () => {
    await needBackbone();
    folder = await mkdtemp(join(tmpdir(), 'passline-teach-killed-'));
    data = join(folder, 'data');
    await savePlates(
      join(folder, 'good'),
      Array.from({ length: plates }, (_, k) => plate(k)),
    );
    await serve();
    draft = await teacher.begin();
  });
  afterAll(async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('while pictures are added keeps those it had told of, and no file that it had not', async () => {
    await teacher.post(draft.id, 'folder', { path: join(folder, 'good') });
    await killWhen(({ pictures }) => pictures.length > 0);
    await serve();
    draft = await teacher.settled(draft.id);
    expect(draft.job).toMatchObject({ kind: 'add', state: 'failed', failure: { code: 'INTERRUPTED' } });
    expect(draft.pictures.length).toBeGreaterThan(0);
    expect((await inDraft('pictures')).toSorted()).toEqual(draft.pictures.map(({ id }) => id).toSorted());
    expect(await inDraft('incoming')).toEqual([]);
  });
  it('goes on where it was: the folder again adds what is missing', async () => {
    await teacher.post(draft.id, 'folder', { path: join(folder, 'good') });
    draft = await teacher.settled(draft.id);
    expect(draft.job).toMatchObject({ state: 'done', failure: null });
    expect(draft.pictures.map(({ name }) => name).toSorted()).toEqual(
      Array.from({ length: plates }, (_, k) => `plate-${String(k).padStart(3, '0')}.png`),
    );
  });
  it('while it is taught says so, and is taught when it is asked again', async () => {
    await teacher.post(draft.id, 'teach');
    await killWhen(({ job }) => job?.step === 'features' || job?.step === 'validate');
    await serve();
    draft = await teacher.get(draft.id);
    expect(draft).toMatchObject({ job: { kind: 'teach', state: 'failed', failure: { code: 'INTERRUPTED' } }, taught: null });
    await teacher.post(draft.id, 'teach');
    draft = await teacher.settled(draft.id);
    expect(draft).toMatchObject({ job: { state: 'done' }, taught: { good: plates, outdated: false } });
    expect(await inDraft('models')).toEqual([`${draft.taught?.modelSha256}.model`]);
  });
  it('keeps the line that was drawn', async () => {
    const chosen = { threshold: 0.62, review: 0.45 };
    const line = { modelSha256: draft.taught?.modelSha256, chosen };
    await drafted(await teacher.browser.json(`/api/v1/teach/drafts/${draft.id}`, 'PATCH', { line }));
    await killWhen(() => true);
    await serve();
    expect((await teacher.get(draft.id)).taught).toMatchObject({ line: chosen });
  });
  it('says which pictures are gone when it was restored without them', async () => {
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    const [gone = ''] = await inDraft('pictures');
    await rm(join(data, 'teaching', draft.id, 'pictures', gone));
    await rm(join(data, 'teaching', draft.id, 'models'), { recursive: true });
    await serve();
    draft = await teacher.get(draft.id);
    expect(draft).toMatchObject({ counts: { good: plates - 1, unused: 1, found: 1 }, taught: null });
    expect(draft.pictures.find(({ id }) => id === gone)).toMatchObject({ findings: [{ kind: 'unreadable' }] });
  });
  it('leaves no half of a draft that was being deleted', async () => {
    const other = await teacher.begin('Other');
    await teacher.browser.json(`/api/v1/teach/drafts/${other.id}`, 'DELETE');
    await rm(join(data, 'teaching', draft.id, 'draft.json'));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    await serve();
    expect(await (await teacher.browser.fetch('/api/v1/teach/drafts')).json()).toEqual([]);
    expect(await readdir(join(data, 'teaching'))).toEqual([]);
  });
});
