import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Product } from '#shared/contract/products.ts';
import type { Status } from '#shared/contract/status.ts';
import { draftLimits, type OpenedDraft } from '#shared/contract/draft.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import { writeBrokenFiles } from './hostile-files.ts';
import { secret, signedIn, startStation, type TestStation } from './station-fixture.ts';
import { idsOf, type Teacher, teacherOf } from './teach-fixture.ts';
import { needBackbone, plate, savePlates } from './vision-fixture.ts';

/** Not to be taken for a package that has to be installed. */
const makePipe = 'mkfifo';
const uuid = '0198c0de-0000-7000-8000-00000000000';

describe('teaching', { timeout: 240_000 }, () => {
  let folder: string;
  let data: string;
  let station: TestStation;
  let teacher: Teacher;
  let good: string[];

  const start = async (): Promise<void> => {
    station = await startStation({ dataFolder: data });
    teacher = teacherOf(await signedIn(station, 'engineer'));
  };
  beforeAll(async () => {
    await needBackbone();
    folder = await mkdtemp(join(tmpdir(), 'passline-teach-faults-'));
    data = join(folder, 'data');
    good = await savePlates(
      join(folder, 'good'),
      Array.from({ length: 8 }, (_, k) => plate(k)),
    );
    await start();
  });
  afterAll(async () => {
    await station.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function withGood(name: string): Promise<OpenedDraft> {
    const { id } = await teacher.begin(name);
    await teacher.post(id, 'folder', { path: join(folder, 'good') });
    return teacher.settled(id);
  }
  const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];

  it('takes a hostile folder: every file is told of, none of them is kept or shown, the rest can be taught', async () => {
    const hostile = join(folder, 'hostile');
    await mkdir(hostile);
    const broken = await writeBrokenFiles(hostile, await readFile(good[0] ?? ''), '/etc/hostname');
    await symlink('/etc/passwd', join(hostile, 'broken-link.png'));
    execFileSync(makePipe, [join(hostile, 'broken-pipe.png')]);
    const before = await withGood('Hostile');
    await teacher.post(before.id, 'folder', { path: hostile });
    const draft = await teacher.settled(before.id);
    expect(draft.job).toMatchObject({ kind: 'add', state: 'done', failure: null });
    const unreadable = draft.pictures.filter(({ findings }) => findings.some(({ kind }) => kind === 'unreadable'));
    // an empty file and the pipe are no pictures at all; PDF and SVG are none by their names
    expect(unreadable.length + (draft.job?.skipped ?? 0)).toBe(broken.length + 2);
    expect(unreadable.map(({ name }) => name)).toContain('broken-link.png');
    expect(unreadable.every(({ label, width, findings }) => label === 'unused' && width === null && findings[0]?.detail)).toBe(
      true,
    );
    expect(await readdir(join(data, 'teaching', draft.id, 'pictures'))).toHaveLength(8);
    for (const { id } of unreadable)
      expect((await teacher.browser.fetch(`/api/v1/teach/drafts/${draft.id}/pictures/${id}`)).status).toBe(404);
    await teacher.post(draft.id, 'label', { pictureIds: unreadable.map(({ id }) => id), label: 'good' });
    expect((await teacher.get(draft.id)).counts).toMatchObject({ good: 8, unused: unreadable.length, found: unreadable.length });
  });
  it.each([
    ['a folder that is not there', '/nowhere/at/all'],
    ['a path that says nothing', 'photos'],
    ['a file', '/etc/passwd'],
  ])('refuses %s', async (_what, path) => {
    const { id } = await teacher.begin();
    expect(await codeOf(await teacher.post(id, 'folder', { path }))).toEqual([422, 'SOURCE_INVALID']);
  });
  it('reaches nothing outside its folder by any name', async () => {
    const { id } = await teacher.begin();
    for (const name of ['..', '%2e%2e', '..%2F..%2Fkey', '0'.repeat(64), 'draft.json']) {
      expect((await teacher.browser.fetch(`/api/v1/teach/drafts/${id}/pictures/${name}`)).status).toBe(404);
      expect((await teacher.browser.fetch(`/api/v1/teach/drafts/${name}`)).status).toBe(404);
      expect((await teacher.browser.json(`/api/v1/teach/drafts/${name}`, 'DELETE')).status).toBe(404);
    }
    expect((await readFile(join(data, 'key'), 'utf8')).length).toBeGreaterThan(10);
  });
  it('says what is odd: the same part again, out of focus, too dark, another shape', async () => {
    const odd = join(folder, 'odd');
    const first = plate(0);
    const again = { ...first, data: first.data.map((value, k) => (k % 97 === 0 ? value ^ 1 : value)) };
    const dark = { ...plate(50), data: plate(50).data.map((value) => value * 0.3) };
    await savePlates(odd, [again, dark, plate(51, { width: 240, height: 320 })]);
    const { id } = await withGood('Odd');
    await teacher.post(id, 'folder', { path: odd });
    const draft = await teacher.settled(id);
    const findings = Object.fromEntries(draft.pictures.slice(8).map((one) => [one.name, one.findings.map(({ kind }) => kind)]));
    expect(findings['plate-000.png']).toEqual(['near_duplicate']);
    expect(draft.pictures[8]?.findings[0]?.of).toBe(draft.pictures[0]?.id);
    expect(findings['plate-001.png']).toContain('too_dark');
    expect(findings['plate-002.png']).toContain('other_shape');
    // once the odd ones are gone nothing is odd any more
    await teacher.post(id, 'remove-pictures', { pictureIds: draft.pictures.slice(8).map((one) => one.id) });
    expect((await teacher.get(id)).counts).toMatchObject({ good: 8, found: 0 });
  });
  it('fails with too few good pictures, and says so', async () => {
    const draft = await withGood('Few');
    await teacher.post(draft.id, 'label', { pictureIds: idsOf(draft, () => true).slice(4), label: 'unused' });
    await teacher.post(draft.id, 'teach');
    expect((await teacher.settled(draft.id)).job).toMatchObject({ state: 'failed', failure: { code: 'TOO_FEW_GOOD' } });
    expect(await codeOf(await teacher.post(draft.id, 'try-live', { threshold: 0.5 }))).toEqual([409, 'NOT_TAUGHT']);
    expect(await codeOf(await teacher.post(draft.id, 'save', { name: 'Few', threshold: 0.5 }))).toEqual([409, 'NOT_TAUGHT']);
  });
  it('is cancelled while it runs and while it waits, and begins anew afterwards', async () => {
    const [running, waiting] = [await withGood('Running'), await withGood('Waiting')];
    await teacher.post(running.id, 'teach');
    await teacher.post(waiting.id, 'teach');
    await expect.poll(async () => (await teacher.get(running.id)).job?.step, { timeout: 120_000, interval: 20 }).toBe('features');
    for (const { id } of [waiting, running])
      expect(await (await teacher.post(id, 'cancel')).json()).toMatchObject({ job: { state: 'cancelled' }, taught: null });
    await teacher.post(waiting.id, 'teach');
    expect(await teacher.settled(waiting.id)).toMatchObject({ job: { state: 'done' }, taught: { good: 8 } });
  });
  it('fails when its engine dies, keeps what was taught before, and is taught when it is asked again', async () => {
    const drafts = (await (await teacher.browser.fetch('/api/v1/teach/drafts')).json()) as OpenedDraft[];
    const id = drafts[0]?.id ?? '';
    const { taught } = await teacher.get(id);
    await teacher.post(id, 'teach');
    await expect.poll(async () => (await teacher.get(id)).job?.step, { timeout: 120_000, interval: 20 }).toBe('features');
    const { engines } = (await (await teacher.browser.fetch('/api/v1/status')).json()) as Status;
    process.kill(engines.bench.pid ?? 0, 'SIGKILL');
    expect(await teacher.settled(id)).toMatchObject({ job: { state: 'failed', failure: { code: 'ENGINE_LOST' } }, taught });
    await teacher.post(id, 'teach');
    expect(await teacher.settled(id)).toMatchObject({ job: { state: 'done' }, taught: { modelSha256: taught?.modelSha256 } });
  });
  it('keeps to the regions that the model was taught with, whatever is drawn afterwards', async () => {
    const { id } = await withGood('Regions');
    const polygon = [
      { x: 0.1, y: 0.1 },
      { x: 0.9, y: 0.1 },
      { x: 0.9, y: 0.9 },
    ];
    const draw = (regions: object[]) => teacher.browser.json(`/api/v1/teach/drafts/${id}`, 'PATCH', { regions });
    expect((await draw([{ id: 'r', kind: 'inspect', polygon }])).status).toBe(200);
    await teacher.post(id, 'teach');
    expect((await teacher.settled(id)).taught).toMatchObject({ good: 8, outdated: false });
    expect(await (await draw([])).json()).toMatchObject({ regions: [], taught: { outdated: true } });
    const [first = ''] = idsOf(await teacher.get(id), () => true);
    const tried = await (await teacher.post(id, `pictures/${first}/try`, { threshold: 0.5 })).json();
    expect(tried).toMatchObject({ failure: null, width: 320 });
    const saved = (await (await teacher.post(id, 'save', { name: 'Regions', threshold: 0.5 })).json()) as Product;
    const { recipe } = (await (await teacher.browser.fetch(`/api/v1/products/${saved.id}`)).json()) as { recipe: Recipe };
    expect(recipe.views[0]?.tools[0]?.regions).toMatchObject([{ id: 'r', polygon }]);
  });
  it('refuses a threshold that makes no sense', async () => {
    const taught = ((await (await teacher.browser.fetch('/api/v1/teach/drafts')).json()) as OpenedDraft[]).find(
      (one) => one.taught,
    );
    const products = async () => ((await (await teacher.browser.fetch('/api/v1/products')).json()) as unknown[]).length;
    const before = await products();
    const save = (limits: object) => teacher.post(taught?.id ?? '', 'save', { name: 'Waiting', ...limits });
    for (const limits of [{ threshold: 0 }, { threshold: -1 }, { threshold: 1e9 }, { threshold: 0.5, reviewThreshold: 0.5 }])
      expect(await codeOf(await save(limits))).toEqual([400, 'BAD_REQUEST']);
    expect(await products()).toBe(before);
  });
  it('deletes a draft that is being taught', async () => {
    const draft = await withGood('Deleted');
    await teacher.post(draft.id, 'teach');
    expect((await teacher.browser.json(`/api/v1/teach/drafts/${draft.id}`, 'DELETE')).status).toBe(200);
    expect((await teacher.browser.fetch(`/api/v1/teach/drafts/${draft.id}`)).status).toBe(404);
    expect(await readdir(join(data, 'teaching'))).not.toContain(draft.id);
  });
  it('holds so many pictures and drafts, and no more', async () => {
    const full = await teacher.begin('Full');
    await station.stop();
    const path = join(data, 'teaching', full.id, 'draft.json');
    const kept = JSON.parse(await readFile(path, 'utf8')) as { pictures: object[] };
    const one = { name: 'x', label: 'unused', defect: null, width: 1, height: 1, bytes: 1, findings: [], score: null };
    const pictures = Array.from({ length: draftLimits.pictures - 1 }, (_, k) => ({
      ...{ ...one, mime: null, looked: true },
      id: k.toString(16).padStart(64, '0'),
    }));
    await writeFile(path, JSON.stringify({ ...kept, pictures }));
    await writeFile(join(data, 'teaching', 'not-a-draft'), '');
    await mkdir(join(data, 'teaching', `${uuid}9`));
    await writeFile(join(data, 'teaching', `${uuid}9`, 'draft.json'), '{"damaged":');
    await start();
    expect((await teacher.upload(full.id, good[0] ?? '')).status).toBe(200);
    expect(await codeOf(await teacher.upload(full.id, good[1] ?? ''))).toEqual([409, 'LIMIT_REACHED']);
    await teacher.post(full.id, 'folder', { path: join(folder, 'good') });
    const draft = await teacher.settled(full.id);
    expect(draft.job).toMatchObject({ state: 'failed', failure: { code: 'LIMIT_REACHED' } });
    expect(draft.pictures).toHaveLength(draftLimits.pictures);

    const { length } = (await (await teacher.browser.fetch('/api/v1/teach/drafts')).json()) as unknown[];
    for (let k = length; k < draftLimits.drafts; k += 1) await teacher.begin();
    expect(await codeOf(await teacher.browser.json('/api/v1/teach/drafts', 'POST', { name: 'One more' }))).toEqual([
      409,
      'LIMIT_REACHED',
    ]);
    // what could not be read was left alone, for somebody to look at
    expect(await readdir(join(data, 'teaching'))).toContain(`${uuid}9`);
  });
  it('is still there after a restart', async () => {
    const before = (await (await teacher.browser.fetch('/api/v1/teach/drafts')).json()) as OpenedDraft[];
    await station.stop();
    station = await startStation({ dataFolder: data });
    const browser = await station.browser();
    await browser.json('/api/v1/session', 'POST', { name: 'engineer', secret });
    teacher = teacherOf(browser);
    expect(await (await browser.fetch('/api/v1/teach/drafts')).json()).toEqual(before);
  });
});
