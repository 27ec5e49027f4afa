import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { testIds } from '../../src/renderer/test-ids.ts';
import { createAdministrator, lineStopped, verdictsCome, waitForParts } from './support/acts.ts';
import { looksOf } from './support/looks.ts';
import { expect, test } from './support/test.ts';
import type { StationWindow } from './support/window.ts';

/** A station of which somebody has stopped the line, with the products in front of them. */
async function signedInAtProducts(window: StationWindow): Promise<void> {
  const { page } = window;
  await waitForParts(window, 3);
  await page.getByTestId(testIds.stop).click();
  await createAdministrator(page);
  await lineStopped(window);
  await page.getByTestId(testIds.navProducts).click();
  await expect(page.getByTestId(testIds.productVersion).first()).toBeVisible();
}

const field = (page: Page, testId: string): Locator =>
  page.locator(`input[data-testid=${testId}], [data-testid=${testId}] input`);

/** Changes the name and the threshold of the opened product, and saves. */
async function saveVersion(page: Page, change: { name: string; threshold: string; comment: string }): Promise<void> {
  await page.getByTestId(testIds.productEdit).click();
  await expect(page.getByTestId(testIds.productSave)).toBeDisabled();
  await field(page, testIds.productName).fill(change.name);
  await field(page, testIds.productThreshold).fill(change.threshold);
  await field(page, testIds.productComment).fill(change.comment);
  await expect(page.getByTestId(testIds.productForm).getByTestId(testIds.productChange)).toHaveCount(2);
  await page.getByTestId(testIds.productSave).click();
  await expect(page.getByTestId(testIds.productForm)).toBeHidden();
}

const version = (page: Page, number: number): Locator =>
  page.locator(`[data-testid=${testIds.productVersion}][data-version="${number}"]`);
const items = (page: Page): Locator => page.getByTestId(testIds.product);

test('an engineer changes, restores, duplicates, retires and hands over a product', async ({ window }, testInfo) => {
  test.setTimeout(240_000);
  const { page } = window;

  await test.step('whoever watches sees the products; to change one asks who it is', async () => {
    await page.getByTestId(testIds.navProducts).click();
    await expect(items(page)).toHaveCount(1);
    await expect(page.getByTestId(testIds.productView).locator('img')).toHaveJSProperty('complete', true);
    await expect(page.getByTestId(testIds.productRetire)).toBeDisabled();
    await page.getByTestId(testIds.productEdit).click();
    await createAdministrator(page);
    await expect(page.getByTestId(testIds.productForm)).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('a change is a version of its own, readable, and waits until it is put on the line', async () => {
    await page.getByTestId(testIds.navRun).click();
    await verdictsCome(page);
    await page.getByTestId(testIds.navProducts).click();
    await saveVersion(page, { name: 'Flange strict', threshold: '0.42', comment: 'customer complaint 17' });
    await expect(version(page, 2)).toContainText('customer complaint 17');
    await expect(version(page, 2).locator('[data-field=threshold]')).toContainText(/0\.5.*0\.42/);
    await expect(version(page, 2)).toContainText('Erika Muster');
    expect((await window.status()).product).toMatchObject({ version: 1, threshold: 0.5 });
  });

  await test.step('changing over while the line runs: parts go on without an error, by the new version', async () => {
    const before = await window.status();
    expect(before.state).toBe('running');
    await page.getByTestId(testIds.productSelect).click();
    await expect.poll(async () => (await window.status()).product?.version).toBe(2);
    await expect(page.getByTestId(testIds.productSelect)).toBeHidden();
    await waitForParts(window, (await window.status()).counters.total + 3);
    expect((await window.status()).counters.error).toBe(before.counters.error);
  });

  await test.step('an old version comes back as a new one', async () => {
    await version(page, 1).getByTestId(testIds.productVersionMenu).click();
    await page.getByTestId(testIds.productRestore).click();
    await expect(page.getByRole('dialog').getByTestId(testIds.productChange)).toHaveCount(2);
    await page.getByTestId(testIds.productConfirm).click();
    await expect(version(page, 3)).toContainText('Version 1 restored');
    await expect(page.getByTestId(testIds.productView).getByRole('heading', { level: 2 })).not.toHaveText('Flange strict');
  });

  await test.step('a duplicate is opened, gets its own number, is retired and comes back', async () => {
    await page.getByTestId(testIds.productDuplicate).click();
    await field(page, testIds.productCopyName).fill('Flange left');
    await page.getByTestId(testIds.productConfirm).click();
    await expect(items(page)).toHaveCount(2);
    const view = page.getByTestId(testIds.productView);
    await expect(view.getByRole('heading', { level: 2 })).toHaveText('Flange left');
    await expect(view).toContainText('No. 2');
    await page.getByTestId(testIds.productRetire).click();
    await page.getByTestId(testIds.productConfirm).click();
    await expect(page.getByTestId(testIds.productBringBack)).toBeVisible();
    await page.getByTestId(testIds.productMenu).click();
    await expect(page.getByTestId(testIds.productItem)).toHaveCount(1);
    await page.keyboard.press('Escape');
    await items(page).first().click();
    await expect(items(page)).toHaveCount(1);
    await page.getByTestId(testIds.productsRetired).click({ force: true });
    await items(page).nth(1).click();
    await page.getByTestId(testIds.productBringBack).click();
    await expect(page.getByTestId(testIds.productRetire)).toBeEnabled();
  });

  // Desktop windows save and open files through dialogs of the system.
  if (testInfo.project.name !== 'browser') return;
  await test.step('a product leaves as a package and comes back as a new version; a damaged one changes nothing', async () => {
    await items(page).first().click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(testIds.productExport).click()]);
    expect(download.suggestedFilename()).toMatch(/v3\.passline$/);
    const bytes = readFileSync(await download.path());
    const damaged = join(window.data, '..', 'damaged.passline');
    writeFileSync(damaged, bytes.subarray(0, bytes.length - 7));
    const whole = join(window.data, '..', 'whole.passline');
    writeFileSync(whole, bytes);
    const give = async (file: string): Promise<void> => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByTestId(testIds.productsImport).click()]);
      await chooser.setFiles(file);
    };
    await give(damaged);
    await expect(page.getByRole('alert').filter({ hasText: 'damaged' })).toBeVisible({ timeout: 60_000 });
    await expect(version(page, 4)).toBeHidden();
    await saveVersion(page, { name: 'Another name', threshold: '0.7', comment: '' });
    await expect(version(page, 4)).toBeVisible();
    await give(whole);
    await expect(version(page, 5)).toContainText('Imported', { timeout: 60_000 });
  });
});

test('judging a picture again offers the versions of the product', async ({ window }) => {
  test.setTimeout(240_000);
  const { page } = window;
  await signedInAtProducts(window);
  await saveVersion(page, { name: 'Flange strict', threshold: '-5', comment: 'nothing can pass' });
  await page.getByTestId(testIds.navRecords).click();
  await page.locator(`[data-testid=${testIds.recordsRow}][data-verdict=pass]`).first().click();
  const detail = page.getByTestId(testIds.partDetail);
  const versions = field(page, testIds.reinspectVersion);
  await expect(versions).toHaveValue(/^v2/);
  await detail.getByTestId(testIds.reinspect).click();
  const result = detail.getByTestId(testIds.reinspected);
  await expect(result).toHaveAttribute('data-verdict', 'fail', { timeout: 60_000 });
  await versions.click();
  await page.getByRole('option', { name: /^v1/ }).click();
  await detail.getByTestId(testIds.reinspect).click();
  await expect(result).toHaveAttribute('data-verdict', 'pass', { timeout: 60_000 });
});

test('the products screen in both themes and languages, at both sizes', async ({ window }, testInfo) => {
  test.setTimeout(240_000);
  const { page } = window;
  const { shoot, everyLook } = looksOf(window, testInfo);
  await signedInAtProducts(window);
  await saveVersion(page, { name: 'Flange PL-40 B', threshold: '0.46', comment: 'Complaint 17: scratches came through' });
  await page.getByTestId(testIds.productDuplicate).click();
  await field(page, testIds.productCopyName).fill('Flange PL-40 left-hand side, second supplier');
  await page.getByTestId(testIds.productConfirm).click();
  await expect(items(page)).toHaveCount(2);
  await page.getByTestId(testIds.productRetire).click();
  await page.getByTestId(testIds.productConfirm).click();
  await expect(page.getByTestId(testIds.productBringBack)).toBeVisible();

  await everyLook(async () => {
    await page.getByTestId(testIds.navProducts).click();
    await page.getByTestId(testIds.productsRetired).click({ force: true });
    await expect(items(page)).toHaveCount(2);
    await expect(page.getByTestId(testIds.productVersion)).toHaveCount(2);
    await shoot('products');
    await version(page, 1).getByTestId(testIds.productVersionMenu).click();
    await page.getByTestId(testIds.productRestore).click();
    await expect(page.getByRole('dialog').getByTestId(testIds.productChange)).toHaveCount(2);
    await shoot('products-restore');
    await page.keyboard.press('Escape');
    await page.getByTestId(testIds.productEdit).click();
    await field(page, testIds.productThreshold).fill('0.61');
    await expect(page.getByTestId(testIds.productForm).getByTestId(testIds.productChange)).toHaveCount(1);
    await shoot('products-edit');
    await page.getByTestId(testIds.navRun).click();
  });
});
