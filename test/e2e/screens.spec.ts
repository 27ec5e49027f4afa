import type { Locator, Page } from '@playwright/test';
import { testIds } from '../../src/renderer/test-ids.ts';
import { createAdministrator, lineStopped, verdictsCome, waitForParts } from './support/acts.ts';
import { looksOf } from './support/looks.ts';
import { expect, test } from './support/test.ts';

/** A reject shows more than a good part: the first one in sight, else the third part. */
async function rejectIn(page: Page, testId: string): Promise<Locator> {
  const rejects = page.locator(`[data-testid=${testId}][data-verdict=fail]`);
  return (await rejects.count()) > 0 ? rejects.first() : page.getByTestId(testId).nth(2);
}

test('every screen, in both themes and languages, at both sizes', async ({ window }, testInfo) => {
  test.setTimeout(240_000);
  const { page } = window;
  const { shoot, everyLook } = looksOf(window, testInfo);

  await waitForParts(window, 12);
  await everyLook(async () => {
    await page.getByTestId(testIds.navRun).click();
    await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-verdict', /pass|review|fail/);
    await shoot('run');
    await (await rejectIn(page, testIds.filmstripItem)).click();
    await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-live', 'false');
    await shoot('run-frozen');
    await page.keyboard.press('Escape');
    await page.getByTestId(testIds.stop).click();
    await expect(page.getByTestId(testIds.setUpName)).toBeVisible();
    await shoot('set-up');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId(testIds.setUpName)).toBeHidden();
  });

  await page.getByTestId(testIds.navRun).click();
  await page.getByTestId(testIds.stop).click();
  await createAdministrator(page);
  await lineStopped(window);
  await everyLook(async () => {
    await page.getByTestId(testIds.navSettings).click();
    await expect(page.getByTestId(testIds.settings)).toBeVisible();
    await shoot('settings');
    await page.getByTestId(testIds.navRun).click();
    await shoot('run-stopped');
    await page.getByTestId(testIds.navRecords).click();
    await expect(page.getByTestId(testIds.recordsRow).first()).toBeVisible();
    await shoot('records');
    await (await rejectIn(page, testIds.recordsRow)).click();
    await expect(page.getByTestId(testIds.partDetail)).toContainText('ANOMALY');
    await shoot('part');
    await page.getByTestId(testIds.partClose).click();
  });

  // The shell starts its station again at once: only a browser stays without one.
  if (testInfo.project.name !== 'browser') return;
  await page.getByTestId(testIds.navRun).click();
  await page.getByTestId(testIds.start).click();
  await verdictsCome(page);
  await window.killStation();
  await expect(page.getByTestId(testIds.connectionLost)).toBeVisible();
  await shoot('reconnecting');
});
