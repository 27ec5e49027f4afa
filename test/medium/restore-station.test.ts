import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pino } from 'pino';
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
async function backedUp(options: Parameters<typeof startStation>[0] = {}): Promise<Backed> {
  const data = join(temporaryFolder(), 'data');
  mkdirSync(data);
  const records = await openForTest(data);
  const part = reject({ pictures: ['full'] });
  await records.commitPart(part);
  await records.attachPictures(part.id, [writePicture(data, part, 'full')]);
  await records.commitPart(newPart());
  await records.close();
  const station = await startStation({ ...options, dataFolder: data });
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
    await admin.json('/api/v1/settings/name', 'PUT', { name: 'Renamed since' });
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

describe('a backup that is proved but cannot take the place of the data', { timeout: 180_000 }, () => {
  const told = async ({ station, name }: Backed) => {
    const again = async () => (await signedIn(station, 'admin')).fetch('/api/v1/backups').catch(() => null);
    const failed = async () => ((await (await again())?.json()) as Partial<Backups> | undefined)?.restoreFailed ?? null;
    await expect.poll(() => failed().catch(() => null), { timeout: 60_000, interval: 200 }).toMatchObject({ name });
    const ada = await signedIn(station, 'admin');
    const { entries } = (await (await ada.fetch('/api/v1/audit')).json()) as {
      entries: { action: string; actor: string; subject: string; detail: unknown }[];
    };
    return { failed: await failed(), entry: entries.find(({ action }) => action === 'backup.restore_failed') };
  };

  it('leaves the data, and the administrator and the audit trail are told why', async () => {
    const backed = await backedUp();
    const { station, admin, name, restore } = backed;
    await admin.json('/api/v1/settings/name', 'PUT', { name: 'Renamed since' });
    // Where the mark would be written lies a folder that somebody else made.
    mkdirSync(join(`${station.data}.restoring.json`, 'in the way'), { recursive: true });
    expect(await restore(name)).toEqual({ status: 200 });

    const { failed, entry } = await told(backed);
    expect(failed).toMatchObject({ stage: 'place', failure: expect.stringMatching(/restoring\.json/) });
    expect(entry).toMatchObject({ actor: 'Ada', subject: name, detail: { stage: 'place', failure: failed?.failure } });
    const status = (await (await station.asKey('/api/v1/status')).json()) as { stationName: string };
    expect(status.stationName).toBe('Renamed since');
    expect(beside(station.data)).toEqual(['data.restoring.json']);
  });

  it('is taken back where the station cannot be opened on it', async () => {
    let openings = 0;
    const backed = await backedUp({
      log() {
        openings += 1;
        if (openings === 2) throw new Error('no log can be written here');
        return pino({ level: 'silent' });
      },
    });
    const { station, admin, name, restore } = backed;
    await admin.json('/api/v1/settings/name', 'PUT', { name: 'Renamed since' });
    expect(await restore(name)).toEqual({ status: 200 });
    const { failed, entry } = await told(backed);
    expect(failed).toMatchObject({ stage: 'open', failure: 'no log can be written here' });
    expect(entry).toMatchObject({ actor: 'Ada', detail: { stage: 'open' } });
    const status = (await (await station.asKey('/api/v1/status')).json()) as { stationName: string };
    expect(status.stationName).toBe('Renamed since');
    expect(beside(station.data)).toEqual([]);
  });
});

describe('copies that a restore which was killed left beside the data', { timeout: 60_000 }, () => {
  it('are removed at the start, but never one that a living process writes', async () => {
    const root = temporaryFolder();
    const data = join(root, 'data');
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    const names = {
      dead: `data.restoring-${ended}`,
      // As in a container, where numbers come again.
      ownNumber: `data.restoring-${process.pid}`,
      living: `data.restoring-${process.ppid}`,
      others: `other.restoring-${ended}`,
      before: 'data.before-restore-20261127T015000',
      noNumber: 'data.restoring-1x',
    };
    for (const name of Object.values(names)) {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, 'passline.db'), 'half of it');
    }
    const station = await startStation({ dataFolder: data });
    onTestFinished(() => station.remove());
    const { living, others, before, noNumber } = names;
    await expect.poll(() => beside(data).sort()).toEqual([before, noNumber, living, others].sort());
  });
});

describe('a power cut while data are replaced', () => {
  const scene = () => {
    const root = temporaryFolder();
    const [data, restored, movedTo] = [
      join(root, 'data'),
      join(root, 'data.restoring-1'),
      join(root, 'data.before-restore-20261127T015000'),
    ];
    const put = (folder: string, text: string): void => {
      mkdirSync(folder);
      writeFileSync(join(folder, 'passline.db'), text);
    };
    const mark = (names: unknown): void => writeFileSync(`${data}.restoring.json`, JSON.stringify(names));
    mark({ beside: basename(restored), movedTo: basename(movedTo) });
    return { mark, root, data, restored, movedTo, put, now: () => readFileSync(join(data, 'passline.db'), 'utf8') };
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
  it('takes a link for none of what was restored', async () => {
    const { root, data, restored, movedTo, put, now } = scene();
    put(movedTo, 'old');
    put(join(root, 'elsewhere'), 'of somebody else');
    symlinkSync(join(root, 'elsewhere'), restored);
    expect(await finishRestore(data)).toEqual({ kind: 'data brought back' });
    expect(now()).toBe('old');
  });

  const forged: Record<string, (names: { beside: string; movedTo: string }) => unknown> = {
    'is not written whole': () => 'not an object',
    'leads elsewhere': ({ movedTo }) => ({ beside: '../elsewhere.restoring-1', movedTo }),
    'is a whole path': ({ movedTo }) => ({ beside: '/data.restoring-1', movedTo }),
    'names another data folder': ({ movedTo }) => ({ beside: 'other.restoring-1', movedTo }),
    'says more than it has to': (names) => ({ ...names, more: 'this' }),
    'is larger than two names': (names) => ({ ...names, padding: 'x'.repeat(5_000) }),
  };
  for (const [what, forge] of Object.entries(forged))
    it(`is not followed where the mark ${what}`, async () => {
      const { root, data, restored, movedTo, put, mark, now } = scene();
      mark(forge({ beside: basename(restored), movedTo: basename(movedTo) }));
      put(restored, 'new');
      put(data, 'old');
      expect(await finishRestore(data)).toMatchObject({ kind: 'mark refused', why: expect.stringMatching(/./) });
      expect(now()).toBe('old');
      expect(readdirSync(root).sort()).toEqual(['data', 'data.restoring-1']);

      // And where the data have gone aside, no empty station is begun.
      renameSync(data, movedTo);
      mark(forge({ beside: basename(restored), movedTo: basename(movedTo) }));
      await expect(startStation({ dataFolder: data })).rejects.toMatchObject({ code: 'RESTORE_UNFINISHED' });
      expect(readdirSync(root).sort()).toEqual([basename(movedTo), 'data.restoring-1', 'data.restoring.json'].sort());
    });
});
