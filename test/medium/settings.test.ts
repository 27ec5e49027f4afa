import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRecord } from '#shared/contract/audit.ts';
import type { Settings } from '#shared/contract/settings.ts';
import type { Status } from '#shared/contract/status.ts';
import { type Browser, signedIn, startStation, type TestStation } from './station-fixture.ts';

const scratch = mkdtempSync(join(tmpdir(), 'passline-settings-'));
let station: TestStation;
let admin: Browser;
beforeAll(async () => {
  station = await startStation();
  admin = await signedIn(station, 'admin');
});
afterAll(async () => {
  await station.remove();
  rmSync(scratch, { recursive: true, force: true });
});

const fetchAudit = async (): Promise<AuditRecord[]> =>
  ((await (await admin.fetch('/api/v1/audit?limit=500')).json()) as { entries: AuditRecord[] }).entries;
const put = (name: string, body: unknown): Promise<Response> => admin.json(`/api/v1/settings/${name}`, 'PUT', body);
const settings = async (): Promise<Settings> => (await (await admin.fetch('/api/v1/settings')).json()) as Settings;
const status = async (): Promise<Status> => (await (await station.asKey('/api/v1/status')).json()) as Status;
const shift = (name: string, hour: number) => ({ name, beginsAt: { hour, minute: 0 } });

describe('the time of a station', { timeout: 120_000 }, () => {
  it('is changed at once for counters and screens, and stands in the audit trail with what it was before', async () => {
    const before = (await settings()).time;
    const answer = await put('time', { zone: 'Asia/Tokyo', shifts: [shift('A', 7), shift('B', 19)] });
    expect(answer.status).toBe(200);
    const now = await status();
    expect(now.timeZone).toBe('Asia/Tokyo');
    expect(['A', 'B']).toContain(now.shift.name);
    // 7 and 19 o'clock in Tokyo
    expect(now.shift.sinceUtc.slice(11, 16)).toMatch(/22:00|10:00/);
    const change = { before, after: (await settings()).time };
    const trail = await fetchAudit();
    expect(trail).toContainEqual(expect.objectContaining({ actor: 'Ada', action: 'time.changed', detail: change }));
  });

  it('is not one that cannot be', async () => {
    const kept = (await settings()).time;
    for (const wrong of [
      { zone: 'Europe/Atlantis', shifts: [shift('A', 7)] },
      { zone: 'UTC', shifts: [] },
      { zone: 'UTC', shifts: [shift('A', 7), shift('A', 8)] },
      { zone: 'UTC', shifts: [shift('A', 25)] },
      { zone: 'UTC', shifts: Array.from({ length: 13 }, (_, hour) => shift(`S${hour}`, hour)) },
    ])
      expect((await put('time', wrong)).status).toBe(400);
    expect((await settings()).time).toEqual(kept);
  });

  it('is the same after a restart, and that of reports made beside the station', async () => {
    await put('time', { zone: 'America/New_York', shifts: [shift('all day', 5)] });
    await station.stop();
    station = await startStation({ dataFolder: station.data });
    expect(await status()).toMatchObject({ timeZone: 'America/New_York', shift: { name: 'all day' } });
    admin = await signedIn(station, 'admin');
    const { makeReport } = await import('#main/reports/index.ts');
    const report = await makeReport(
      {
        ...{ dataFolder: station.data, scope: {}, language: 'en', proof: 'none', madeBy: 'x', version: '1' },
        ...{ stationName: null, timeZone: null, files: {} },
      },
      () => undefined,
    );
    expect(report.timeZone).toBe('America/New_York');
  });
});

describe('the reports of the shifts', { timeout: 120_000 }, () => {
  it('are switched on with a folder that can be written, which is made, and off again', async () => {
    const folder = join(scratch, 'new', 'reports');
    expect((await put('shift-reports', { shiftReports: { folder, language: 'zh-CN' } })).status).toBe(200);
    expect(readdirSync(folder)).toEqual([]);
    expect(await settings()).toMatchObject({ shiftReports: { folder, language: 'zh-CN' } });
    expect((await put('shift-reports', { shiftReports: null })).status).toBe(200);
    expect(await settings()).toMatchObject({ shiftReports: null });
    expect((await fetchAudit()).filter(({ action }) => action === 'shift_reports.changed')).toHaveLength(2);
  });

  it('are refused a folder that is a file or no whole path, and nothing changes', async () => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    for (const folder of [file, join(file, 'below'), 'reports']) {
      const answer = await put('shift-reports', { shiftReports: { folder, language: 'en' } });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([422, 'FOLDER_INVALID']);
    }
    expect(await settings()).toMatchObject({ shiftReports: null });
  });

  it('can be switched on at the start', async () => {
    await station.stop();
    const folder = join(scratch, 'by option');
    station = await startStation({ dataFolder: station.data, shiftReports: { folder, language: 'en' } });
    admin = await signedIn(station, 'admin');
    expect(await settings()).toMatchObject({ shiftReports: { folder, language: 'en' } });
  });
});

describe('the name of a station', () => {
  it('is changed for everyone, and audited', async () => {
    expect((await put('name', { name: ' Line 7 ' })).status).toBe(200);
    expect((await status()).stationName).toBe('Line 7');
    expect((await put('name', { name: ' ' })).status).toBe(400);
  });
});
