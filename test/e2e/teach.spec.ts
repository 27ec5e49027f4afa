import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { testIds } from '../../src/renderer/test-ids.ts';
import { createAdministrator } from './support/acts.ts';
import { looksOf } from './support/looks.ts';
import { type PartPictures, partPictures } from './support/part-pictures.ts';
import { root } from './support/station.ts';
import { expect, test as base } from './support/test.ts';
import { leaveTour, scratchFolder, type StationWindow } from './support/window.ts';

const test = base.extend<{ pictures: PartPictures }>({
  serveOptions: ['--no-demo'],
  pictures: async ({}, use) => {
    const scratch = scratchFolder();
    await use(await partPictures(scratch.path));
    scratch.remove();
  },
});

/** Printed boards, each with its reference. */
const boards = join(root, '../shared/datasets/deeppcb_20085');

const step = (page: Page, name: string): Locator => page.locator(`[data-testid=${testIds.teachStep}][data-step=${name}]`);
const tiles = (page: Page): Locator => page.getByTestId(testIds.picture);
const showing = (page: Page, filter: string): Promise<void> =>
  page
    .getByTestId(testIds.pictureFilter)
    .locator(`input[value=${filter}]`)
    .evaluate((input: HTMLInputElement) => input.click());

/** From the empty station to a draft with its pictures sorted. */
async function beginTeaching({ page }: StationWindow, pictures: PartPictures): Promise<void> {
  await page.getByTestId(testIds.toTeach).click();
  await page.getByTestId(testIds.teachSignIn).click();
  await createAdministrator(page);
  await page.getByTestId(testIds.draftNew).click();
  await page.getByTestId(testIds.draftName).fill('Hazelnut');
  await page.getByTestId(testIds.draftCreate).click();
  await page.getByTestId(testIds.folderInput).setInputFiles(pictures.teaching);
  await expect(page.getByTestId(testIds.uploads)).toBeHidden({ timeout: 60_000 });
  await expect(page.getByTestId(testIds.enough)).toHaveAttribute('data-good', String(pictures.good), { timeout: 60_000 });
}

/** One region to inspect, a rectangle, and one to ignore, a triangle, on the picture of the second step. */
async function drawRegions(page: Page): Promise<void> {
  await step(page, 'region').click();
  const tool = (name: string): Locator => page.locator(`[data-testid=${testIds.regionTool}][data-tool=${name}]`);
  await tool('inspect-rectangle').click();
  const canvas = await page.getByTestId(testIds.regionCanvas).boundingBox();
  if (canvas === null) throw new Error('there is nothing to draw on');
  const to = (x: number, y: number): Promise<void> => page.mouse.move(canvas.x + canvas.width * x, canvas.y + canvas.height * y);
  await to(0.24, 0.1);
  await page.mouse.down();
  await to(0.77, 0.93);
  await page.mouse.up();
  await expect(page.getByTestId(testIds.region)).toHaveCount(1);
  // There is nothing to weigh a single region against.
  await page.getByTestId(testIds.regionItem).click();
  await expect(page.getByTestId(testIds.regionSensitivity).locator('[data-disabled]').first()).toBeAttached();
  await tool('ignore-polygon').click();
  for (const [x, y] of [
    [0.6, 0.15],
    [0.74, 0.15],
    [0.74, 0.35],
    [0.6, 0.15],
  ] as const) {
    await to(x, y);
    await page.mouse.down();
    await page.mouse.up();
  }
  await expect(page.getByTestId(testIds.region)).toHaveCount(2);
}

/** What looks at the pictures is chosen, and chosen back by a key. */
async function chooseLooking(page: Page): Promise<void> {
  await step(page, 'teach').click();
  const [fast, accurate] = [page.getByTestId(testIds.looking).first(), page.getByTestId(testIds.looking).nth(1)];
  await accurate.click();
  await expect(accurate).toHaveAttribute('aria-checked', 'true');
  await fast.press('Enter');
  await expect(fast).toHaveAttribute('aria-checked', 'true');
}

/** Teaches, and waits for the model. */
async function teach(page: Page): Promise<void> {
  await step(page, 'teach').click();
  await page.getByTestId(testIds.teachStart).click();
  await expect(page.getByTestId(testIds.taught)).toBeVisible({ timeout: 180_000 });
}

const go = (page: Page, address: string): Promise<void> =>
  page.evaluate((hash) => void (globalThis.location.hash = hash), `#${address}`);

/** The same address in a browser that remembers nothing of this one but who is signed in. */
async function elsewhere(page: Page): Promise<Page> {
  const cookies = await page.context().cookies();
  const other = await page
    .context()
    .browser()
    ?.newContext({ storageState: { cookies, origins: [] } });
  if (other === undefined) throw new Error('there is no browser');
  await other.addInitScript(leaveTour);
  const tab = await other.newPage();
  await tab.goto(page.url());
  return tab;
}

const countIn = async (page: Page, testId: string, name: string): Promise<number> =>
  Number(await page.getByTestId(testId).getAttribute(`data-${name}`));

test('from a fresh start to a taught product on own pictures, seen passing and failing', async ({ window, pictures }) => {
  test.setTimeout(300_000);
  const { page } = window;

  await test.step('pictures come as a folder and are sorted by its sub-folders', async () => {
    await beginTeaching(window, pictures);
    await showing(page, 'bad');
    await expect(tiles(page)).toHaveCount(pictures.bad);
    await showing(page, 'all');
  });

  await test.step('keys sort them, and one step takes it back', async () => {
    const first = tiles(page).first();
    await first.click();
    await page.getByTestId(testIds.pictures).focus();
    await page.keyboard.press('n');
    await expect(first).toHaveAttribute('data-label', 'unused');
    await page.keyboard.press('Control+z');
    await expect(first).not.toHaveAttribute('data-label', 'unused');
  });

  await test.step('a region is drawn, and deleted again', async () => {
    await step(page, 'region').click();
    await page.getByTestId(testIds.regionTool).first().click();
    const canvas = await page.getByTestId(testIds.regionCanvas).boundingBox();
    if (canvas === null) throw new Error('there is nothing to draw on');
    const { x, y, width, height } = canvas;
    await page.mouse.move(x + width * 0.35, y + height * 0.3);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.65, y + height * 0.75, { steps: 4 });
    await page.mouse.up();
    await expect(page.getByTestId(testIds.region)).toHaveCount(1);
    await expect(page.getByTestId(testIds.regionCorner)).toHaveCount(4);
    await page.getByTestId(testIds.region).focus();
    await page.keyboard.press('Delete');
    await expect(page.getByTestId(testIds.region)).toHaveCount(0);
  });

  await test.step('teaching goes on while another step is looked at', async () => {
    await step(page, 'teach').click();
    await page.getByTestId(testIds.teachStart).click();
    await expect(page.getByTestId(testIds.teaching)).toBeVisible();
    await step(page, 'pictures').click();
    await step(page, 'teach').click();
    await expect(page.getByTestId(testIds.taught)).toBeVisible({ timeout: 180_000 });
  });

  await test.step('the line is dragged, and both rates follow', async () => {
    await step(page, 'threshold').click();
    expect(await countIn(page, testIds.falseRejects, 'of')).toBe(pictures.good);
    expect(await countIn(page, testIds.escapes, 'of')).toBe(pictures.bad);
    const line = page.getByTestId(testIds.thresholdLine);
    // Hovering waits until what is below has come and the line stands still.
    await line.hover();
    const chart = await page.getByTestId(testIds.scoreChart).boundingBox();
    const grip = await line.boundingBox();
    if (chart === null || grip === null) throw new Error('there is no line to drag');
    const from = { x: grip.x + grip.width / 2, y: grip.y + grip.height * 0.3 };
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(chart.x + chart.width * 0.27, from.y, { steps: 8 });
    await page.mouse.up();
    await expect(line).toHaveAttribute('aria-valuenow', /^0\.2[67]/);
    expect(await countIn(page, testIds.falseRejects, 'wrong')).toBeGreaterThan(0);
    expect(await countIn(page, testIds.escapes, 'wrong')).toBe(0);
    await page.getByTestId(testIds.thresholdAutomatic).click();
    await expect(line).toHaveAttribute('aria-valuenow', '0.5');
    await line.focus();
    await page.keyboard.press('ArrowRight');
    await expect(line).toHaveAttribute('aria-valuenow', '0.51');
    await page.keyboard.press('ArrowLeft');
  });

  await test.step('a line that people shall look at is drawn, and both lines are kept on the station', async () => {
    await page.getByTestId(testIds.reviewSwitch).check({ force: true });
    const review = page.getByTestId(testIds.reviewLine);
    await review.focus();
    await page.keyboard.press('ArrowLeft');
    const drawn = (await review.getAttribute('aria-valuenow')) ?? '';
    await page.getByTestId(testIds.thresholdLine).focus();
    const kept = page.waitForResponse((answer) => answer.request().postData()?.includes('0.51') === true && answer.ok());
    await page.keyboard.press('ArrowRight');
    await kept;
    const other = await elsewhere(page);
    await expect(other.getByTestId(testIds.thresholdLine)).toHaveAttribute('aria-valuenow', '0.51');
    await expect(other.getByTestId(testIds.reviewLine)).toHaveAttribute('aria-valuenow', drawn);
    await other.context().close();
  });

  await test.step('it is tried on a bad picture before it is saved', async () => {
    await page.getByTestId(testIds.nextStep).click();
    await page.getByTestId(testIds.tryInput).setInputFiles(pictures.lineBad[0] ?? '');
    await expect(page.getByTestId(testIds.tryVerdict)).toHaveAttribute('data-verdict', 'fail', { timeout: 30_000 });
  });

  await test.step('it is saved, and the station changed over to it', async () => {
    await page.getByTestId(testIds.nextStep).click();
    await page.getByTestId(testIds.save).click();
    await expect(page.getByTestId(testIds.saved)).toBeVisible({ timeout: 30_000 });
    await expect.poll(async () => (await window.status()).product?.name).toBe('Hazelnut');
  });

  await test.step('the line inspects other pictures by it: good ones pass, bad ones fail', async () => {
    await page.getByTestId(testIds.navSettings).click();
    await page.locator(`[data-testid=${testIds.settingsSection}][data-section=source]`).click();
    await page
      .getByTestId(testIds.settings)
      .locator('input[value=folder]')
      .evaluate((input: HTMLInputElement) => input.click());
    await page.getByTestId(testIds.sourcePath).fill(pictures.line);
    await page.getByTestId(testIds.sourceApply).click();
    await page.getByTestId(testIds.navRun).click();
    await page.getByTestId(testIds.start).click();
    const judged = (verdict: string): Locator => page.locator(`[data-testid=${testIds.filmstripItem}][data-verdict=${verdict}]`);
    await expect(judged('fail')).not.toHaveCount(0, { timeout: 60_000 });
    await expect(judged('pass')).not.toHaveCount(0, { timeout: 60_000 });
  });
});

test('a board is taught by its reference picture, tried, and saved', async ({ window }, testInfo) => {
  test.skip(!existsSync(boards), `${boards} is not on this machine`);
  test.setTimeout(240_000);
  const { page } = window;
  const [board = ''] = readdirSync(join(boards, 'test/mixed')).toSorted();
  const [good = ''] = readdirSync(join(boards, 'test/good')).toSorted();

  await test.step('one picture is chosen to compare with', async () => {
    await page.getByTestId(testIds.toTeach).click();
    await page.getByTestId(testIds.teachSignIn).click();
    await createAdministrator(page);
    await page.getByTestId(testIds.draftNew).click();
    await page.getByTestId(testIds.draftName).fill('Board');
    await page.locator(`[data-testid=${testIds.teachMethod}][data-method=reference]`).click();
    await page.getByTestId(testIds.draftCreate).click();
    await page
      .getByTestId(testIds.filesInput)
      .setInputFiles([join(boards, 'reference/mixed', board), join(boards, 'test/good', good)]);
    await expect(tiles(page)).toHaveCount(2);
    await expect(page.getByTestId(testIds.referenceBar)).toBeVisible();
    const tile = tiles(page).filter({ hasText: board });
    await tile.click();
    await page.getByTestId(testIds.useAsReference).click();
    await expect(tile).toHaveAttribute('data-reference', 'true');
    await expect(page.getByTestId(testIds.referenceBar)).toBeHidden();
    // A good picture of another board is none of this one.
    await tiles(page).filter({ hasText: good }).click();
    await page.getByTestId(testIds.pictures).focus();
    await page.keyboard.press('n');
  });

  await test.step('a region to ignore is drawn on it', async () => {
    await step(page, 'region').click();
    const only = page.getByTestId(testIds.stripItem);
    await expect(only).toHaveCount(1);
    await expect(only.getByRole('img', { name: 'Reference' })).toBeVisible();
    await page.locator(`[data-testid=${testIds.regionTool}][data-tool=ignore-rectangle]`).click();
    const canvas = await page.getByTestId(testIds.regionCanvas).boundingBox();
    if (canvas === null) throw new Error('there is nothing to draw on');
    const { x, y, width, height } = canvas;
    await page.mouse.move(x + width * 0.4, y + height * 0.02);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.45, y + height * 0.06, { steps: 3 });
    await page.mouse.up();
    await expect(page.getByTestId(testIds.region)).toHaveCount(1);
  });

  await test.step('it is taught by that one picture', async () => {
    await teach(page);
    await expect(page.getByTestId(testIds.modelFacts)).toBeVisible();
    await page.getByTestId(testIds.nextStep).click();
    await expect(page.getByTestId(testIds.thresholdLine)).toHaveAttribute('aria-valuenow', '0.5');
    await page.getByTestId(testIds.nextStep).click();
  });

  await test.step('a board with faults fails, and another one is an error and never a pass', async () => {
    const verdict = page.getByTestId(testIds.tryVerdict);
    await page.getByTestId(testIds.tryInput).setInputFiles(join(boards, 'test/mixed', board));
    await expect(verdict).toHaveAttribute('data-verdict', 'fail', { timeout: 30_000 });
    await page.getByTestId(testIds.tryInput).setInputFiles(join(boards, 'reference/mixed', board));
    await expect(verdict).toHaveAttribute('data-verdict', 'pass', { timeout: 30_000 });
    await page.getByTestId(testIds.tryInput).setInputFiles(join(boards, 'test/good', good));
    await expect(verdict).toHaveAttribute('data-verdict', /error|fail/, { timeout: 30_000 });
  });

  await test.step('it looks right in both themes and languages, at both sizes', async () => {
    const draft = (await page.getByTestId(testIds.draft).getAttribute('data-draft')) ?? '';
    const { shoot, everyLook, found } = looksOf(window, testInfo, { axe: true });
    await everyLook(async () => {
      await go(page, '/teach');
      await page.getByTestId(testIds.draftNew).click();
      await expect(page.getByTestId(testIds.teachMethod)).toHaveCount(2);
      await shoot('teach-method');
      await page.keyboard.press('Escape');
      await go(page, `/teach/${draft}/pictures`);
      await expect(tiles(page)).toHaveCount(2);
      await tiles(page).last().click();
      await shoot('teach-reference-pictures');
      await go(page, `/teach/${draft}/region`);
      await expect(page.getByTestId(testIds.region)).toHaveCount(1);
      await shoot('teach-reference-region');
      await go(page, `/teach/${draft}/teach`);
      await expect(page.getByTestId(testIds.modelFacts)).toBeVisible();
      await shoot('teach-reference-teach');
      await go(page, `/teach/${draft}/threshold`);
      await expect(page.getByTestId(testIds.thresholdLine)).toBeVisible();
      await shoot('teach-reference-threshold');
      await go(page, `/teach/${draft}/save`);
      await expect(page.getByTestId(testIds.save)).toBeVisible();
      await shoot('teach-reference-save');
    });
    expect(found).toEqual([]);
  });

  await test.step('it is saved as a product that compares', async () => {
    await step(page, 'save').click();
    await page.getByTestId(testIds.save).click();
    await expect(page.getByTestId(testIds.saved)).toBeVisible({ timeout: 30_000 });
    await expect.poll(async () => (await window.status()).product?.name).toBe('Board');
  });
});

test('every step of teaching, in both themes and languages, at both sizes', async ({ window, pictures }, testInfo) => {
  test.setTimeout(400_000);
  const { page } = window;
  const { shoot, everyLook, found } = looksOf(window, testInfo, { axe: true });

  await test.step('a fresh station says how to begin', async () => {
    await shoot('teach-empty-station');
    await page.getByTestId(testIds.navTeach).click();
    await shoot('teach-guest');
    await page.getByTestId(testIds.navRun).click();
  });
  await beginTeaching(window, pictures);
  const draft = (await page.getByTestId(testIds.draft).getAttribute('data-draft')) ?? '';
  await drawRegions(page);
  await chooseLooking(page);
  await teach(page);
  await everyLook(async () => {
    await go(page, '/teach');
    await expect(page.getByTestId(testIds.draftItem)).toBeVisible();
    await shoot('teach-list');
    await go(page, `/teach/${draft}/pictures`);
    await expect(tiles(page).first()).toBeVisible();
    await tiles(page).nth(2).click();
    await tiles(page)
      .nth(5)
      .click({ modifiers: ['Shift'] });
    await shoot('teach-pictures');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId(testIds.pictureLook)).toBeVisible();
    await page.waitForTimeout(300);
    await shoot('teach-picture');
    await page.keyboard.press('Escape');
    await go(page, `/teach/${draft}/region`);
    await expect(page.getByTestId(testIds.region)).toHaveCount(2);
    await page.getByTestId(testIds.regionItem).first().click();
    await shoot('teach-region');
    await go(page, `/teach/${draft}/teach`);
    await expect(page.getByTestId(testIds.modelFacts)).toBeVisible();
    await shoot('teach-teach');
    await go(page, `/teach/${draft}/threshold`);
    await expect(page.getByTestId(testIds.nearItem).first()).toBeVisible();
    await shoot('teach-threshold');
    await page.getByTestId(testIds.nearItem).last().click();
    await expect(page.getByTestId(testIds.tryVerdict)).toBeVisible({ timeout: 30_000 });
    await page.waitForTimeout(400);
    await shoot('teach-judged');
    await page.keyboard.press('Escape');
    await go(page, `/teach/${draft}/try`);
    await page.getByTestId(testIds.stripItem).last().click();
    await expect(page.getByTestId(testIds.tryVerdict)).toBeVisible({ timeout: 30_000 });
    await page.waitForTimeout(400);
    await shoot('teach-try');
    await go(page, `/teach/${draft}/save`);
    await expect(page.getByTestId(testIds.save)).toBeVisible();
    await shoot('teach-save');
  });
  expect(found).toEqual([]);
});
