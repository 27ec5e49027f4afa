import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import { testIds } from '../../src/renderer/test-ids.ts';
import { createAdministrator } from './support/acts.ts';
import { dragByFinger, dropFiles, pointOn } from './support/hands.ts';
import { expect, test as base } from './support/test.ts';
import { scratchFolder } from './support/window.ts';

const test = base.extend<{ photos: string }>({
  serveOptions: ['--no-demo'],
  touch: true,
  photos: async ({}, use) => {
    const scratch = scratchFolder();
    await use(scratch.path);
    scratch.remove();
  },
});

const good = 6;

const step = (page: Page, name: string): Locator => page.locator(`[data-testid=${testIds.teachStep}][data-step=${name}]`);
const way = (page: Page, name: string): Locator => page.locator(`[data-testid=${testIds.addWay}][data-way=${name}]`);
const tiles = (page: Page, label: string): Locator => page.locator(`[data-testid=${testIds.picture}][data-label=${label}]`);
const zone = (page: Page, label: string): Locator => page.locator(`[data-testid=${testIds.dropZone}][data-label=${label}]`);

/** A picture that shows nothing of the part, each another. */
async function photo(shade: number, ...path: string[]): Promise<string> {
  const file = join(...path);
  mkdirSync(join(file, '..'), { recursive: true });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="960"><rect width="1280" height="960" fill="#556"/>
    <circle cx="${300 + 4 * shade}" cy="480" r="${90 + shade}" fill="rgb(${shade},90,60)"/></svg>`;
  await sharp(Buffer.from(svg)).png().toFile(file);
  return file;
}

/** Names of all files that a draft has on the disk of the station, but for its description. */
const filesOf = (data: string, draft: string): string[] =>
  readdirSync(join(data, 'teaching', draft), { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.endsWith('draft.json'))
    .toSorted();

test('a product is taught from the camera, by finger, and tried on the camera before it is saved', async ({ window, photos }) => {
  test.setTimeout(300_000);
  const { page } = window;

  await test.step('where pictures shall come from the camera and none is chosen, that is said and led to', async () => {
    await page.getByTestId(testIds.toTeach).tap();
    await page.getByTestId(testIds.teachSignIn).tap();
    await createAdministrator(page);
    await page.getByTestId(testIds.draftNew).tap();
    await page.getByTestId(testIds.draftName).fill('Flange');
    await page.getByTestId(testIds.draftCreate).tap();
    await way(page, 'camera').tap();
    await page.getByTestId(testIds.cameraChoose).tap();
    await page.getByTestId(testIds.sourceDefects).fill('0');
    await page.getByTestId(testIds.sourceApply).tap();
    await expect.poll(async () => (await window.status()).camera.state).toBe('ok');
  });
  await page.getByTestId(testIds.navTeach).tap();
  await page.getByTestId(testIds.draftItem).tap();
  const draft = (await page.getByTestId(testIds.draft).getAttribute('data-draft')) ?? '';

  await test.step('the next pictures of the camera are those of good parts', async () => {
    await way(page, 'camera').tap();
    await page.getByTestId(testIds.cameraCount).fill(String(good));
    await page.getByTestId(testIds.cameraAdd).tap();
    await expect(tiles(page, 'good')).toHaveCount(good, { timeout: 30_000 });
    await expect(page.getByTestId(testIds.addJob)).toBeHidden({ timeout: 60_000 });
  });

  await test.step('pictures are dropped on what they show, folders say it themselves, and so does what they are called', async () => {
    await dropFiles(page, [await photo(10, photos, 'bad.png')], zone(page, 'bad'));
    await expect(tiles(page, 'bad')).toHaveCount(1);
    await dropFiles(page, [await photo(30, photos, 'other.png')], zone(page, 'unused'));
    await expect(tiles(page, 'unused')).toHaveCount(1);
    await photo(50, photos, 'bad', 'scratch', '1.png');
    await photo(70, photos, 'bad', 'scratch', '2.png');
    await dropFiles(page, [join(photos, 'bad')], zone(page, 'good'));
    await expect(tiles(page, 'bad')).toHaveCount(3);
    await expect(tiles(page, 'bad').filter({ hasText: 'scratch' })).toHaveCount(2);
  });

  await test.step('a folder of the station comes with its labels', async () => {
    await photo(90, photos, 'test', 'dent', '1.png');
    await photo(110, photos, 'test', 'good', '1.png').then(() => photo(130, photos, 'test', 'ground_truth', '1.png'));
    await page.getByTestId(testIds.addPictures).tap();
    await way(page, 'stationFolder').tap();
    await page.getByTestId(testIds.folderPath).fill(join(photos, 'test'));
    await page.getByTestId(testIds.folderAdd).tap();
    await expect(tiles(page, 'bad').filter({ hasText: 'dent' })).toHaveCount(1);
    await expect(tiles(page, 'good')).toHaveCount(good + 1);
    await expect(page.getByTestId(testIds.addJob)).toBeHidden({ timeout: 60_000 });
    await tiles(page, 'good').filter({ hasText: 'good/1.png' }).tap();
    await page.locator(`[data-testid=${testIds.labelAs}][data-label=unused]`).tap();
    await expect(tiles(page, 'good')).toHaveCount(good);
  });

  await test.step('a kind of defect is typed', async () => {
    await tiles(page, 'bad').filter({ hasText: 'bad.png' }).tap();
    await page.getByTestId(testIds.defectKind).fill('dent');
    await page.getByTestId(testIds.defectKind).press('Enter');
    await expect(tiles(page, 'bad').filter({ hasText: 'dent' })).toHaveCount(2);
    await page.reload();
    await expect(tiles(page, 'bad').filter({ hasText: 'dent' })).toHaveCount(2);
  });

  await test.step('a finger draws a region, pulls at its corner, and shifts it', async () => {
    await step(page, 'region').tap();
    await page.locator(`[data-testid=${testIds.regionTool}][data-tool=inspect-rectangle]`).tap();
    const canvas = page.getByTestId(testIds.regionCanvas);
    await dragByFinger(page, await pointOn(canvas, 0.2, 0.2), await pointOn(canvas, 0.7, 0.7));
    const region = page.getByTestId(testIds.region);
    await expect(region).toHaveCount(1);
    const outline = async () => (await region.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const drawn = await outline();
    await dragByFinger(page, await pointOn(region, 1, 1), await pointOn(canvas, 0.8, 0.8));
    await expect.poll(async () => (await outline()).width).toBeGreaterThan(drawn.width + 40);
    await dragByFinger(page, await pointOn(region, 0.5, 0.5), await pointOn(region, 0.45, 0.45));
    await expect.poll(async () => (await outline()).x).toBeLessThan(drawn.x - 10);
  });

  await test.step('teaching that is cancelled half-way leaves nothing behind, and can begin again', async () => {
    await step(page, 'teach').tap();
    await expect.poll(() => filesOf(window.data, draft).filter((path) => path.endsWith('.tmp'))).toEqual([]);
    const before = filesOf(window.data, draft);
    await page.getByTestId(testIds.teachStart).tap();
    await expect(page.getByTestId(testIds.teaching)).toBeVisible();
    await page.getByTestId(testIds.teachCancel).tap();
    await expect(page.getByTestId(testIds.teaching)).toBeHidden();
    await expect(page.getByTestId(testIds.teachCancelled)).toBeVisible();
    await expect(page.getByTestId(testIds.taught)).toBeHidden();
    await expect.poll(() => filesOf(window.data, draft)).toEqual(before);
    await page.getByTestId(testIds.teachStart).tap();
    await expect(page.getByTestId(testIds.taught)).toBeVisible({ timeout: 120_000 });
  });

  await test.step('a finger drags the threshold, and the rates follow', async () => {
    await page.getByTestId(testIds.nextStep).tap();
    const line = page.getByTestId(testIds.thresholdLine);
    const grip = await pointOn(line, 0.5, 0.3);
    const chart = await pointOn(page.getByTestId(testIds.scoreChart), 0.27, 0);
    await dragByFinger(page, grip, { x: chart.x, y: grip.y });
    await expect(line).toHaveAttribute('aria-valuenow', /^0\.2[67]/);
    await expect(page.getByTestId(testIds.falseRejects)).not.toHaveAttribute('data-wrong', '0');
    await page.getByTestId(testIds.thresholdAutomatic).tap();
    await expect(line).toHaveAttribute('aria-valuenow', '0.5');
    await page.getByTestId(testIds.nextStep).tap();
  });

  await test.step('it is tried on a picture that arrows reach, and on the camera, one and on; what is not of now does not stand there', async () => {
    const verdict = page.getByTestId(testIds.tryVerdict);
    const strip = page.getByTestId(testIds.stripItem);
    await strip.first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(strip.nth(1)).toBeFocused();
    await expect(strip.nth(1)).toHaveAttribute('aria-current', 'true');
    await page.getByTestId(testIds.tryLive).tap();
    await expect(verdict).toHaveAttribute('data-verdict', /pass|review|fail/, { timeout: 30_000 });
    await page.getByTestId(testIds.tryWatch).check({ force: true });
    await expect(verdict).toHaveAttribute('data-verdict', /pass|review|fail/);
    await page.route('**/try-live', (route) => route.abort());
    await expect(page.getByTestId(testIds.tryFailed)).toBeVisible();
    await expect(verdict).toBeHidden();
    await page.unroute('**/try-live');
    await expect(verdict).toHaveAttribute('data-verdict', /pass|review|fail/);
    expect((await window.status()).counters.total).toBe(0);
  });

  await test.step('it is saved, and the line runs on it', async () => {
    await page.getByTestId(testIds.nextStep).tap();
    await page.getByTestId(testIds.save).tap();
    await page.getByTestId(testIds.toRun).tap();
    await page.getByTestId(testIds.start).tap();
    await expect(page.getByTestId(testIds.verdict)).toHaveAttribute('data-verdict', /pass|review|fail/, { timeout: 60_000 });
  });
});
