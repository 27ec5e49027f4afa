import { join } from 'node:path';
import { app, BrowserWindow, screen } from 'electron';
import { readWindowState, rememberWindowState, smallest } from './window-state.ts';

/** Origin of the page in the window; the station lets it in by this name. */
export const pageOrigin = 'app://station';

export interface WindowOptions {
  readonly kiosk: boolean;
  readonly preload: string;
  readonly icon: string;
}

/** A page that crashes at once after every reload must not keep the machine busy. */
const reloadPausesMs = [0, 500, 2000, 10_000] as const;
const calmAfterMs = 60_000;

/** Opens the window on the page. It shows station content only: no navigation, no second window, no Node in the page. */
export function openWindow({ kiosk, preload, icon }: WindowOptions): BrowserWindow {
  const stateFile = join(app.getPath('userData'), 'window.json');
  const { bounds, maximized } = readWindowState(stateFile);
  const { workAreaSize } = screen.getPrimaryDisplay();
  const window = new BrowserWindow({
    ...bounds,
    minWidth: Math.min(smallest.width, workAreaSize.width),
    minHeight: Math.min(smallest.height, workAreaSize.height),
    title: 'Passline',
    icon,
    kiosk,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#16181b',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // The verdict must not lag behind in a window that another one covers.
      backgroundThrottling: false,
      devTools: !app.isPackaged,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => rememberWindowState(window, stateFile));
  reloadAfterCrash(window);
  void window.loadURL(`${pageOrigin}/`);
  return window;
}

function reloadAfterCrash(window: BrowserWindow): void {
  let crashes = 0;
  let lastCrashMs = 0;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const now = Date.now();
    crashes = now - lastCrashMs > calmAfterMs ? 0 : crashes + 1;
    lastCrashMs = now;
    const pause = reloadPausesMs[Math.min(crashes, reloadPausesMs.length - 1)];
    setTimeout(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    }, pause);
  });
}

/** Applies to whatever content this process ever makes, not only to the window that we know of. */
export function confineContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => {
      if (new URL(url).origin !== pageOrigin && !url.startsWith(`${pageOrigin}/`)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      // A document of the station that a browser would show in a second tab is no page of this window: see `handleDownloads`.
      if (url.startsWith(`${pageOrigin}/api/`)) contents.downloadURL(url);
      return { action: 'deny' };
    });
    contents.session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
    contents.session.setPermissionCheckHandler(() => false);
    contents.session.setDevicePermissionHandler(() => false);
  });
}
