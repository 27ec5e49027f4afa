import type { Page } from '@playwright/test';
import { testIds } from '../../../src/renderer/test-ids.ts';
import { expect } from './test.ts';
import type { StationWindow } from './window.ts';

export const administrator = { name: 'Erika Muster', secret: '2468' } as const;

/** Fills the one form of a fresh station, which is open. */
export async function createAdministrator(page: Page): Promise<void> {
  await expect(page.getByTestId(testIds.setUpName)).toBeVisible();
  await fill(page, testIds.setUpName, administrator.name);
  await fill(page, testIds.setUpSecret, administrator.secret);
  await fill(page, testIds.setUpSecretAgain, administrator.secret);
  await page.getByTestId(testIds.setUpSubmit).click();
  await expect(page.getByTestId(testIds.operator)).toContainText(administrator.name);
}

/** The test id may stand on the field itself or on what is around it. */
async function fill(page: Page, testId: string, value: string): Promise<void> {
  const place = page.getByTestId(testId);
  const isField = await place.evaluate((element) => element instanceof HTMLInputElement);
  await (isField ? place : place.locator('input')).fill(value);
}

export async function waitForParts({ status }: StationWindow, count: number): Promise<void> {
  const total = async (): Promise<number> => (await status().catch(() => null))?.counters.total ?? 0;
  await expect.poll(total, { timeout: 120_000, intervals: [500] }).toBeGreaterThanOrEqual(count);
}

/** Waits until the line has stopped: the part that was in progress is finished and counted then. */
export async function lineStopped({ page, status }: StationWindow): Promise<void> {
  await expect(page.getByTestId(testIds.start)).toBeEnabled();
  await expect.poll(async () => (await status()).state, { timeout: 30_000 }).toBe('stopped');
}

/** Waits for the first verdict of a station that may still have to load its model. */
export async function verdictsCome(page: Page): Promise<void> {
  await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-verdict', /pass|review|fail/, { timeout: 60_000 });
}

/** The whole number that an element shows, however its thousands are grouped; 0 where it is not shown. */
export async function numberIn(page: Page, testId: string): Promise<number> {
  const place = page.getByTestId(testId);
  return (await place.count()) === 0 ? 0 : Number((await place.innerText()).replaceAll(/[^\d-]/g, ''));
}
