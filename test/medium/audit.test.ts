import { describe, expect, it } from 'vitest';
import { auditCsv } from '#main/records/index.ts';
import type { Records } from '#main/records/index.ts';
import type { AuditFilter } from '#shared/contract/audit.ts';
import { openForTest, temporaryFolder } from './records-fixture.ts';
import { rowsOf } from './report-fixture.ts';

const act = (actor: string, action: string, subject: string | null = null) => ({ actor, action, subject, detail: { of: actor } });

async function filled(): Promise<Records> {
  const records = await openForTest(temporaryFolder());
  await records.audit(act('Ann', 'line.started'));
  await records.audit(act('Bo', 'lot.changed', 'L-100%'));
  await records.audit(act('Ann', 'lot.changed', 'l-1007'));
  await records.audit(act('=HYPERLINK("x")', 'lot.changed', '张三'));
  await records.audit(act('system', 'user.sign_in_failed', 'Bo'));
  return records;
}

const found = async (records: Records, filter: AuditFilter): Promise<number[]> =>
  (await records.auditTrail({ before: null, limit: 50, filter })).map(({ seq }) => seq);

describe('the audit trail', () => {
  it('is searched by who, what and about whom, and all conditions hold together', async () => {
    const records = await filled();
    expect(await found(records, {})).toEqual([5, 4, 3, 2, 1]);
    expect(await found(records, { actor: 'Ann' })).toEqual([3, 1]);
    expect(await found(records, { actor: 'Ann', action: 'lot.changed' })).toEqual([3]);
    expect(await found(records, { subject: 'L-1' })).toEqual([3, 2]);
    expect(await found(records, { subject: '三' })).toEqual([4]);
    expect(await found(records, { actor: 'Cy' })).toEqual([]);
  });

  it('takes what is searched for as it is, not as a pattern', async () => {
    const records = await filled();
    expect(await found(records, { subject: '0%' })).toEqual([2]);
    expect(await found(records, { subject: '%' })).toEqual([2]);
    expect(await found(records, { subject: '_' })).toEqual([]);
    expect(await found(records, { subject: "' or 1=1 --" })).toEqual([]);
  });

  it('is searched by time: the beginning is included, the end is not', async () => {
    const records = await filled();
    const [newest, ...older] = await records.auditTrail({ before: null, limit: 50 });
    const at = newest?.atUtc ?? '';
    expect(await found(records, { from: at })).toContain(5);
    expect(await found(records, { to: at })).toEqual(older.filter(({ atUtc }) => atUtc < at).map(({ seq }) => seq));
    expect(await found(records, { to: '2020-01-01T00:00:00Z' })).toEqual([]);
  });

  it('is paged without a gap, also over entries written meanwhile', async () => {
    const records = await filled();
    const first = await records.auditTrail({ before: null, limit: 2 });
    await records.audit(act('Ann', 'line.stopped'));
    const second = await records.auditTrail({ before: first.at(-1)?.seq ?? null, limit: 2 });
    expect([...first, ...second].map(({ seq }) => seq)).toEqual([5, 4, 3, 2]);
    expect(first[0]?.chainHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('offers who and what occurs in it', async () => {
    const records = await filled();
    expect(await records.auditChoices()).toEqual({
      actors: ['=HYPERLINK("x")', 'Ann', 'Bo', 'system'],
      actions: ['line.started', 'lot.changed', 'user.sign_in_failed'],
    });
  });

  it('is exported whole, in the order shown, and no cell is a formula', async () => {
    const records = await filled();
    for (let more = 0; more < 600; more += 1) await records.audit(act('Ann', 'line.started'));
    let text = '';
    for await (const piece of auditCsv(records, {})) text += piece;
    expect(text.startsWith('\uFEFFseq,at_utc,actor,action,subject,detail,chain_hash\r\n')).toBe(true);
    const rows = rowsOf(text.replace('\uFEFF', ''));
    expect(rows.map((row) => Number(row['seq']))).toEqual(Array.from({ length: 605 }, (_, index) => 605 - index));
    expect(rows.find((row) => row['seq'] === '4')).toMatchObject({ actor: `'=HYPERLINK("x")`, subject: '张三' });
    expect(JSON.parse(rows.at(-1)?.['detail'] ?? '')).toEqual({ of: 'Ann' });
  }, 60_000);
});
