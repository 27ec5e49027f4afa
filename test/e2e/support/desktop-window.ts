import { join } from 'node:path';
import { _electron, type Page } from '@playwright/test';
import { root, stationPid } from './station.ts';
import { killLineEngineOf, readText, scratchFolder, type StationWindow, statusThrough } from './window.ts';

export interface DesktopOptions {
  /** The packaged app, or Electron itself, which is then given the built shell. */
  readonly program: string;
  readonly packaged: boolean;
}

/** The shell in a real Electron; it starts and looks after the station itself. */
export async function openDesktopWindow({ program, packaged }: DesktopOptions): Promise<StationWindow> {
  const scratch = scratchFolder();
  const data = join(scratch.path, 'data');
  const chromiumFlags = ['--no-sandbox', '--lang=en-US', `--user-data-dir=${join(scratch.path, 'user')}`];
  const app = await _electron.launch({
    executablePath: program,
    args: [...chromiumFlags, ...(packaged ? [] : [join(root, 'out/desktop/main.cjs')]), '--data', data],
    env: { ...(process.env as Record<string, string>), LANG: 'en_US.UTF-8' },
  });
  const page = await app.firstWindow();
  const status = statusThrough(() => page);
  return {
    page,
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
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
    },
    async pageAfterCrash(): Promise<Page> {
      return app.firstWindow();
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
      await app.close();
      scratch.remove();
    },
  };
}
