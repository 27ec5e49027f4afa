/**
 * The desktop shell: finds or starts the station, looks after it, and shows its page in a window. It holds no logic of
 * inspection; everything in the window comes from the station, through one forwarded scheme.
 */
import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';
import { askBeforeStopping } from './closing.ts';
import { createCookieJar } from './cookie-jar.ts';
import { handleDownloads } from './downloads.ts';
import { openBridge } from './bridge.ts';
import { forward } from './forward.ts';
import { setMenu } from './menu.ts';
import { registerScheme, servePage } from './page-protocol.ts';
import { readSettings, type Settings } from './settings.ts';
import { attachedStation, findNode, keepStation, type StationKeeper } from './station-process.ts';
import { shellTexts } from './texts.ts';
import { confineContents, openWindow, pageOrigin } from './window.ts';

/** `out/`, in the checkout as in the installed app. */
const built = join(__dirname, '..');

/** A hung station must not keep the window from closing. */
const askTimeoutMs = 2000;

function stationFor(settings: Settings): StationKeeper {
  if (settings.attachTo !== null) return attachedStation(settings.attachTo);
  return keepStation({
    data: settings.data,
    node: findNode(process.resourcesPath, join(built, '..')),
    program: join(built, 'station', 'passline.js'),
    serveArguments: settings.serveArguments,
    prints: !app.isPackaged,
  });
}

function run(settings: Settings): void {
  const station = stationFor(settings);
  const cookies = createCookieJar();
  const ask = (path: string): Promise<Response> =>
    forward(new Request(`${pageOrigin}${path}`, { signal: AbortSignal.timeout(askTimeoutMs) }), {
      address: station.address,
      cookies,
    });

  /** The printed address carries the secret that a station wants over HTTP: it is turned into a cookie once. */
  async function passDoor(token: string): Promise<void> {
    const response = await ask(`/?token=${encodeURIComponent(token)}`).catch(() => null);
    if (response === null) setTimeout(() => void passDoor(token), 1000);
    else await response.body?.cancel();
  }

  async function wouldStopTheLine(): Promise<boolean> {
    if (!station.owns()) return false;
    const status = await ask('/api/v1/status')
      .then((response) => response.json() as Promise<{ state?: unknown }>)
      .catch(() => null);
    return status?.state === 'running' || status?.state === 'error';
  }

  function show(): void {
    const [existing] = BrowserWindow.getAllWindows();
    if (existing !== undefined) {
      if (existing.isMinimized()) existing.restore();
      existing.focus();
      return;
    }
    const window = openWindow({
      kiosk: settings.kiosk,
      preload: join(built, 'preload', 'index.cjs'),
      icon: join(built, 'assets', 'icons', '512x512.png'),
    });
    askBeforeStopping(window, { texts: shellTexts(app.getLocale()), wouldStopTheLine });
  }

  app.on('second-instance', show);
  app.on('activate', show);
  // The window may be closed while the station goes on: only quitting ends the program.
  app.on('window-all-closed', () => undefined);
  // All windows are closed by now; `quit` would be refused while it is being carried out, `exit` is not.
  app.on('will-quit', (event) => {
    event.preventDefault();
    void station.stop().finally(() => app.exit(0));
  });

  void app.whenReady().then(async () => {
    const texts = shellTexts(app.getLocale());
    setMenu(texts, settings.kiosk);
    servePage(station, cookies, texts);
    handleDownloads(texts);
    openBridge();
    if (settings.attachTo?.kind === 'http' && settings.attachTo.token !== null) await passDoor(settings.attachTo.token);
    show();
  });
}

app.setName('Passline');
const userData = app.commandLine.getSwitchValue('user-data-dir');
if (userData !== '') app.setPath('userData', userData);
registerScheme();
confineContents();
if (app.requestSingleInstanceLock()) run(readSettings(process.argv.slice(1), process.env));
else app.quit();
