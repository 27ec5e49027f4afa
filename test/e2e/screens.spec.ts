import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { testIds } from '../../src/renderer/test-ids.ts';
import { createAdministrator, lineStopped, verdictsCome, waitForParts } from './support/acts.ts';
import { root } from './support/station.ts';
import { expect, test } from './support/test.ts';

const sizes = [
  [1280, 800],
  [1920, 1080],
] as const;
const themes = ['light', 'dark'] as const;
const languages = ['en', 'zh-CN'] as const;

/** Sets what a person would choose in the settings, where the page keeps it, and loads the page anew. */
async function dress(page: Page, theme: string, language: string): Promise<void> {
  await page.getByTestId(testIds.navSettings).click();
  await choose(page, testIds.theme, theme);
  await choose(page, testIds.language, language);
}

async function choose(page: Page, testId: string, value: string): Promise<void> {
  const option = page.getByTestId(testId).locator(`input[value="${value}"]`);
  await option.evaluate((input: HTMLInputElement) => input.click());
  await expect(option).toBeChecked();
}

/** Nothing may stick out of the window, and no text may stay a key of the catalogue. */
async function looksWhole(page: Page): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(excess).toBeLessThanOrEqual(0);
  const text = await page.evaluate(() => document.body.innerText);
  expect(text.match(/\b(?:run|verdict|records|settings|session|bar|error|reason|common)\.[a-z]\w+/g) ?? []).toEqual([]);
}

/** A reject shows more than a good part: the first one in sight, else the third part. */
async function rejectIn(page: Page, testId: string): Promise<Locator> {
  const rejects = page.locator(`[data-testid=${testId}][data-verdict=fail]`);
  return (await rejects.count()) > 0 ? rejects.first() : page.getByTestId(testId).nth(2);
}

test('every screen, in both themes and languages, at both sizes', async ({ window }, testInfo) => {
  test.setTimeout(240_000);
  const { page } = window;
  const folder = join(root, 'test-results/screens', testInfo.project.name);
  mkdirSync(folder, { recursive: true });
  let look = '';
  const shoot = async (name: string): Promise<void> => {
    await looksWhole(page);
    await page.screenshot({ path: join(folder, `${name}-${look}.png`), animations: 'disabled' });
  };
  const everyLook = async (visit: () => Promise<void>): Promise<void> => {
    for (const language of languages) {
      for (const theme of themes) {
        await window.resize(...sizes[0]);
        await dress(page, theme, language);
        for (const [width, height] of sizes) {
          await window.resize(width, height);
          look = `${theme}-${language}-${width}x${height}`;
          await visit();
        }
      }
    }
  };

  await waitForParts(window, 20);
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
