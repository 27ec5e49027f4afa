import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openReportJobs, type ReportJobs } from '#main/reports/index.ts';
import type { Records } from '#main/records/index.ts';
import { newPart, openForTest, silent, temporaryFolder } from './records-fixture.ts';

const patient = { timeout: 240_000 };

async function open(data: string, records: Pick<Records, 'audit'>): Promise<ReportJobs> {
  const jobs = await openReportJobs({
    timeZone: () => 'UTC',
    dataFolder: data,
    folder: join(data, 'reports'),
    records,
    stationName: () => 'Line 3',
    version: '1',
    log: silent,
  });
  onTestFinished(() => jobs.close());
  return jobs;
}
const finished = (jobs: ReportJobs, id: string) =>
  expect.poll(() => jobs.list().find((job) => job.id === id)?.state, { timeout: 120_000, interval: 100 });

describe('kept reports', patient, () => {
  it('go after a day, with their files; who made which is in the audit trail', async () => {
    const data = temporaryFolder();
    const records = await openForTest(data);
    await records.commitPart(newPart());
    const jobs = await open(data, records);
    const { id } = await jobs.start({ scope: {}, language: 'en', proof: 'rows' }, 'Ann');
    await finished(jobs, id).toBe('done');
    expect((await jobs.get(id))?.report?.proof).toMatchObject({ ok: true, parts: 1 });
    await expect
      .poll(async () => (await records.auditTrail({ before: null, limit: 1 }))[0])
      .toMatchObject({ actor: 'Ann', action: 'report.made', subject: id, detail: { parts: 1 } });

    expect(await jobs.expire(Date.now() + 23 * 3_600_000)).toBe(0);
    expect(await jobs.expire(Date.now() + 25 * 3_600_000)).toBe(1);
    expect(jobs.file(id, 'pdf')).toBeNull();
    expect(await jobs.get(id)).toBeNull();
    expect(existsSync(join(data, 'reports', id))).toBe(false);
  });

  it('are not taken from a folder that a crash left half made, or that somebody changed', async () => {
    const data = temporaryFolder();
    const records = await openForTest(data);
    const half = join(data, 'reports', '01900000-0000-7000-8000-000000000001');
    const broken = join(data, 'reports', '01900000-0000-7000-8000-000000000002');
    for (const folder of [half, broken]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(half, 'parts.csv.12.tmp'), 'half');
    writeFileSync(join(broken, 'report.json'), '{"id":"../../passline"}');
    const jobs = await open(data, records);
    expect(jobs.list()).toEqual([]);
    expect(readdirSync(join(data, 'reports'))).toEqual([]);
  });

  it('fail without taking anything with them when the records are gone', async () => {
    const data = temporaryFolder();
    const jobs = await open(data, { audit: () => Promise.resolve() });
    const { id } = await jobs.start({ scope: {}, language: 'en', proof: 'none' }, 'Ann');
    await finished(jobs, id).toBe('failed');
    expect(await jobs.get(id)).toMatchObject({ state: 'failed', report: null });
    expect(jobs.file(id, 'pdf')).toBeNull();
    expect(await jobs.remove(id)).toBe(true);
    expect(await jobs.remove(id)).toBe(false);
  });

  it('end their process when the station stops', async () => {
    const data = temporaryFolder();
    const records = await openForTest(data);
    await records.commitPart(newPart());
    const jobs = await open(data, records);
    const { id } = await jobs.start({ scope: {}, language: 'en', proof: 'pictures' }, 'Ann');
    await finished(jobs, id).toBe('running');
    await jobs.close();
    expect(readdirSync(join(data, 'reports'))).toEqual([]);
  });
});
