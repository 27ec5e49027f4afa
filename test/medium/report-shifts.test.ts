import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Records } from '#main/records/index.ts';
import { startShiftReports, type ShiftReports } from '#main/reports/shift-reports.ts';
import { defaultShifts, type StationTime } from '#shared/domain/shift.ts';
import { newPart, openForTest, silent, temporaryFolder } from './records-fixture.ts';
import { rowsOf } from './report-fixture.ts';

const at = (day: number, hour: number, minute = 0): Date => new Date(Date.UTC(2026, 2, day, hour, minute));

interface Line {
  readonly records: Records;
  readonly folder: string;
  readonly reports: ShiftReports;
  clock: Date;
  on: boolean;
  time: StationTime;
}

async function line(begin: Date, data = temporaryFolder(), records?: Records): Promise<Line> {
  const open = records ?? (await openForTest(data));
  const folder = join(data, 'of the shifts');
  const self = { records: open, folder, clock: begin, on: true, time: { zone: 'UTC', shifts: [...defaultShifts] } };
  const reports = startShiftReports({
    dataFolder: data,
    wanted: () => (self.on ? { folder, language: 'en' } : null),
    time: () => self.time,
    records: open,
    stationName: () => 'Line 3',
    version: '1',
    log: silent,
    now: () => self.clock,
  });
  onTestFinished(() => reports.stop());
  return Object.assign(self, { reports });
}

describe('the reports of the shifts', { timeout: 240_000 }, () => {
  it('come once a shift has ended, with exactly its parts', async () => {
    const station = await line(at(2, 13, 50));
    expect(await station.reports.check()).toEqual([]);
    for (const judged of [at(2, 13, 55), at(2, 13, 59), at(2, 14, 0), at(2, 14, 1)])
      await station.records.commitPart(newPart({ judgedAtUtc: judged.toISOString() }));
    station.clock = at(2, 14, 1);
    expect(await station.reports.check()).toEqual(['passline-2026-03-02-0600-early']);
    expect(await station.reports.check()).toEqual([]);
    expect(readdirSync(station.folder).toSorted()).toEqual([
      'passline-2026-03-02-0600-early-parts.csv',
      'passline-2026-03-02-0600-early.csv',
      'passline-2026-03-02-0600-early.pdf',
    ]);
    const parts = rowsOf(readFileSync(join(station.folder, 'passline-2026-03-02-0600-early-parts.csv'), 'utf8'));
    expect(parts.map((part) => part['number'])).toEqual(['1', '2']);
    expect((await station.records.auditTrail({ before: null, limit: 1 }))[0]).toMatchObject({
      actor: 'system',
      action: 'report.made',
    });
  });

  it('are made up for after the station was off, the last ones of many', async () => {
    const data = temporaryFolder();
    const before = await line(at(2, 7), data);
    await before.reports.check();
    await before.reports.stop();
    const after = await line(at(9, 7), data, before.records);
    expect(await after.reports.check()).toEqual([
      'passline-2026-03-07-0600-early',
      'passline-2026-03-07-1400-late',
      'passline-2026-03-07-2200-night',
      'passline-2026-03-08-0600-early',
      'passline-2026-03-08-1400-late',
      'passline-2026-03-08-2200-night',
    ]);
  });

  it('are tried again after a while when the folder is away', async () => {
    const station = await line(at(2, 13, 50));
    await station.reports.check();
    writeFileSync(station.folder, 'a file where the folder should be');
    station.clock = at(2, 14, 1);
    expect(await station.reports.check()).toEqual([]);
    rmSync(station.folder);
    mkdirSync(station.folder);
    station.clock = at(2, 14, 2);
    expect(await station.reports.check()).toEqual([]);
    station.clock = at(2, 14, 20);
    expect(await station.reports.check()).toEqual(['passline-2026-03-02-0600-early']);
    expect(existsSync(join(station.folder, 'passline-2026-03-02-0600-early.pdf'))).toBe(true);
  });

  it('are not made while they are switched off, and begin anew with the shift in which they are switched on', async () => {
    const station = await line(at(2, 13, 50));
    await station.reports.check();
    station.on = false;
    station.clock = at(5, 7);
    expect(await station.reports.check()).toEqual([]);
    await station.reports.begin();
    station.on = true;
    expect(await station.reports.check()).toEqual([]);
    station.clock = at(5, 14);
    expect(await station.reports.check()).toEqual(['passline-2026-03-05-0600-early']);
    expect(station.reports.state()).toMatchObject({ lastName: 'passline-2026-03-05-0600-early', failure: null });
  });

  it('follow the plan and the zone that are set meanwhile, and no part stands in two of them', async () => {
    const station = await line(at(2, 13, 50));
    await station.reports.check();
    station.clock = at(2, 14, 1);
    await station.reports.check();
    station.time = { ...station.time, shifts: [{ name: 'day', beginsAt: { hour: 7, minute: 30 } }] };
    await station.records.commitPart(newPart({ judgedAtUtc: at(2, 13, 59).toISOString() }));
    await station.records.commitPart(newPart({ judgedAtUtc: at(2, 15).toISOString() }));
    station.clock = at(3, 7, 31);
    expect(await station.reports.check()).toEqual(['passline-2026-03-02-1400-day']);
    const parts = rowsOf(readFileSync(join(station.folder, 'passline-2026-03-02-1400-day-parts.csv'), 'utf8'));
    expect(parts.map((part) => part['number'])).toEqual(['2']);
    station.time = { ...station.time, zone: 'Asia/Tokyo' };
    station.clock = new Date(Date.UTC(2026, 2, 4, 0));
    expect((await station.reports.check()).at(-1)).toBe('passline-2026-03-03-1630-day');
  });
});
