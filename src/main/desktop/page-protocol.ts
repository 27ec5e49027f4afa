import { protocol } from 'electron';
import type { CookieJar } from './cookie-jar.ts';
import { forward, StationDownError } from './forward.ts';
import { startingPage } from './starting-page.ts';
import type { StationKeeper } from './station-process.ts';
import type { ShellTexts } from './texts.ts';

/** Before the app is ready: the page's scheme may do what https may, and nothing else may use it. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
}

/** Every request of the window goes to the station; while there is none, pages wait and calls are told at once. */
export function servePage(station: StationKeeper, cookies: CookieJar, texts: ShellTexts): void {
  protocol.handle('app', async (request) => {
    if (new URL(request.url).host !== 'station') return new Response(null, { status: 404 });
    try {
      return await forward(request, { address: station.address, cookies });
    } catch (error) {
      if (!(error instanceof StationDownError)) throw error;
      const wantsPage = request.method === 'GET' && (request.headers.get('accept') ?? '').includes('text/html');
      if (wantsPage) return startingPage(texts, station.problem());
      const body = { defined: true, code: 'NOT_READY', status: 503, message: 'The station is not ready.', data: {} };
      return Response.json(body, { status: 503, headers: { 'cache-control': 'no-store' } });
    }
  });
}
