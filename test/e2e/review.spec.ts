import type { Page } from '@playwright/test';
import { testIds } from '../../src/renderer/test-ids.ts';
import { createAdministrator, lineStopped, verdictsCome } from './support/acts.ts';
import { parseCsv } from './support/csv.ts';
import { looksOf } from './support/looks.ts';
import { expect, test } from './support/test.ts';
import type { StationWindow } from './support/window.ts';

interface Waiting {
  readonly waiting: { readonly total: number };
}

const waitingNow = (page: Page): Promise<number> =>
  page.evaluate(async () => ((await (await fetch('/api/v1/review/summary')).json()) as Waiting).waiting.total);

const draftsNow = (page: Page): Promise<unknown> => page.evaluate(async () => (await fetch('/api/v1/teach/drafts')).json());

/** What an engineer does under Settings: rejects come one after the other, not one in a minute. */
async function everySecondPartIsBad(page: Page): Promise<void> {
  const changed = await page.evaluate(async () => {
    const source = { kind: 'simulated', defectRate: 0.5, seed: 1, fps: 10, width: 1280, height: 960 };
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/api/v1/line/source', { method: 'POST', headers, body: JSON.stringify({ source }) })).status;
  });
  expect(changed).toBe(200);
}

/** A stopped line with somebody signed in, and at least so many parts that wait. */
async function partsWait(window: StationWindow, count: number): Promise<void> {
  const { page } = window;
  const counted = async (verdicts: 'rejects' | 'passes'): Promise<number> => {
    const { counters } = await window.status();
    return verdicts === 'passes' ? counters.ok : counters.ng + counters.review;
  };
  await verdictsCome(page);
  await page.getByTestId(testIds.stop).click();
  await createAdministrator(page);
  await lineStopped(window);
  await everySecondPartIsBad(page);
  await page.getByTestId(testIds.start).click();
  await expect.poll(() => counted('rejects'), { timeout: 120_000, intervals: [500] }).toBeGreaterThanOrEqual(count);
  await expect.poll(() => counted('passes'), { timeout: 120_000, intervals: [500] }).toBeGreaterThanOrEqual(2);
  await page.getByTestId(testIds.stop).click();
  await lineStopped(window);
  await page.getByTestId(testIds.navReview).click();
  await expect(page.getByTestId(testIds.reviewPanel)).toHaveAttribute('data-ready', 'true');
}

const judged = (page: Page, verdict: string) => page.locator(`[data-testid=${testIds.reviewItem}][data-judged=${verdict}]`);

test('a person works through the queue by keyboard, three parts in ten seconds', async ({ window }) => {
  test.setTimeout(240_000);
  const { page } = window;
  await partsWait(window, 5);
  const before = await waitingNow(page);
  const panel = page.getByTestId(testIds.reviewPanel);
  const items = page.getByTestId(testIds.reviewItem);
  const [first, second, third, fourth] = await Promise.all(
    [0, 1, 2, 3].map((index) => items.nth(index).getAttribute('data-part')),
  );
  const showing = (part: string | null | undefined): Promise<void> =>
    expect(page.locator(`[data-testid=${testIds.reviewPanel}][data-part="${part}"][data-ready=true]`)).toBeVisible();

  await test.step('each defect stands beside what it looked most like in the good pictures', async () => {
    const crops = panel.getByTestId(testIds.partResemblance).first().locator('img');
    await expect.poll(() => crops.count()).toBeGreaterThan(1);
    const widths = () => crops.evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
    await expect.poll(async () => Math.min(...(await widths()))).toBeGreaterThan(0);
  });

  await test.step('each verdict is one key, with a digit for the reason where it is another, on a slow line too', async () => {
    // The next part is there as soon as the stream tells of the verdict, before the answer to it: no key may be lost then.
    await page.route(/\/rejudgement$/, async (route) => {
      const response = await route.fetch();
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.fulfill({ response });
    });
    const began = Date.now();
    await page.keyboard.press('f');
    await showing(second);
    await page.keyboard.press('p');
    await showing(third);
    await page.keyboard.press('4');
    await page.keyboard.press('p');
    await showing(fourth);
    expect(Date.now() - began).toBeLessThan(10_000);
    await page.unrouteAll({ behavior: 'wait' });
  });

  await test.step('they stay in the list, marked, and are gone from the parts that wait', async () => {
    await expect(judged(page, 'fail')).toHaveCount(1);
    await expect(judged(page, 'pass')).toHaveCount(2);
    await expect(page.getByTestId(testIds.reviewWaiting)).toHaveAttribute('data-total', String(before - 3));
    expect(await waitingNow(page)).toBe(before - 3);
  });

  await test.step('a reason that contradicts the verdict keeps its button from being pressed', async () => {
    await page.keyboard.press('1');
    await expect(page.getByTestId(testIds.reviewFail)).toBeDisabled();
    await page.keyboard.press('f');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId(testIds.reviewFail)).toBeEnabled();
    expect(await waitingNow(page)).toBe(before - 3);
  });

  await test.step('arrows go back to one that was judged, and the newer word holds', async () => {
    await page.keyboard.press('ArrowUp');
    await showing(third);
    await page.keyboard.press('f');
    await expect(judged(page, 'fail')).toHaveCount(2);
    await expect(panel).toHaveAttribute('data-part', fourth ?? '');
  });

  await test.step('a good part of the same product can be held against it', async () => {
    await page.keyboard.press('c');
    await expect(page.getByTestId(testIds.reviewGood)).toHaveAttribute('data-part', /.+/);
    await page.keyboard.press('c');
    await expect(page.getByTestId(testIds.reviewGood)).toBeHidden();
  });

  await test.step('its picture can teach the product, without judging it by a key meanwhile', async () => {
    const waiting = await waitingNow(page);
    await page.getByTestId(testIds.useForTeaching).click();
    await expect(page.getByTestId(testIds.useForTeachingAdd)).toBeEnabled();
    await page.keyboard.press('p');
    await page.getByTestId(testIds.useForTeachingAdd).click();
    await expect(page.getByTestId(testIds.useForTeachingAdd)).toBeHidden();
    expect(await draftsNow(page)).toMatchObject([{ counts: { good: 0, bad: 1, unused: 0 } }]);
    expect(await waitingNow(page)).toBe(waiting);
  });

  await test.step('the records and the CSV have both verdicts beside each other', async () => {
    await page.getByTestId(testIds.navRecords).click();
    // Only rows in sight exist: the rejects are few.
    await page.locator(`[data-testid=${testIds.recordsVerdict}][data-verdict=fail]`).click();
    const row = page.locator(`[data-testid=${testIds.recordsRow}][data-part="${second}"]`);
    await expect(row.getByTestId(testIds.rejudged)).toHaveAttribute('data-verdict', 'pass');
    await expect(row).not.toHaveAttribute('data-verdict', 'pass');
    const total = page.getByTestId(testIds.recordsCount);
    await page.getByTestId(testIds.recordsMore).click();
    await page.getByTestId(testIds.recordsRejudged).click();
    await page.getByRole('option').nth(2).click();
    await expect(total).toHaveAttribute('data-total', '1');
    await expect(row).toBeVisible();
    await page.getByTestId(testIds.recordsScore).first().fill('1000');
    await expect(page.getByTestId(testIds.recordsEmpty)).toBeVisible();
    await page.getByTestId(testIds.recordsClear).click();
    await page.locator(`[data-testid=${testIds.recordsVerdict}][data-verdict=fail]`).click();
    await expect(row).toBeVisible();
    const rows = parseCsv(await window.download(() => page.getByTestId(testIds.exportCsv).click()));
    const said = Object.fromEntries(rows.map((one) => [one['id'] ?? '', `${one['rejudged_verdict']} ${one['rejudged_reason']}`]));
    expect([said[first ?? ''], said[second ?? ''], said[third ?? '']]).toEqual([
      'fail CONFIRMED',
      'pass FALSE_REJECT',
      'fail CONFIRMED',
    ]);
    expect(rows.filter((one) => one['rejudged_verdict'] !== '').length).toBe(3);
  });

  await test.step('a part of the records can be re-judged and its picture judged again', async () => {
    await page.locator(`[data-testid=${testIds.recordsRow}][data-part="${fourth}"]`).click();
    const detail = page.getByTestId(testIds.partDetail);
    await detail.getByTestId(testIds.reviewOpen).click();
    await detail.locator(`[data-testid=${testIds.reviewReason}][data-reason=DIRT]`).click();
    await detail.getByTestId(testIds.reviewComment).fill('wiped off');
    await detail.getByTestId(testIds.reviewPass).click();
    await expect(detail.getByText('wiped off')).toBeVisible();
    await detail.getByTestId(testIds.reinspect).click();
    await expect(detail.getByTestId(testIds.reinspected)).toHaveAttribute('data-verdict', /fail|review/, { timeout: 60_000 });
  });
});

test('the review screen in both themes and languages, at both sizes', async ({ window }, testInfo) => {
  test.setTimeout(240_000);
  const { page } = window;
  const { shoot, everyLook } = looksOf(window, testInfo);
  await page.getByTestId(testIds.navReview).click();
  await expect(page.getByTestId(testIds.review)).toBeHidden();
  await shoot('review-guest');
  await page.getByTestId(testIds.navRun).click();
  await partsWait(window, 3);
  await page.keyboard.press('f');
  await expect(judged(page, 'fail')).toHaveCount(1);

  await everyLook(async () => {
    await page.getByTestId(testIds.navReview).click();
    await expect(page.getByTestId(testIds.reviewPanel)).toHaveAttribute('data-ready', 'true');
    await shoot('review');
    await page.keyboard.press('c');
    await expect(page.getByTestId(testIds.reviewGood)).toHaveAttribute('data-part', /.+/);
    await shoot('review-compare');
    await page.keyboard.press('c');
    await page.getByTestId(testIds.navRecords).click();
    await expect(page.getByTestId(testIds.rejudged).first()).toBeVisible();
    await shoot('records-rejudged');
    await page.locator(`[data-testid=${testIds.recordsRow}]:has([data-testid=${testIds.rejudged}])`).first().click();
    await expect(page.getByTestId(testIds.partDetail).getByTestId(testIds.reviewOpen)).toBeVisible();
    await shoot('part-rejudged');
    await page.getByTestId(testIds.partClose).click();
  });
  await page.getByTestId(testIds.navReview).click();
  for (;;) {
    await expect(page.getByTestId(testIds.reviewPanel).or(page.getByTestId(testIds.reviewEmpty))).toBeVisible();
    if (await page.getByTestId(testIds.reviewEmpty).isVisible()) break;
    const panel = page.getByTestId(testIds.reviewPanel);
    await expect(panel).toHaveAttribute('data-ready', 'true');
    const part = (await panel.getAttribute('data-part')) ?? '';
    await page.keyboard.press('f');
    await expect(page.locator(`[data-testid=${testIds.reviewPanel}][data-part="${part}"]`)).toHaveCount(0);
  }
  await shoot('review-done');
});
