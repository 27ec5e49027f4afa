import type { Page } from '@playwright/test';
import { testIds } from '../../src/renderer/test-ids.ts';
import { createAdministrator, lineStopped, waitForParts } from './support/acts.ts';
import { findings } from './support/axe.ts';
import { expect, test } from './support/test.ts';

async function wear(page: Page, theme: string): Promise<void> {
  await page.getByTestId(testIds.navSettings).click();
  const option = page.getByTestId(testIds.theme).locator(`input[value="${theme}"]`);
  await option.evaluate((input: HTMLInputElement) => input.click());
  await expect(option).toBeChecked();
}

const screens = [
  [testIds.navRun, testIds.verdict],
  [testIds.navTeach, testIds.drafts],
  [testIds.navRecords, testIds.records],
  [testIds.navReview, testIds.review],
  [testIds.navReports, testIds.reports],
  [testIds.navProducts, testIds.productVersion],
  [testIds.navSettings, testIds.settings],
] as const;

test('axe finds nothing serious on any screen, in either theme', async ({ window }) => {
  test.setTimeout(240_000);
  const { page } = window;
  await waitForParts(window, 5);
  await page.getByTestId(testIds.stop).click();
  await expect(page.getByTestId(testIds.setUpName)).toBeVisible();
  const found = await findings(page, 'set-up');
  await createAdministrator(page);
  await lineStopped(window);
  for (const theme of ['light', 'dark']) {
    await wear(page, theme);
    for (const [link, shown] of screens) {
      await page.getByTestId(link).click();
      await expect(page.getByTestId(shown).first()).toBeVisible();
      found.push(...(await findings(page, `${link} ${theme}`)));
    }
    await page.getByTestId(testIds.navRecords).click();
    await page.getByTestId(testIds.recordsRow).first().click();
    await expect(page.getByTestId(testIds.partDetail)).toBeVisible();
    found.push(...(await findings(page, `part ${theme}`)));
    await page.getByTestId(testIds.partClose).click();
    await page.keyboard.press('?');
    await expect(page.getByTestId(testIds.keyMap)).toBeVisible();
    found.push(...(await findings(page, `keys ${theme}`)));
    await page.keyboard.press('Escape');
  }
  expect(found).toEqual([]);
});
