import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { testIds } from '../../src/renderer/test-ids.ts';
import { waitForParts } from './support/acts.ts';
import { root } from './support/station.ts';
import { expect, test } from './support/test.ts';

test.describe('whoever sees the station for the first time', () => {
  test.use({ firstVisit: true });

  test('is shown around in four steps, once, while the line goes on', async ({ window }, testInfo) => {
    const { page } = window;
    const folder = join(root, 'test-results/screens', testInfo.project.name);
    mkdirSync(folder, { recursive: true });
    const tour = page.getByTestId(testIds.tour);
    await expect(tour).toBeVisible();
    await waitForParts(window, 2);
    for (const step of ['1', '2', '3', '4']) {
      await expect(tour).toHaveAttribute('data-step', step);
      await page.screenshot({ path: join(folder, `tour-${step}.png`), animations: 'disabled' });
      await page.getByTestId(testIds.tourNext).click();
    }
    await expect(tour).toBeHidden();
    await page.reload();
    await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-verdict', /pass|review|fail/);
    await expect(tour).toBeHidden();
  });

  test('can leave it by Esc, and ask for it again', async ({ window }) => {
    const { page } = window;
    const tour = page.getByTestId(testIds.tour);
    await expect(tour).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(tour).toBeHidden();
    await page.getByTestId(testIds.help).click();
    await page.getByTestId(testIds.helpTour).click();
    await expect(tour).toHaveAttribute('data-step', '1');
    await page.getByTestId(testIds.tourSkip).click();
    await expect(tour).toBeHidden();
  });
});

test('the question mark shows all keys, and the name of a figure says what it means', async ({ window }, testInfo) => {
  const { page } = window;
  await waitForParts(window, 2);
  await page.keyboard.press('?');
  const keys = page.getByTestId(testIds.keyMap);
  await expect(keys).toContainText('Start or stop inspecting');
  await page.screenshot({ path: join(root, 'test-results/screens', testInfo.project.name, 'keys.png'), animations: 'disabled' });
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await page.locator(`[data-testid=${testIds.explained}][data-term=yield]`).click();
  await expect(page.getByTestId(testIds.explanation)).toContainText('errors included');
  await page.screenshot({
    path: join(root, 'test-results/screens', testInfo.project.name, 'explained.png'),
    animations: 'disabled',
  });
  await page.keyboard.press('Escape');
  await expect(page.getByTestId(testIds.explanation)).toBeHidden();
});
