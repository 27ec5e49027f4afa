import { test as base } from '@playwright/test';
import { findElectron } from '../../../scripts/electron-runtime.ts';
import { openBrowserWindow } from './browser-window.ts';
import { openDesktopWindow } from './desktop-window.ts';
import type { StationWindow, VisitOptions } from './window.ts';

const needed = (program: string | null | undefined, what: string): string => {
  if (program === null || program === undefined) throw new Error(`${what}; "npm test" sees to it`);
  return program;
};

function openWindow(project: string, visit: VisitOptions): Promise<StationWindow> {
  switch (project) {
    case 'browser':
    case 'endurance':
      return openBrowserWindow(visit);
    case 'desktop':
      return openDesktopWindow({ program: needed(findElectron(), 'Electron is missing'), packaged: false, ...visit });
    case 'packaged':
      return openDesktopWindow({
        program: needed(process.env['PASSLINE_APP'], 'PASSLINE_APP must name the packaged app'),
        packaged: true,
        ...visit,
      });
    default:
      throw new Error(`no such project: ${project}`);
  }
}

interface Fixtures extends Required<VisitOptions> {
  readonly window: StationWindow;
}

/** A specification gets a window of its own on a fresh station with the demo line. */
export const test = base.extend<Fixtures>({
  firstVisit: [false, { option: true }],
  touch: [false, { option: true }],
  serveOptions: [[], { option: true }],
  window: async ({ firstVisit, touch, serveOptions }, use, testInfo) => {
    const window = await openWindow(testInfo.project.name, { firstVisit, touch, serveOptions });
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
