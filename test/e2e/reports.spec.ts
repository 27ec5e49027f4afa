import type { Page } from '@playwright/test';
import { testIds } from '../../src/renderer/test-ids.ts';
import { createAdministrator, lineStopped, waitForParts } from './support/acts.ts';
import { parseCsv } from './support/csv.ts';
import { looksOf } from './support/looks.ts';
import { expect, test } from './support/test.ts';
import type { StationWindow } from './support/window.ts';

/** A stopped line with parts on it, somebody signed in, and the screen of the reports open. */
async function openReports(window: StationWindow): Promise<void> {
  const { page } = window;
  await waitForParts(window, 12);
  await page.getByTestId(testIds.stop).click();
  await createAdministrator(page);
  await lineStopped(window);
  await page.getByTestId(testIds.navReports).click();
  await expect(page.getByTestId(testIds.reportMake)).toBeEnabled();
}

const choosePeriod = (page: Page, period: string): Promise<void> =>
  page.locator(`[data-testid=${testIds.reportPeriod}][data-period=${period}]`).click();

async function make(page: Page): Promise<void> {
  const before = await page.getByTestId(testIds.reportItem).count();
  await page.getByTestId(testIds.reportMake).click();
  await expect(page.getByTestId(testIds.reportItem)).toHaveCount(before + 1);
  await expect(page.locator(`[data-testid=${testIds.reportItem}][aria-pressed=true]`)).toHaveAttribute('data-state', 'done', {
    timeout: 120_000,
  });
  await expect(page.getByTestId(testIds.report)).toBeVisible();
}

const figure = async (page: Page, name: string): Promise<number> =>
  Number((await page.getByTestId(testIds.reportFigures).locator(`[data-figure=${name}]`).innerText()).replaceAll(',', ''));

test('a report on the screen, as PDF and as CSV has the totals of the station', async ({ window }) => {
  test.setTimeout(300_000);
  const { page } = window;
  await openReports(window);
  await expect(page.getByTestId(testIds.reportNone)).toBeVisible();
  const { counters } = await window.status();

  await choosePeriod(page, 'custom');
  await make(page);
  const shown = await Promise.all(['total', 'ok', 'review', 'ng', 'error'].map((name) => figure(page, name)));
  expect(shown).toEqual([counters.total, counters.ok, counters.review, counters.ng, counters.error]);
  await expect(page.locator('[data-proof=ok]')).toBeVisible();
  await expect(page.getByTestId(testIds.report).getByRole('img').first()).toBeVisible();

  await test.step('the files hold the same', async () => {
    expect((await window.download(() => page.getByTestId(testIds.reportPdf).click())).slice(0, 5)).toBe('%PDF-');
    const totals = parseCsv(await window.download(() => page.getByTestId(testIds.reportCsv).click()));
    expect(totals.find((row) => row['section'] === 'totals')).toMatchObject({
      total: String(counters.total),
      ok: String(counters.ok),
      ng: String(counters.ng),
    });
    const parts = parseCsv(await window.download(() => page.getByTestId(testIds.reportPartsCsv).click()));
    expect(parts).toHaveLength(counters.total);
  });

  await test.step('a period without parts says so', async () => {
    await choosePeriod(page, 'yesterday');
    await make(page);
    expect(await figure(page, 'total')).toBe(0);
    await expect(page.getByTestId(testIds.reportEmpty)).toBeVisible();
  });

  await test.step('it is still there after leaving the screen, and can be opened and deleted', async () => {
    await page.getByTestId(testIds.navRun).click();
    await page.getByTestId(testIds.navReports).click();
    await page.getByTestId(testIds.reportItem).nth(1).click();
    await expect.poll(() => figure(page, 'total')).toBe(counters.total);
    await page.getByRole('button', { name: 'Delete this report' }).first().click();
    await expect(page.getByTestId(testIds.reportItem)).toHaveCount(1);
  });
});

test('the screen of the reports in both themes and languages', async ({ window }, testInfo) => {
  test.setTimeout(300_000);
  const { page } = window;
  const { shoot, everyLook } = looksOf(window, testInfo);
  await openReports(window);
  await choosePeriod(page, 'today');
  await make(page);
  await everyLook(async () => {
    await page.getByTestId(testIds.navReports).click();
    await expect(page.getByTestId(testIds.reportFigures)).toBeVisible();
    await page.getByTestId(testIds.reportFigures).scrollIntoViewIfNeeded();
    await shoot('reports');
    await page.getByTestId(testIds.report).locator('code').last().scrollIntoViewIfNeeded();
    await shoot('reports-facts');
  });
});
