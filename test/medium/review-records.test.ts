import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { partsCsv } from '#main/records/export-csv.ts';
import type { Records } from '#main/records/index.ts';
import { verifyRecords } from '#main/records/verify.ts';
import { newPart, openForTest, reject, temporaryFolder, writePicture } from './records-fixture.ts';

const falseReject = { verdict: 'pass', reason: 'FALSE_REJECT', comment: 'dust, wiped off', actor: 'Bo' } as const;
const confirmed = { verdict: 'fail', reason: 'CONFIRMED', comment: null, actor: 'Ann' } as const;

const verified = (folder: string) => verifyRecords({ dataFolder: folder, pictures: false }, () => undefined);
const numbers = (page: { parts: readonly { number: number }[] }) => page.parts.map((part) => part.number);
const queue = (records: Records, order: 'newest' | 'oldest' = 'newest', cursor: string | null = null, limit = 50) =>
  records.reviewQueue({ order, cursor, limit });

describe('a re-judgement', () => {
  it('stands beside the verdict, never over it, and the newest of several holds', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const part = reject();
    await records.commitPart(part);
    const before = await records.part(part.id);
    await records.rejudge(part.id, falseReject);
    await records.rejudge(part.id, confirmed);
    const after = await records.part(part.id);
    expect(after?.rejudgements.map(({ verdict, reason, comment, by }) => [verdict, reason, comment, by])).toEqual([
      ['fail', 'CONFIRMED', null, 'Ann'],
      ['pass', 'FALSE_REJECT', 'dust, wiped off', 'Bo'],
    ]);
    expect(after).toEqual({ ...before, rejudgement: after?.rejudgements[0], rejudgements: after?.rejudgements });
    expect((await records.counters()).counters).toMatchObject({ total: 1, ng: 1 });
    expect((await records.recent(1))[0]?.rejudgement?.by).toBe('Ann');
    expect(await verified(folder)).toMatchObject({ ok: true, parts: 1 });
  });

  it('is refused for a part that is not there, and for a reason that contradicts the verdicts', async () => {
    const records = await openForTest(temporaryFolder());
    const part = newPart();
    await records.commitPart(part);
    await expect(records.rejudge('nobody', confirmed)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(records.rejudge(part.id, falseReject)).rejects.toMatchObject({ code: 'INVALID' });
    expect((await records.part(part.id))?.rejudgements).toEqual([]);
    expect(await records.auditTrail({ before: null, limit: 10 })).toEqual([]);
  });

  it('is in the audit trail with who, which part and what', async () => {
    const records = await openForTest(temporaryFolder());
    const part = reject();
    await records.commitPart(part);
    await records.rejudge(part.id, falseReject);
    expect(await records.auditTrail({ before: null, limit: 10 })).toMatchObject([
      { actor: 'Bo', action: 'part.rejudged', subject: part.id, detail: { number: 1, original: 'fail', verdict: 'pass' } },
    ]);
  });

  it('is in the last columns of the CSV, beside the verdict of the station', async () => {
    const records = await openForTest(temporaryFolder());
    const part = reject();
    await records.commitPart(part);
    await records.commitPart(newPart());
    const { atUtc } = await records.rejudge(part.id, { ...falseReject, comment: '=1+1' });
    let csv = '';
    for await (const chunk of partsCsv(records, {})) csv += chunk;
    const [heading, unjudged, rejudged] = csv.split('\r\n');
    expect(heading?.endsWith(',rejudged_verdict,rejudged_reason,rejudged_comment,rejudged_by,rejudged_at_utc,defect_kinds')).toBe(
      true,
    );
    expect(unjudged?.endsWith(',,,,,,')).toBe(true);
    expect(rejudged).toContain(',fail,ANOMALY,');
    expect(rejudged?.endsWith(`,pass,FALSE_REJECT,'=1+1,Bo,${atUtc},`)).toBe(true);
  });

  it.each([
    ['changed', "UPDATE rejudgement SET verdict = 'fail', reason = 'CONFIRMED'"],
    ['given to another person', "UPDATE rejudgement SET actor = 'Cy'"],
    ['moved to another part', 'UPDATE rejudgement SET part_number = 2'],
    ['deleted', 'DELETE FROM rejudgement'],
    [
      'added past the station',
      `INSERT INTO rejudgement SELECT 9, 2, 'fail', 'ESCAPE', NULL, 'Bo', at_utc, mono_ns, boot_id, 900 FROM rejudgement`,
    ],
  ])('that was %s is found by verify', async (_what, sql) => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const part = reject();
    await records.commitPart(part);
    await records.commitPart(newPart());
    await records.rejudge(part.id, falseReject);
    await records.close();
    const database = new Database(join(folder, 'passline.db'));
    database.pragma('foreign_keys = OFF');
    expect(() => database.exec(sql.startsWith('INSERT') ? 'DELETE FROM rejudgement' : sql)).toThrow('append-only');
    database.exec('DROP TRIGGER rejudgement_no_update; DROP TRIGGER rejudgement_no_delete');
    expect(database.prepare(sql).run().changes).toBe(1);
    database.close();
    const { ok, problems } = await verified(folder);
    expect(ok).toBe(false);
    expect(problems.map((problem) => problem.kind)).toContain('rejudgement_changed');
  });
});

describe('the queue of parts to look at again', () => {
  it('has what the station did not pass in production, and errors only where there is a picture', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const seen = reject({ verdict: 'error', reason: 'SCORE_INVALID', pictures: ['full'] });
    for (const part of [
      newPart(),
      reject(),
      newPart({ verdict: 'review', reason: 'NEAR_THRESHOLD' }),
      reject({ mode: 'golden' }),
      reject({ mode: 'service' }),
      newPart({ verdict: 'error', reason: 'FRAME_TIMEOUT' }),
      seen,
    ]) {
      await records.commitPart(part);
    }
    await records.attachPictures(seen.id, [writePicture(folder, seen, 'full')]);
    expect(numbers(await queue(records))).toEqual([7, 3, 2]);
    expect(await records.reviewSummary()).toEqual({
      waiting: { total: 3, fail: 1, review: 1, error: 1 },
      oldestWaitingUtc: '2026-03-01T08:00:00.120Z',
      rejudged: { total: 0, falseRejects: 0, confirmed: 0, escapes: 0 },
    });
  });

  it('comes in either order, page by page, and what was re-judged meanwhile leaves it without shifting a page', async () => {
    const records = await openForTest(temporaryFolder());
    const parts = Array.from({ length: 7 }, () => reject());
    for (const part of parts) await records.commitPart(part);
    const first = await queue(records, 'newest', null, 3);
    await records.rejudge(parts[6]?.id ?? '', falseReject);
    await records.rejudge(parts[2]?.id ?? '', confirmed);
    const second = await queue(records, 'newest', first.nextCursor, 3);
    expect([numbers(first), numbers(second), second.nextCursor]).toEqual([[7, 6, 5], [4, 2, 1], null]);
    const oldest = await queue(records, 'oldest', null, 2);
    const next = await queue(records, 'oldest', oldest.nextCursor, 3);
    expect([numbers(oldest), numbers(next), next.nextCursor]).toEqual([[1, 2], [4, 5, 6], null]);
    await expect(queue(records, 'newest', 'x')).rejects.toMatchObject({ code: 'INVALID' });
  });

  it('counts what people made of parts by their newest word', async () => {
    const records = await openForTest(temporaryFolder());
    const parts = [reject(), reject(), newPart(), reject({ mode: 'service' })];
    for (const part of parts) await records.commitPart(part);
    const [first, second, third, service] = parts.map((part) => part.id);
    await records.rejudge(first ?? '', falseReject);
    await records.rejudge(first ?? '', confirmed);
    await records.rejudge(second ?? '', falseReject);
    await records.rejudge(third ?? '', { ...confirmed, reason: 'ESCAPE' });
    await records.rejudge(service ?? '', confirmed);
    expect(await records.reviewSummary()).toEqual({
      waiting: { total: 0, fail: 0, review: 0, error: 0 },
      oldestWaitingUtc: null,
      rejudged: { total: 3, falseRejects: 1, confirmed: 1, escapes: 1 },
    });
  });
});

describe('a search', () => {
  it('finds supplier lots by their beginning', async () => {
    const records = await openForTest(temporaryFolder());
    for (const supplierLot of ['S-1', 'S-12', 'T-1', null]) await records.commitPart(newPart({ supplierLot }));
    expect(numbers(await records.parts({ supplierLot: 'S-1' }, { cursor: null, limit: 10 }))).toEqual([2, 1]);
    expect(numbers(await records.parts({ supplierLot: 'T' }, { cursor: null, limit: 10 }))).toEqual([3]);
  });

  it('tells re-judged parts from the others, by the newest word', async () => {
    const records = await openForTest(temporaryFolder());
    const parts = [reject(), reject(), reject(), newPart()];
    for (const part of parts) await records.commitPart(part);
    await records.rejudge(parts[0]?.id ?? '', falseReject);
    await records.rejudge(parts[0]?.id ?? '', confirmed);
    await records.rejudge(parts[1]?.id ?? '', falseReject);
    const found = async (rejudged: 'yes' | 'no' | 'pass' | 'fail') =>
      numbers(await records.parts({ rejudged }, { cursor: null, limit: 10 }));
    expect([await found('yes'), await found('no'), await found('pass'), await found('fail')]).toEqual([[2, 1], [4, 3], [2], [1]]);
    expect((await records.parts({ rejudged: 'pass', verdict: ['fail'] }, { cursor: null, limit: 10 })).total).toBe(1);
  });
});

describe('the good part to hold against another', () => {
  it('is the last one before it of the same product that has a picture and that nobody called bad', async () => {
    const folder = temporaryFolder();
    const records = await openForTest(folder);
    const good = (over = {}) => newPart({ pictures: ['crop'], ...over });
    const parts = [good(), good({ productId: 'other' }), good({ mode: 'service' }), newPart(), good(), reject(), good()];
    for (const part of parts) await records.commitPart(part);
    const [first, , , , fifth, rejected] = parts.map((part) => part.id);
    expect(await records.goodPartNear(rejected ?? '')).toBe(fifth);
    await records.rejudge(fifth ?? '', { verdict: 'fail', reason: 'ESCAPE', comment: null, actor: 'Bo' });
    expect(await records.goodPartNear(rejected ?? '')).toBe(first);
  });

  it('is the next one where there is none before, and none at all without a product', async () => {
    const records = await openForTest(temporaryFolder());
    const [rejected, good, nameless] = [reject(), newPart({ pictures: ['full'] }), reject({ productId: null })];
    for (const part of [rejected, good, nameless]) await records.commitPart(part);
    expect(await records.goodPartNear(rejected.id)).toBe(good.id);
    expect(await records.goodPartNear(nameless.id)).toBeNull();
    await expect(records.goodPartNear('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
