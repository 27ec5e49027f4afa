import { testIds } from '../../src/renderer/test-ids.ts';
import { createAdministrator, lineStopped, numberIn, verdictsCome, waitForParts } from './support/acts.ts';
import { parseCsv } from './support/csv.ts';
import { expect, test } from './support/test.ts';

/** The fourth part of the demo line is dented. */
const parts = 16;

test('a fresh station inspects its demo line, and what was counted is in the records @packaged', async ({ window }) => {
  test.setTimeout(180_000);
  const { page } = window;

  await test.step('a guest watches verdicts come in without having done anything', async () => {
    await verdictsCome(page);
    await expect(page.getByTestId(testIds.signIn)).toBeHidden();
  });

  await test.step('a reject on the filmstrip freezes the view on its picture, and Escape goes back to live', async () => {
    const reject = page.locator(`[data-testid=${testIds.filmstripItem}][data-verdict=fail]`).first();
    await reject.click({ timeout: 60_000 });
    await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-verdict', 'fail');
    await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-live', 'false');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-live', 'true');
  });

  await waitForParts(window, parts);

  await test.step('stopping the line first asks for the administrator, in one form, and then stops it', async () => {
    await page.getByTestId(testIds.stop).click();
    await createAdministrator(page);
    await lineStopped(window);
  });

  const { counters } = await window.status();
  await test.step('the page shows the counters of the station', async () => {
    expect(counters.total).toBeGreaterThanOrEqual(parts);
    expect(counters.ok + counters.review + counters.ng + counters.error).toBe(counters.total);
    expect(counters.ok).toBeGreaterThan(0);
    expect(counters.ng).toBeGreaterThan(0);
    expect(counters.error).toBe(0);
    const ids = [testIds.counterTotal, testIds.counterOk, testIds.counterReview, testIds.counterNg, testIds.counterError];
    // Figures may be a blink behind.
    await expect
      .poll(() => Promise.all(ids.map((id) => numberIn(page, id))))
      .toEqual([counters.total, counters.ok, counters.review, counters.ng, counters.error]);
  });

  await test.step('the records list every part, and a reject opens with its picture and defects', async () => {
    await page.getByTestId(testIds.navRecords).click();
    await expect(page.getByTestId(testIds.recordsCount)).toContainText(String(counters.total));
    await page.locator(`[data-testid=${testIds.recordsRow}][data-verdict=fail]`).first().click();
    const detail = page.getByTestId(testIds.partDetail);
    await expect(detail).toBeVisible();
    await expect(detail.getByTestId(testIds.partDefect).first()).toBeVisible();
    await page.getByTestId(testIds.partClose).click();
    await expect(detail).toBeHidden();
  });

  await test.step('the CSV holds the same numbers as the counters', async () => {
    const text = await window.download(() => page.getByTestId(testIds.exportCsv).click());
    expect(text.startsWith('\uFEFF')).toBe(true);
    const rows = parseCsv(text);
    const count = (verdict: string): number => rows.filter((row) => row['verdict'] === verdict).length;
    expect(rows.length).toBe(counters.total);
    expect([count('pass'), count('review'), count('fail'), count('error')]).toEqual([
      counters.ok,
      counters.review,
      counters.ng,
      counters.error,
    ]);
    expect(new Set(rows.map((row) => row['id'])).size).toBe(rows.length);
    expect(rows.every((row) => row['mode'] === 'production')).toBe(true);
  });

  await test.step('a line that was stopped stays stopped when its station is started again', async () => {
    await window.killStation();
    await window.reviveStation();
    await expect.poll(() => window.status().catch(() => null), { timeout: 30_000 }).toMatchObject({ state: 'stopped', counters });
  });
});

test('a lot that is set is the lot of the parts that follow', async ({ window }) => {
  const { page } = window;
  await waitForParts(window, 1);
  await page.getByTestId(testIds.lot).click();
  await createAdministrator(page);
  await page.getByTestId(testIds.lotField).fill('=LOT-7');
  await page.getByTestId(testIds.lotSave).click();
  await expect(page.getByTestId(testIds.lot)).toContainText('=LOT-7');
  const { counters } = await window.status();
  // The part in progress keeps the lot that it began with.
  await waitForParts(window, counters.total + 3);
  await page.getByTestId(testIds.stop).click();
  await lineStopped(window);
  await page.getByTestId(testIds.navRecords).click();
  const rows = parseCsv(await window.download(() => page.getByTestId(testIds.exportCsv).click()));
  // A spreadsheet must read it as text.
  expect(rows.filter((row) => row['lot'] === "'=LOT-7").length).toBeGreaterThanOrEqual(2);
});
