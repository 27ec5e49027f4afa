import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenedDraft } from '#shared/contract/draft.ts';
import type { StoredBackbone } from '#shared/contract/teach.ts';
import { createEngine } from '#main/engine/index.ts';
import { createBackboneStore } from '#main/learning/backbone-store.ts';
import { quiet } from './engine-fixture.ts';
import { residualManifest, residualNetwork, saveNetwork } from './own-networks.ts';
import { signedIn, startStation, type TestStation } from './station-fixture.ts';
import { drafted, savePlateSet, type Teacher, teacherOf } from './teach-fixture.ts';
import { needBackbone } from './vision-fixture.ts';

describe('what looks at the pictures of a draft', { timeout: 240_000 }, () => {
  let folder: string;
  let station: TestStation;
  let teacher: Teacher;
  let draft: OpenedDraft;
  const choose = (choice: object) => teacher.browser.json(`/api/v1/teach/drafts/${draft.id}`, 'PATCH', choice);
  const taught = async (): Promise<OpenedDraft> => {
    await drafted(await teacher.post(draft.id, 'teach'));
    await expect.poll(async () => (await teacher.get(draft.id)).job?.state, { timeout: 200_000 }).toMatch(/done|failed/);
    return teacher.get(draft.id);
  };

  beforeAll(async () => {
    await needBackbone();
    folder = await mkdtemp(join(tmpdir(), 'passline-teach-'));
    await savePlateSet(join(folder, 'set'));
    station = await startStation();
    teacher = teacherOf(await signedIn(station, 'engineer'));
    draft = await teacher.begin('Plate');
  }, 240_000);
  afterAll(async () => {
    await station.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('is the built-in backbone, fast, and no other before one was added', async () => {
    expect(draft).toMatchObject({ profile: 'fast', backbone: null });
    expect(await (await teacher.browser.fetch('/api/v1/teach/backbones')).json()).toEqual([]);
    expect((await choose({ backbone: 'residual' })).status).toBe(404);
    expect((await choose({ profile: 'slow' })).status).toBe(400);
    expect(await teacher.get(draft.id)).toMatchObject({ profile: 'fast', backbone: null });
    await drafted(await teacher.post(draft.id, 'folder', { path: join(folder, 'set', 'train') }));
    await teacher.settled(draft.id);
  });
  it('may be the accurate profile, which sees the picture at twice the size and says so', async () => {
    await drafted(await choose({ profile: 'accurate' }));
    const { job, taught: model } = await taught();
    expect(job?.failure).toBeNull();
    const card = model?.card as { input: { width: number; height: number }; scoring: { members: { name: string }[] } };
    expect(card.input).toEqual({ width: 768, height: 576 });
    expect(card.scoring.members.map(({ name }) => name)).toContain('d16c');

    await drafted(await choose({ profile: 'fast' }));
    expect((await teacher.get(draft.id)).taught?.outdated).toBe(true);
    await drafted(await choose({ profile: 'accurate' }));
    expect((await teacher.get(draft.id)).taught?.outdated).toBe(false);
  });
  it('may be a backbone that was added to the station, and not one that was removed since', async () => {
    const store = createBackboneStore(join(station.data, 'backbones'));
    const bench = createEngine({ role: 'bench', log: quiet, memoryLimitMb: 1_536, startTimeoutMs: 120_000 });
    await store.add(await saveNetwork(folder, residualNetwork(), residualManifest), bench);
    await bench.stop();
    const listed = (await (await teacher.browser.fetch('/api/v1/teach/backbones')).json()) as StoredBackbone[];
    expect(listed).toMatchObject([{ name: 'residual', licence: 'BSD-3-Clause', taps: 2, width: null }]);

    await drafted(await choose({ backbone: 'residual' }));
    const first = await taught();
    expect(first.taught?.card).toMatchObject({ backbone: { name: 'residual', sha256: listed[0]?.sha256 } });
    await store.remove('residual');
    const second = await taught();
    expect(second.job).toMatchObject({ state: 'failed', failure: { code: 'BACKBONE_MISSING' } });
    expect(second.taught?.modelSha256).toBe(first.taught?.modelSha256);
  });
});
