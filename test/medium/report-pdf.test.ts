import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePdf } from '#main/reports/pdf/write-pdf.ts';
import type { Report } from '#shared/domain/report.ts';
import { papers } from '#shared/i18n/papers.ts';
import { temporaryFolder } from './records-fixture.ts';
import { makeOnce, order, seedParts, wordsOf } from './report-fixture.ts';

/** The longest that each list of a report can be. */
function fullest(report: Report): Report {
  const [recipe] = report.recipes;
  if (recipe === undefined) throw new Error('no recipe');
  return {
    ...report,
    thresholds: {
      changes: Array.from({ length: 40 }, (_, index) => ({
        fromUtc: report.madeAtUtc,
        number: 7_000_001 + index,
        productName: `Product ${index}`,
        recipeVersion: index,
        threshold: 0.5,
      })),
      others: 3,
    },
    recipes: Array.from({ length: 60 }, (_, index) => ({
      ...recipe,
      productName: `Recipe ${index}`,
      modelSha256: ['c'.repeat(64)],
    })),
    rejudged: {
      count: 50,
      accepted: 10,
      kinds: [{ original: 'fail', verdict: 'pass', reason: 'FALSE_REJECT', count: 50 }],
      rows: Array.from({ length: 40 }, (_, index) => ({
        number: 8_000_001 + index,
        original: 'fail' as const,
        verdict: 'pass' as const,
        reason: 'FALSE_REJECT' as const,
        comment: '<b>= "quoted" & 划痕'.repeat(index === 7 ? 40 : 1),
        by: 'Mei',
        atUtc: report.madeAtUtc,
      })),
    },
    lots: {
      ...report.lots,
      rows: Array.from({ length: 20 }, (_, index) => ({ key: `LONGLOT-${index}-${'x'.repeat(60)}`, counters: report.counters })),
    },
    proof: {
      ok: false,
      pictures: true,
      picturesChecked: 1,
      parts: 1,
      auditEntries: 1,
      head: report.head,
      problemCount: 1000,
      problems: Array.from({ length: 12 }, (_, index) => ({
        kind: 'picture_changed',
        subject: `subject${index}`,
        detail: 'd'.repeat(300),
      })),
    },
  };
}

describe('the PDF of a report', { timeout: 240_000 }, () => {
  it('loses nothing, however long its lists are', async ({ skip }) => {
    const folder = temporaryFolder();
    await seedParts(folder, 3_000);
    const report = fullest(await makeOnce(order(folder)));
    const pdf = join(folder, 'report.pdf');
    await writePdf(pdf, report, { language: 'en', pictures: new Map(), pairs: new Map(), scorers: new Map() });
    const text = wordsOf(pdf);
    if (text === null) return skip('pdftotext is missing: apt-get install poppler-utils');
    const { hours: _hours, ...titles } = papers.en.section;
    for (const title of Object.values(titles)) expect(text).toContain(title);
    for (const { number } of [...report.thresholds.changes, ...report.rejudged.rows]) expect(text).toContain(String(number));
    for (const { productName } of report.recipes) expect(text).toContain(`${productName} v1`);
    for (const { subject } of report.proof?.problems ?? []) expect(text).toContain(subject);
    for (const { number } of report.rejects) expect(text).toContain(`Part ${number}`);
    expect(text.match(/no picture is stored any more/g)).toHaveLength(report.rejects.length);
    return undefined;
  });
});
