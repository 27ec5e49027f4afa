import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { findElectron } from '../../scripts/electron-runtime.ts';
import { testIds } from '../../src/renderer/test-ids.ts';
import { createAdministrator, lineStopped, verdictsCome, waitForParts } from './support/acts.ts';
import { type DesktopWindow, openDesktopWindow } from './support/desktop-window.ts';
import { startStation, stationPid } from './support/station.ts';
import { expect } from './support/test.ts';
import { scratchFolder } from './support/window.ts';

const electron = (): string => findElectron() ?? 'electron';
const test = base.extend<{ window: DesktopWindow }>({
  window: async ({}, use) => {
    const window = await openDesktopWindow({ program: electron(), packaged: false });
    await use(window);
    await window.close();
  },
});

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const windows = ({ app }: DesktopWindow): Promise<number> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

/** What the user answers when the shell asks; buttons are in the order of the question. */
async function willAnswer({ app }: DesktopWindow, button: number): Promise<void> {
  await app.evaluate(({ dialog }, response) => {
    dialog.showMessageBox = () => Promise.resolve({ response, checkboxChecked: false });
  }, button);
}
const closeByUser = ({ app }: DesktopWindow): Promise<void> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

test('the page can leave neither its station nor its sandbox', async ({ window }) => {
  const { page } = window;
  await expect(page.getByTestId(testIds.verdict)).toBeVisible();
  expect(await page.evaluate(() => [typeof globalThis.process, 'require' in globalThis, 'electron' in globalThis])).toEqual([
    'undefined',
    false,
    false,
  ]);
  expect(await page.evaluate(() => globalThis.open('app://station/'))).toBeNull();
  await page.evaluate(() => {
    location.href = 'https://example.com/';
  });
  expect(
    await page.evaluate(() =>
      fetch('app://elsewhere/').then(
        () => 'reached',
        () => 'refused',
      ),
    ),
  ).toBe('refused');
  expect(
    await page.evaluate(() => navigator.permissions.query({ name: 'camera' as PermissionName }).then(({ state }) => state)),
  ).toBe('denied');
  expect(page.url()).toMatch(/^app:\/\/station\//);
});

test('closing the window while the line is inspected asks, and the line may go on without it', async ({ window }) => {
  await waitForParts(window, 1);
  const pid = stationPid(window.data);

  await willAnswer(window, 2);
  await closeByUser(window);
  await expect.poll(() => windows(window)).toBe(1);

  await willAnswer(window, 0);
  await closeByUser(window);
  await expect.poll(() => windows(window)).toBe(0);
  expect(runs(pid)).toBe(true);

  await window.app.evaluate(({ app }) => app.emit('second-instance'));
  await expect.poll(() => windows(window)).toBe(1);
  expect(stationPid(window.data)).toBe(pid);
});

test('quitting stops the station that the shell started', async () => {
  const window = await openDesktopWindow({ program: electron(), packaged: false });
  await waitForParts(window, 1);
  const pid = stationPid(window.data);
  await willAnswer(window, 1);
  const ended = new Promise((resolve) => window.app.process().once('exit', resolve));
  await closeByUser(window);
  await ended;
  expect(runs(pid)).toBe(false);
});

test('a station that runs already is attached to, and left alone', async () => {
  test.setTimeout(180_000);
  const scratch = scratchFolder();
  const station = await startStation(join(scratch.path, 'data'));
  try {
    for (const address of [`unix:${join(station.data, 'station.sock')}`, station.entrance]) {
      const window = await openDesktopWindow({ program: electron(), packaged: false, env: { PASSLINE_STATION: address } });
      await verdictsCome(window.page);
      expect(existsSync(window.data)).toBe(false);
      await window.close();
      expect(runs(stationPid(station.data))).toBe(true);
    }
  } finally {
    await station.stop();
    scratch.remove();
  }
});

test('a report opens in the viewer of the system, to be printed there, and files to keep ask where', async ({ window }) => {
  test.setTimeout(180_000);
  const { app, page } = window;
  await waitForParts(window, 2);
  await page.getByTestId(testIds.stop).click();
  await createAdministrator(page);
  await lineStopped(window);
  await page.getByTestId(testIds.navReports).click();
  await page.getByTestId(testIds.reportMake).click();
  await expect(page.getByTestId(testIds.report)).toBeVisible({ timeout: 60_000 });

  await app.evaluate(({ shell }) => {
    shell.openPath = (path) => {
      (globalThis as { opened?: string }).opened = path;
      return Promise.resolve('');
    };
  });
  await page.getByTestId(testIds.reportPrint).click();
  const opened = (): Promise<string> => app.evaluate(() => (globalThis as { opened?: string }).opened ?? '');
  await expect.poll(opened).toMatch(/\.pdf$/);
  expect(readFileSync(await opened(), 'latin1').slice(0, 5)).toBe('%PDF-');
  expect(await windows(window)).toBe(1);

  const asked = app.evaluate(
    ({ session }) =>
      new Promise<Electron.SaveDialogOptions>((resolve) => {
        session.defaultSession.once('will-download', (event, item) => {
          resolve(item.getSaveDialogOptions());
          event.preventDefault();
        });
      }),
  );
  await page.getByTestId(testIds.reportCsv).click();
  expect(await asked).toMatchObject({ title: 'Save as', filters: [{ extensions: ['csv'] }] });
});

test('a folder of this machine is chosen in the dialog of the system', async ({ window }) => {
  const { app, page } = window;
  await verdictsCome(page);
  await page.getByTestId(testIds.stop).click();
  await createAdministrator(page);
  await lineStopped(window);
  const answerWith = (answer: Electron.OpenDialogReturnValue): Promise<void> =>
    app.evaluate(({ dialog }, result) => {
      dialog.showOpenDialog = () => Promise.resolve(result);
    }, answer);
  await page.getByTestId(testIds.navSettings).click();
  await page.locator(`[data-testid=${testIds.settingsSection}][data-section=backup]`).click();
  const [folder, choose] = [page.getByTestId(testIds.backupFolder), page.getByTestId(testIds.folderChoose)];
  await answerWith({ canceled: false, filePaths: ['/srv/backups'] });
  await choose.click();
  await expect(folder).toHaveValue('/srv/backups');
  await answerWith({ canceled: true, filePaths: [] });
  await choose.click();
  await expect(folder).toHaveValue('/srv/backups');
});
