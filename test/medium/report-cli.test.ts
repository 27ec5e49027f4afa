import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '#shared/domain/report.ts';
import { runCli } from './cli-fixture.ts';
import { newPart, openForTest, recipe, reject, temporaryFolder, writePicture } from './records-fixture.ts';
import { rowsOf } from './report-fixture.ts';

/** Every run is a process of its own; on a busy machine they add up. */
describe('passline report', { timeout: 240_000 }, () => {
  it('writes PDF, CSV and JSON beside a running station, and leaves its records as they are', async () => {
    const data = temporaryFolder();
    const station = await openForTest(data);
    await station.putRecipe(recipe(), { actor: 'Ann', comment: '' });
    for (const lot of ['A', 'A', 'A', 'B']) await station.commitPart(newPart({ lot }));
    const bad = reject({ lot: 'A', pictures: ['overlay'] });
    await station.commitPart(bad);
    await station.attachPictures(bad.id, [writePicture(data, bad, 'overlay')]);
    await station.rejudge(bad.id, { verdict: 'pass', reason: 'FALSE_REJECT', comment: 'dust', actor: 'Mei' });
    const files = { pdf: join(data, 'r.pdf'), csv: join(data, 'r.csv'), parts: join(data, 'p.csv') };
    const run = await runCli(
      ...['report', '--data', data, '--product', 'Bracket', '--lot', 'A', '--from', '2026-03-01T00:00:00Z', '--json'],
      ...['--pdf', files.pdf, '--csv', files.csv, '--parts-csv', files.parts, '--verify', 'pictures'],
    );
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const report = JSON.parse(run.stdout) as Report;
    expect(report.counters).toEqual({ total: 4, ok: 3, review: 0, ng: 1, error: 0 });
    expect(report.rejudged).toMatchObject({ count: 1, accepted: 4, rows: [{ number: 5, by: 'Mei', comment: 'dust' }] });
    expect(report.proof).toMatchObject({ ok: true, picturesChecked: 1 });
    expect(readFileSync(files.pdf).subarray(0, 5).toString()).toBe('%PDF-');
    expect(rowsOf(readFileSync(files.csv, 'utf8')).find((row) => row['section'] === 'totals')?.['total']).toBe('4');
    expect(rowsOf(readFileSync(files.parts, 'utf8')).map((row) => row['number'])).toEqual(['1', '2', '3', '5']);
    // It read only: the next entry of the chain is the station's own.
    expect((await station.verify({ pictures: false })).head.seq).toBe(report.head.seq);
    expect(await station.commitPart(newPart())).toMatchObject({ number: 6 });
  });

  it('ends with 1 when the proof finds something, and 64 for what cannot be', async () => {
    const data = temporaryFolder();
    const station = await openForTest(data);
    const bad = reject({ pictures: ['overlay'] });
    await station.commitPart(bad);
    const picture = writePicture(data, bad, 'overlay');
    await station.attachPictures(bad.id, [picture]);
    writeFileSync(join(data, 'pictures', picture.path), 'swapped');
    const runs = [
      runCli('report', '--data', data, '--verify', 'pictures'),
      runCli('report', '--data', temporaryFolder()),
      runCli('report', '--data', data, '--product', 'Nothing'),
      runCli('report', '--data', data, '--from', 'soon'),
      runCli('report', '--data', data, '--lang', 'tlh'),
    ];
    const [broken, nothing, product, time, language] = await Promise.all(runs);
    expect(broken).toMatchObject({ code: 1 });
    expect(broken?.stdout).toContain('NOT PROVED: 1 problems');
    expect(nothing).toMatchObject({ code: 64, stdout: '' });
    expect(product?.stderr).toContain('There is no product "Nothing"');
    expect([product?.code, time?.code, language?.code]).toEqual([64, 64, 64]);
  });
});
