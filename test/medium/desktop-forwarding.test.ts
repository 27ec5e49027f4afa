import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCookieJar } from '#main/desktop/cookie-jar.ts';
import { forward, StationDownError } from '#main/desktop/forward.ts';
import type { StationAddress } from '#main/desktop/station-address.ts';

describe('a request of the window, forwarded to the station', () => {
  let folder: string;
  let address: StationAddress;
  let server: Server;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'passline-forward-'));
    address = { kind: 'socket', path: join(folder, 's.sock') };
    server = createServer();
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function station(listener: RequestListener): Promise<void> {
    server.on('request', listener);
    server.listen(join(folder, 's.sock'));
    await once(server, 'listening');
  }
  const cookies = createCookieJar();
  const send = (path: string, init?: RequestInit, jar = cookies): Promise<Response> =>
    forward(new Request(`app://station${path}`, init), { address: () => address, cookies: jar });

  it('fails at once while there is no station', async () => {
    await expect(send('/')).rejects.toThrow(StationDownError);
    await expect(forward(new Request('app://station/'), { address: () => null, cookies })).rejects.toThrow(StationDownError);
  });

  it('breaks the stream of an answer when the station dies in the middle of it', async () => {
    await station((_request, response) => {
      response.write('half');
      setImmediate(() => response.destroy());
    });
    await expect(send('/').then((response) => response.text())).rejects.toThrow();
  });

  it('carries method, path, query, headers and status, and asks for nothing compressed', async () => {
    await station((request, response) => {
      response.writeHead(206, { 'content-range': 'bytes 0-1/10', 'x-kept': 'yes', connection: 'close' });
      response.end(
        JSON.stringify([
          request.method,
          request.url,
          request.headers['range'],
          request.headers['accept-encoding'] ?? null,
          request.headers.host,
        ]),
      );
    });
    const response = await send('/frames/a/1?x=%20', { headers: { range: 'bytes=0-1', 'accept-encoding': 'gzip' } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe('bytes 0-1/10');
    expect(response.headers.get('x-kept')).toBe('yes');
    expect(response.headers.get('connection')).toBeNull();
    expect(await response.json()).toEqual(['GET', '/frames/a/1?x=%20', 'bytes=0-1', null, 'station']);
  });

  it('answers without a body where HTTP has none', async () => {
    await station((_request, response) => response.writeHead(304).end());
    const response = await send('/');
    expect([response.status, response.body]).toEqual([304, null]);
  });

  it('hands events on as they are sent, not when the answer ends', async () => {
    let stream: ServerResponse | undefined;
    await station((_request, response) => {
      stream = response.writeHead(200, { 'content-type': 'text/event-stream' });
      stream.write('data: 1\n\n');
    });
    const reader = (await send('/api/v1/events')).body?.getReader();
    const next = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await next()).toBe('data: 1\n\n');
    stream?.write('data: 2\n\n');
    expect(await next()).toBe('data: 2\n\n');
  });

  it('ends the request at the station when the page cancels it', async () => {
    let ended: Promise<unknown> | undefined;
    await station((_request, response) => {
      ended = once(response, 'close');
      response.write('x');
    });
    const response = await send('/api/v1/events');
    await response.body?.cancel();
    await ended;
    expect(ended).toBeDefined();
  });

  it('streams an upload of 20 MB', async () => {
    await station((request: IncomingMessage, response) => {
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      request.on('end', () => response.end(String(bytes)));
    });
    const body = new Uint8Array(20_000_000);
    expect(await (await send('/upload', { method: 'POST', body })).text()).toBe('20000000');
  });

  it('keeps the cookies that the station sets, and hides them from the page', async () => {
    const jar = createCookieJar();
    await station((request, response) => {
      response.setHeader('set-cookie', 'passline_session=1; Path=/; HttpOnly');
      response.end(request.headers.cookie ?? 'none');
    });
    const first = await send('/', {}, jar);
    expect(first.headers.get('set-cookie')).toBeNull();
    expect(await first.text()).toBe('none');
    expect(await (await send('/', {}, jar)).text()).toBe('passline_session=1');
  });

  it('speaks to a station over HTTP under that station’s own name and origin', async () => {
    server.on('request', (request: IncomingMessage, response) =>
      response.end(`${request.headers.host} ${request.headers['origin']}`),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const bound = server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    address = { kind: 'http', origin: `http://127.0.0.1:${port}`, token: null };
    const response = await send('/', { method: 'POST', headers: { origin: 'app://station' } });
    expect(await response.text()).toBe(`127.0.0.1:${port} http://127.0.0.1:${port}`);
  });
});
