import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type Browser, chromium, type ElectronApplication } from '@playwright/test';
import { root, stationPid } from './station.ts';
import {
  killLineEngineOf,
  leaveTour,
  readText,
  scratchFolder,
  type StationWindow,
  statusThrough,
  type VisitOptions,
} from './window.ts';

export interface DesktopOptions extends VisitOptions {
  /** The packaged app, or Electron itself, which is then given the built shell. */
  readonly program: string;
  readonly packaged: boolean;
  /** Variables of the environment besides those of the test. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface DesktopWindow extends StationWindow {
  readonly app: ElectronApplication;
}

/** The shell in a real Electron; it starts and looks after the station itself. */
export async function openDesktopWindow({ program, packaged, env, firstVisit = false }: DesktopOptions): Promise<DesktopWindow> {
  const scratch = scratchFolder();
  const data = join(scratch.path, 'data');
  const user = join(scratch.path, 'user');
  const chromiumFlags = ['--no-sandbox', '--lang=en-US', `--user-data-dir=${user}`];
  const app = await _electron.launch({
    executablePath: program,
    args: [...chromiumFlags, ...(packaged ? [] : [join(root, 'out/desktop/main.cjs')]), '--data', data],
    env: { ...(process.env as Record<string, string>), LANG: 'en_US.UTF-8', ...env },
  });
  let page = await app.firstWindow();
  if (!firstVisit) {
    // The window may be there before its page: what is evaluated or reloaded then is lost, or never comes back.
    await page.waitForFunction(() => document.readyState === 'complete' && window.location.protocol !== 'about:');
    await page.evaluate(leaveTour);
    await page.reload({ waitUntil: 'domcontentloaded' });
  }
  let second: Browser | null = null;
  const status = statusThrough(() => page);
  return {
    app,
    get page() {
      return page;
    },
    data,
    status,
    resize: (width, height) =>
      app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height), {
        width,
        height,
      }),
    killLineEngine: () => killLineEngineOf(status),
    async killStation() {
      process.kill(stationPid(data), 'SIGKILL');
    },
    // The shell does that.
    reviveStation: () => Promise.resolve(),
    async crashPage() {
      // Done when the shell has loaded the page again: a connection made in between would never see it.
      await app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        const loaded = new Promise<void>((resolve) => contents?.once('did-finish-load', () => resolve()));
        contents?.forcefullyCrashRenderer();
        return loaded;
      });
    },
    async pageAfterCrash() {
      // The shell has loaded the page again, but Playwright has given it up: a second connection sees it as it is.
      const [port] = readFileSync(join(user, 'DevToolsActivePort'), 'utf8').split('\n');
      second = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
      const [context] = second.contexts();
      const found = context?.pages()[0] ?? (await context?.waitForEvent('page'));
      if (found === undefined) throw new Error('the window shows no page after the crash');
      page = found;
      return page;
    },
    async download(act) {
      const path = join(scratch.path, 'download');
      await app.evaluate(({ session }, file) => {
        (globalThis as { downloaded?: Promise<void> }).downloaded = new Promise((resolve) => {
          session.defaultSession.once('will-download', (_started, item) => {
            item.setSavePath(file);
            item.once('done', () => resolve());
          });
        });
      }, path);
      await act();
      await app.evaluate(() => (globalThis as { downloaded?: Promise<void> }).downloaded);
      return readText(path);
    },
    async close() {
      await second?.close();
      await app.close();
      scratch.remove();
    },
  };
}
