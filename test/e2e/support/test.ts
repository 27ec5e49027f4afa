import { test as base } from '@playwright/test';
import { openBrowserWindow } from './browser-window.ts';
import { openDesktopWindow } from './desktop-window.ts';
import type { StationWindow } from './window.ts';

const wanted = (name: string, how: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} must name ${how}; "npm test" sets it`);
  return value;
};

function openWindow(project: string): Promise<StationWindow> {
  switch (project) {
    case 'browser':
      return openBrowserWindow();
    case 'desktop':
      return openDesktopWindow({ program: wanted('PASSLINE_ELECTRON', 'an Electron program'), packaged: false });
    case 'packaged':
      return openDesktopWindow({ program: wanted('PASSLINE_APP', 'the packaged app'), packaged: true });
    default:
      throw new Error(`no such project: ${project}`);
  }
}

/** A specification gets a window of its own on a fresh station with the demo line. */
export const test = base.extend<{ window: StationWindow }>({
  window: async ({}, use, testInfo) => {
    const window = await openWindow(testInfo.project.name);
    await use(window);
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('window', {
        body: await window.page.screenshot({ timeout: 3000 }).catch(() => Buffer.alloc(0)),
        contentType: 'image/png',
      });
    }
    await window.close();
  },
});
export { expect } from '@playwright/test';
