import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenedReport, ReportJob } from '#shared/contract/reports.ts';
import { rowsOf, seedParts } from './report-fixture.ts';
import { type Browser, secret, signedIn, startStation, type TestStation } from './station-fixture.ts';

/** Every report is a process of its own; on a busy machine they add up. */
const patient = { timeout: 240_000 };

describe('reports of a station', patient, () => {
  let data: string;
  let station: TestStation;
  let operator: Browser;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'passline-report-api-'));
    await seedParts(data, 3_000);
    station = await startStation({ dataFolder: data });
    operator = await signedIn(station, 'operator');
  });
  afterAll(async () => {
    await station.stop();
    await rm(data, { recursive: true, force: true });
  });

  async function order(body: object): Promise<ReportJob> {
    const answer = await operator.json('/api/v1/reports', 'POST', body);
    expect(answer.status).toBe(200);
    return (await answer.json()) as ReportJob;
  }
  async function opened(id: string): Promise<OpenedReport> {
    return (await (await operator.fetch(`/api/v1/reports/${id}`)).json()) as OpenedReport;
  }
  async function settled(id: string): Promise<OpenedReport> {
    await expect.poll(async () => (await opened(id)).state, { timeout: 120_000, interval: 200 }).toMatch(/done|failed/);
    return opened(id);
  }

  it('are made in the background and downloaded as PDF and CSV, with the totals of the records', async () => {
    const job = await order({ scope: { productId: 'product-0', lot: 'LOT-001' }, language: 'zh-CN', proof: 'none' });
    expect(job).toMatchObject({ state: 'waiting', by: 'operator' });
    const { state, report, keptUntilUtc } = await settled(job.id);
    expect(state).toBe('done');
    expect(report).toMatchObject({ madeBy: 'operator', scope: { lot: 'LOT-001', productName: 'Bracket' }, proof: null });
    expect(Date.parse(keptUntilUtc ?? '')).toBeGreaterThan(Date.now() + 23 * 3_600_000);

    const pdf = await operator.fetch(`/api/v1/reports/${job.id}.pdf`);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('content-disposition')).toMatch(/^attachment; filename="passline-report-.*-LOT-001\.pdf"$/);
    expect((await pdf.text()).slice(0, 5)).toBe('%PDF-');
    const totals = rowsOf(await (await operator.fetch(`/api/v1/reports/${job.id}.csv`)).text());
    expect(totals.find((row) => row['section'] === 'totals')?.['total']).toBe(String(report?.counters.total));
    const parts = rowsOf(await (await operator.fetch(`/api/v1/reports/${job.id}/parts.csv`)).text());
    expect(parts).toHaveLength(report?.counters.total ?? -1);
    const listed = (await (await operator.fetch('/api/v1/parts?lot=LOT-001&mode=production&limit=1')).json()) as {
      total: number;
    };
    expect(listed.total).toBe(report?.counters.total);
    await operator.fetch(`/api/v1/reports/${job.id}`, { method: 'DELETE' });
  });

  it('are made one at a time; one that waits or runs can be cancelled, and more than a few are refused', async () => {
    const jobs: ReportJob[] = [];
    for (let index = 0; index < 12; index += 1) {
      const answer = await operator.json('/api/v1/reports', 'POST', { proof: 'none' });
      if (answer.status === 429) break;
      jobs.push((await answer.json()) as ReportJob);
    }
    expect(jobs.length).toBeGreaterThanOrEqual(8);
    expect(jobs.length).toBeLessThan(12);
    const states = ((await (await operator.fetch('/api/v1/reports')).json()) as ReportJob[]).map(({ state }) => state);
    expect(states.filter((state) => state === 'running').length).toBeLessThanOrEqual(1);

    const [first, ...others] = jobs;
    await expect.poll(async () => (await opened(first?.id ?? '')).state).not.toBe('waiting');
    for (const { id } of [...others, ...(first === undefined ? [] : [first])]) {
      expect((await operator.fetch(`/api/v1/reports/${id}`, { method: 'DELETE' })).status).toBe(200);
      expect((await operator.fetch(`/api/v1/reports/${id}`)).status).toBe(404);
    }
    // The next one is made although all before it were taken away, and nothing of those is left.
    const { state } = await settled((await order({ scope: { lot: 'LOT-000' }, proof: 'none' })).id);
    expect(state).toBe('done');
    await expect.poll(() => readdirSync(join(data, 'reports')).length).toBe(1);
  });

  it('say that they failed where the records cannot be read as a report, and the station goes on', async () => {
    const { state, report } = await settled((await order({ proof: 'rows', scope: { lot: 'LOT-002' } })).id);
    // The seeded rows were written past the chain: the proof says so instead of failing.
    expect(state).toBe('done');
    expect(report?.proof).toMatchObject({ ok: false });
    expect((await operator.fetch('/api/v1/status')).status).toBe(200);
  });

  it.each([
    ['a moment that is none', { scope: { from: 'yesterday' } }],
    ['a language that nobody speaks', { language: 'tlh' }],
    ['a lot of a thousand characters', { scope: { lot: 'x'.repeat(1000) } }],
  ])('are refused for %s', async (_what, body) => {
    expect((await operator.json('/api/v1/reports', 'POST', body)).status).toBe(400);
  });

  it('have no addresses outside of their folder', async () => {
    for (const id of ['..', '%2e%2e', '..%2F..%2Fpassline', '0'.repeat(36)]) {
      expect((await operator.fetch(`/api/v1/reports/${id}.pdf`)).status).toBe(404);
    }
  });

  it('are still there after a restart, audited, and gone after a day', async () => {
    const job = await order({ scope: { lot: 'LOT-001' }, proof: 'none' });
    await settled(job.id);
    await station.stop();
    station = await startStation({ dataFolder: data });
    operator = await station.browser();
    expect((await operator.json('/api/v1/session', 'POST', { name: 'operator', secret })).status).toBe(200);
    expect(await opened(job.id)).toMatchObject({ state: 'done', report: { scope: { lot: 'LOT-001' } } });
    expect((await operator.fetch(`/api/v1/reports/${job.id}.pdf`)).status).toBe(200);
    expect(existsSync(join(data, 'reports', job.id, 'report.pdf'))).toBe(true);
  });
});
