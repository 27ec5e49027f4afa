import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openBackupJobs } from '#main/backup/index.ts';
import type { BackupPlan, Backups } from '#shared/contract/backups.ts';
import type { Status } from '#shared/contract/status.ts';
import { runCli, startCli } from './cli-fixture.ts';
import { newPart, openForTest, reject, silent, temporaryFolder, writePicture } from './records-fixture.ts';
import { signedIn, startStation } from './station-fixture.ts';

const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'passline-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

interface Serving {
  status(): Promise<Status>;
  kill(): Promise<void>;
}

/** `passline serve` as a process of its own. */
async function serve(data: string): Promise<Serving> {
  let told: (line: string) => void = () => undefined;
  const first = new Promise<string>((resolve) => {
    told = resolve;
  });
  const { child, done } = startCli(['serve', '--no-demo', '--data', data, '--json'], (line) => told(line));
  onTestFinished(() => void child.kill('SIGKILL'));
  const { url, token } = JSON.parse(await first) as { url: string; token: string };
  return {
    async status() {
      const answer = await fetch(new URL('/api/v1/status', url), { headers: { authorization: `Bearer ${token}` } });
      return (await answer.json()) as Status;
    },
    async kill() {
      child.kill('SIGKILL');
      await done;
    },
  };
}

async function fill(data: string): Promise<void> {
  const records = await openForTest(data);
  for (let index = 0; index < 4; index += 1) {
    const part = reject({ pictures: ['full'] });
    await records.commitPart(part);
    await records.attachPictures(part.id, [writePicture(data, part, 'full')]);
  }
  await records.commitPart(newPart());
  await records.close();
}

describe('a station and its backup, on the command line', { timeout: 240_000 }, () => {
  it('is backed up while it runs, destroyed, restored, and counts on where it was', async () => {
    const data = join(scratch(), 'data');
    const backups = join(scratch(), 'backups');
    await fill(data);
    const station = await serve(data);
    const { counters } = await station.status();
    const made = await runCli('backup', '--data', data, '--to', backups, '--json');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(made.stdout)).toMatchObject({ manifest: { parts: 5, problems: 0 }, copiedFiles: 4 });
    // a data folder in use is not touched, whatever is asked for
    expect(await runCli('restore', backups, '--data', data, '--replace')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('already runs'),
    });
    await station.kill();
    rmSync(data, { recursive: true });

    const restored = await runCli('restore', backups, '--data', data);
    expect(restored).toMatchObject({ code: 0 });
    expect(restored.stdout).toContain('Proved');
    expect(await runCli('verify', '--data', data)).toMatchObject({ code: 0 });
    const again = await serve(data);
    expect((await again.status()).counters).toEqual(counters);
    await again.kill();
    expect(await runCli('verify', '--data', data)).toMatchObject({ code: 0 });
    expect((await runCli('restore', backups, '--list')).stdout).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ {2}5 parts, 4 pictures/,
    );
  });

  it('says what is asked wrongly', async () => {
    const data = scratch();
    expect(await runCli('backup', '--data', data, '--to', join(data, 'in'))).toMatchObject({ code: 64 });
    expect(await runCli('backup', '--data', data, '--to', scratch())).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('no records'),
    });
    expect(await runCli('restore', scratch(), '--data', join(data, 'new'))).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('no finished backup'),
    });
    expect(await runCli('backup', '--data', data)).toMatchObject({ code: 64 });
  });
});

describe('the backups of a station', { timeout: 120_000 }, () => {
  it('are planned, made and listed by an administrator, and stand in the audit trail', async () => {
    const station = await startStation();
    onTestFinished(() => station.remove());
    const admin = await signedIn(station, 'admin');
    const folder = join(scratch(), 'backups');
    const call = async (path: string, method: string, body?: unknown): Promise<Response> =>
      admin.json(`/api/v1/backups${path}`, method, body);
    const state = async (): Promise<Backups> => (await (await admin.fetch('/api/v1/backups')).json()) as Backups;

    expect((await call('', 'POST')).status).toBe(422);
    const within = await call('/plan', 'PUT', { plan: { folder: join(station.data, 'b'), keep: 3, dailyAt: null } });
    expect([within.status, ((await within.json()) as { code: string }).code]).toEqual([422, 'FOLDER_INVALID']);
    const plan: BackupPlan = { folder, keep: 3, dailyAt: { hour: 2, minute: 30 } };
    expect((await call('/plan', 'PUT', { plan })).status).toBe(200);
    expect((await call('', 'POST')).status).toBe(200);
    expect((await call('', 'POST')).status).toBe(429);
    await expect.poll(async () => (await state()).running, { timeout: 60_000 }).toBeNull();
    const after = await state();
    expect(after.last).toMatchObject({ failure: null, by: 'Ada', name: after.found[0]?.name });
    expect(Date.parse(after.nextAtUtc ?? '')).toBeGreaterThan(Date.now());
    const actions = ((await (await admin.fetch('/api/v1/audit')).json()) as { entries: { action: string }[] }).entries;
    expect(actions.map(({ action }) => action)).toEqual(expect.arrayContaining(['backup.made', 'backup_plan.changed']));

    // a backup that fails is seen by whoever looks at the line
    const warnings = async () => ((await (await admin.fetch('/api/v1/status')).json()) as Status).warnings;
    expect(await warnings()).toEqual([]);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'not a folder any more');
    await call('', 'POST');
    await expect.poll(warnings, { timeout: 60_000 }).toEqual([{ code: 'BACKUP_FAILED', detail: expect.any(String) }]);
  });

  it('are made once a day when their time has come, also when the station was off then, and tried again after a failure', async () => {
    const data = temporaryFolder();
    const records = await openForTest(data);
    const folder = join(scratch(), 'backups');
    let clock = new Date('2026-03-02T01:00:00Z');
    const wanted: BackupPlan = { folder, keep: 3, dailyAt: { hour: 2, minute: 30 } };
    let plan: BackupPlan | null = wanted;
    const open = () =>
      openBackupJobs({
        failedRestore: null,
        ...{ dataFolder: data, plan: () => plan, zone: () => 'Europe/Berlin', records, stationName: () => 'Line 3' },
        ...{ version: '1', log: silent, onPrepared: () => undefined, now: () => clock },
      });
    const jobs = await open();
    const made = async (): Promise<number> => (await jobs.state()).found.length;
    await jobs.begin();
    clock = new Date('2026-03-02T01:29:00Z');
    await jobs.check();
    expect(await made()).toBe(0);
    clock = new Date('2026-03-02T01:30:00Z');
    await jobs.check();
    await jobs.check();
    expect(await made()).toBe(1);
    await jobs.close();

    // off for two days: made at once, and only once
    const later = await open();
    clock = new Date('2026-03-04T12:00:00Z');
    plan = { ...wanted, folder: join(data, '..', 'nowhere\0') };
    await later.check();
    expect((await later.state()).last?.failure).not.toBeNull();
    plan = wanted;
    await later.check();
    expect((await later.state()).found).toHaveLength(1);
    clock = new Date('2026-03-04T12:16:00Z');
    await later.check();
    await later.check();
    expect((await later.state()).found).toHaveLength(2);
    expect((await later.state()).last).toMatchObject({ failure: null, by: 'system' });
    plan = null;
    clock = new Date('2026-03-09T12:00:00Z');
    await later.check();
    expect(readdirSync(folder).filter((name) => name.startsWith('20'))).toHaveLength(2);
    await later.close();
  });
});
