import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, TestInfo } from '@playwright/test';
import { testIds } from '../../../src/renderer/test-ids.ts';
import { type Finding, findings } from './axe.ts';
import { root } from './station.ts';
import { expect } from './test.ts';
import type { StationWindow } from './window.ts';

/**
 * How a screen is looked at: any two of theme, language and size meet in one of these. What sticks out or lacks a text depends
 * on language and size, contrast on the theme. `PASSLINE_LOOKS=all` looks at all eight.
 */
const looks = [
  ['light', 'en', 1280, 800],
  ['dark', 'en', 1920, 1080],
  ['dark', 'zh-CN', 1280, 800],
  ['light', 'zh-CN', 1920, 1080],
] as const;
const otherLooks = [
  ['light', 'en', 1920, 1080],
  ['dark', 'en', 1280, 800],
  ['dark', 'zh-CN', 1920, 1080],
  ['light', 'zh-CN', 1280, 800],
] as const;
const wanted = process.env['PASSLINE_LOOKS'] === 'all' ? [...looks, ...otherLooks] : looks;
/** First words of the keys of the catalogues: none may stand on a screen. */
const keys =
  /\b(?:audit|bar|common|error|help|part|products|reason|records|rejudgementReason|reports|review|run|session|settings|storage|teach|verdict)\.[a-z]\w+/gi;

export interface Looks {
  /** Keeps a picture of what is shown, in the look of now; nothing may stick out of the window, no key of a text may be seen. */
  readonly shoot: (name: string) => Promise<void>;
  /** Visits screens in both languages and themes, at both sizes, see `looks`. */
  readonly everyLook: (visit: () => Promise<void>) => Promise<void>;
  /** What axe found on the pictures in English, in both themes; empty where it was not asked. */
  readonly found: readonly Finding[];
}

/** Pictures of screens, under `test-results/screens`. `axe`: looked at by it as well (which opens tabs: in the browser only). */
export function looksOf(window: StationWindow, testInfo: TestInfo, { axe = false } = {}): Looks {
  const { page } = window;
  const folder = join(root, 'test-results/screens', testInfo.project.name);
  mkdirSync(folder, { recursive: true });
  const found: Finding[] = [];
  let look = 'light-en-1280x800';
  return {
    found,
    async shoot(name) {
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(excess).toBeLessThanOrEqual(0);
      expect((await page.evaluate(() => document.body.innerText)).match(keys) ?? []).toEqual([]);
      await page.screenshot({ path: join(folder, `${name}-${look}.png`), animations: 'disabled' });
      if (axe && look.includes('-en-')) found.push(...(await findings(page, `${name}-${look}`)));
    },
    async everyLook(visit) {
      for (const [theme, language, width, height] of wanted) {
        await window.resize(width, height);
        await dress(page, theme, language);
        look = `${theme}-${language}-${width}x${height}`;
        await visit();
      }
    },
  };
}

/** Sets what a person would choose in the settings, and stays there. */
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
