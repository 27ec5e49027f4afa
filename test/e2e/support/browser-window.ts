import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { startStation } from './station.ts';
import {
  killLineEngineOf,
  leaveTour,
  readText,
  scratchFolder,
  type StationWindow,
  statusThrough,
  type VisitOptions,
} from './window.ts';

/** Debian's Chromium: Playwright's own download is not to be had everywhere. */
function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (found === undefined) throw new Error('Chromium is missing: apt-get install chromium');
  return found;
}

/** A tab of Chromium on a station of its own, let in by the printed address. `serveOptions`: of `passline serve`. */
export async function openBrowserWindow({
  firstVisit = false,
  touch = false,
  serveOptions = [],
}: VisitOptions = {}): Promise<StationWindow> {
  const executablePath = findChromium();
  const scratch = scratchFolder();
  const station = await startStation(join(scratch.path, 'data'), serveOptions);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    hasTouch: touch,
    locale: 'en-US',
    acceptDownloads: true,
  });
  if (!firstVisit) await context.addInitScript(leaveTour);
  let page = await context.newPage();
  await page.goto(station.entrance);
  const status = statusThrough(() => page);
  return {
    get page() {
      return page;
    },
    data: station.data,
    status,
    resize: (width, height) => page.setViewportSize({ width, height }),
    killLineEngine: () => killLineEngineOf(status),
    killStation: station.kill,
    reviveStation: station.restart,
    async crashPage() {
      const crashed = new Promise((resolve) => page.once('crash', resolve));
      await page.goto('chrome://crash').catch(() => undefined);
      await crashed;
    },
    async pageAfterCrash() {
      // What a user does with a crashed tab: the cookie still lets it in.
      const old = page;
      page = await context.newPage();
      await page.goto(station.origin);
      await old.close();
      return page;
    },
    async download(act) {
      const [download] = await Promise.all([page.waitForEvent('download'), act()]);
      return readText(await download.path());
    },
    async close() {
      await browser.close();
      await station.stop();
      scratch.remove();
    },
  };
}
