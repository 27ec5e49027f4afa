import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { finishRestore } from '#main/backup/index.ts';
import { verifyInThread } from '#main/records/index.ts';
import type { Backups } from '#shared/contract/backups.ts';
import { newPart, openForTest, reject, temporaryFolder, writePicture } from './records-fixture.ts';
import { type Browser, signedIn, startStation, type TestStation } from './station-fixture.ts';

interface Backed {
  readonly station: TestStation;
  readonly admin: Browser;
  readonly folder: string;
  /** Of its one backup. */
  readonly name: string;
  state(): Promise<Backups>;
  restore(name: string): Promise<{ status: number; code?: string }>;
}

/** A station with two parts and a backup of them. */
async function backedUp(): Promise<Backed> {
  const data = join(temporaryFolder(), 'data');
  mkdirSync(data);
  const records = await openForTest(data);
  const part = reject({ pictures: ['full'] });
  await records.commitPart(part);
  await records.attachPictures(part.id, [writePicture(data, part, 'full')]);
  await records.commitPart(newPart());
  await records.close();
  const station = await startStation({ dataFolder: data });
  onTestFinished(() => station.remove());
  const admin = await signedIn(station, 'admin');
  const folder = join(temporaryFolder(), 'backups');
  const state = async () => (await (await admin.fetch('/api/v1/backups')).json()) as Backups;
  await admin.json('/api/v1/backups/plan', 'PUT', { plan: { folder, keep: 3, dailyAt: null } });
  await admin.json('/api/v1/backups', 'POST');
  await expect.poll(async () => (await state()).found.length, { timeout: 60_000 }).toBe(1);
  await expect.poll(async () => (await state()).running).toBeNull();
  return {
    ...{ station, admin, folder, name: (await state()).found[0]?.name ?? '', state },
    async restore(name) {
      const answer = await admin.json(`/api/v1/backups/${encodeURIComponent(name)}/restore`, 'POST');
      return { status: answer.status, ...(answer.ok ? {} : ((await answer.json()) as { code: string })) };
    },
  };
}

const beside = (data: string): string[] => readdirSync(dirname(data)).filter((name) => name !== basename(data));

describe('a station that brings its backup back', { timeout: 180_000 }, () => {
  it('is what it was then, at the same address and with the same key; what was there lies beside it', async () => {
    const { station, admin, name, restore } = await backedUp();
    await admin.json('/api/v1/station', 'PATCH', { name: 'Renamed since' });
    await admin.json('/api/v1/users', 'POST', { name: 'Newcomer', role: 'operator', secret: '135791' });
    rmSync(join(station.data, 'pictures'), { recursive: true });

    expect(await restore(name)).toEqual({ status: 200 });
    const users = async (): Promise<string> => {
      const again = await signedIn(station, 'admin').catch(() => null);
      return (await again?.fetch('/api/v1/users').then((answer) => answer.text())) ?? 'away';
    };
    await expect.poll(users, { timeout: 60_000, interval: 200 }).not.toMatch(/Newcomer|away|UNAUTHORIZED/);
    expect(await users()).toContain('Ada');
    const status = (await (await station.asKey('/api/v1/status')).json()) as { stationName: string; counters: { total: number } };
    expect(status.stationName).not.toBe('Renamed since');
    expect(status.counters.total).toBe(2);

    const [kept = ''] = beside(station.data);
    expect(beside(station.data)).toEqual([expect.stringMatching(/^data\.before-restore-/)]);
    expect(await verifyInThread({ dataFolder: join(station.data, '..', kept), pictures: false })).toMatchObject({ ok: true });
    expect(await verifyInThread({ dataFolder: station.data, pictures: true })).toMatchObject({ ok: true, parts: 2 });
    const ada = await signedIn(station, 'admin');
    const { entries } = (await (await ada.fetch('/api/v1/audit')).json()) as {
      entries: { action: string; actor: string; subject: string }[];
    };
    expect(entries).toContainEqual(expect.objectContaining({ action: 'backup.restored', actor: 'Ada', subject: name }));
  });

  it('stays as it is, and says why, where the backup is damaged or there is none of that name', async () => {
    const { station, admin, folder, name, state, restore } = await backedUp();
    expect(await restore('2020-01-01T00-00-00Z')).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await restore('../..')).toMatchObject({ status: 404 });
    for (const entry of readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true, encoding: 'utf8' }))
      if (entry.isFile()) writeFileSync(join(entry.parentPath, entry.name), 'bit rot');
    expect(await restore(name)).toEqual({ status: 200 });
    expect(await restore(name)).toMatchObject({ status: 429, code: 'BUSY' });
    await expect.poll(async () => (await state()).restoreFailed, { timeout: 60_000 }).toMatchObject({ name, failure: /damaged/ });
    expect((await state()).running).toBeNull();
    expect(beside(station.data)).toEqual([]);
    const audit = await (await admin.fetch('/api/v1/audit')).text();
    expect(audit).toContain('backup.restore_failed');
    expect((await station.asKey('/api/v1/status')).status).toBe(200);
  });
});

describe('a power cut while data are replaced', () => {
  const scene = () => {
    const root = temporaryFolder();
    const [data, restored, movedTo] = [join(root, 'data'), join(root, 'data.restoring-1'), join(root, 'data.before')];
    const put = (folder: string, text: string): void => {
      mkdirSync(folder);
      writeFileSync(join(folder, 'passline.db'), text);
    };
    writeFileSync(`${data}.restoring.json`, JSON.stringify({ beside: restored, movedTo }));
    return { root, data, restored, movedTo, put, now: () => readFileSync(join(data, 'passline.db'), 'utf8') };
  };
  it('before the old ones went aside leaves them', async () => {
    const { data, restored, put, now } = scene();
    put(data, 'old');
    put(restored, 'new');
    await finishRestore(data);
    expect(now()).toBe('old');
    expect(existsSync(`${data}.restoring.json`)).toBe(false);
  });
  it('after that puts the restored ones in place at the next start', async () => {
    const { data, restored, movedTo, put, now } = scene();
    put(movedTo, 'old');
    put(restored, 'new');
    await finishRestore(data);
    expect(now()).toBe('new');
    expect(readFileSync(join(movedTo, 'passline.db'), 'utf8')).toBe('old');
  });
  it('brings the old ones back where the restored ones are gone', async () => {
    const { data, movedTo, put, now } = scene();
    put(movedTo, 'old');
    await finishRestore(data);
    expect(now()).toBe('old');
  });
  it('leaves a folder alone that has nothing to do with it', async () => {
    const { data, put, now } = scene();
    put(data, 'old');
    writeFileSync(`${data}.restoring.json`, 'not written whole');
    await finishRestore(data);
    expect(now()).toBe('old');
  });
});
