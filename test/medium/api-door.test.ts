import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest, secret, signedIn, startStation, type TestStation } from './station-fixture.ts';

describe('the door of a station', () => {
  let station: TestStation;
  let port: number;
  beforeAll(async () => {
    station = await startStation();
    port = Number(new URL(station.origin).port);
  });
  afterAll(() => station.remove());

  it('shows a friendly page, and nothing of the station, to a browser without the secret', async () => {
    const answer = await fetch(`${station.origin}/`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toContain('?token=');
    expect((await fetch(`${station.origin}/?token=wrong`, { redirect: 'manual' })).status).toBe(401);
    expect((await fetch(`${station.origin}/assets/index.js`)).status).toBe(401);
  });

  it('takes the token once, keeps it in a cookie that no script can read, and out of the address', async () => {
    const answer = await fetch(station.url ?? '', { redirect: 'manual' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/');
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict/);
    expect(cookie).not.toContain(station.key);
    expect((await rawRequest({ port }, '/api/v1/status', { headers: { cookie: cookie.split(';')[0] ?? '' } })).status).toBe(200);
  });

  it('refuses what another page makes a browser send', async () => {
    const browser = await signedIn(station, 'admin');
    const cookie = browser.cookieHeader();
    const json = { 'content-type': 'application/json', cookie };
    const body = JSON.stringify({ name: 'Mallory', role: 'admin', secret });
    const attempts = [
      { origin: 'http://evil.example' },
      { origin: `http://127.0.0.1:${port + 1}` },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: station.origin },
      {},
    ];
    for (const headers of attempts) {
      const answer = await rawRequest({ port }, '/api/v1/users', { method: 'POST', headers: { ...json, ...headers }, body });
      expect({ headers, code: (JSON.parse(answer.text) as { code: string }).code }).toEqual({ headers, code: 'ORIGIN_REFUSED' });
    }
    const users = (await (await browser.fetch('/api/v1/users')).json()) as { name: string }[];
    expect(users.map(({ name }) => name)).not.toContain('Mallory');
  });

  it('refuses a form of another page even where a browser says nothing of its origin', async () => {
    const cookie = (await signedIn(station, 'admin')).cookieHeader();
    const form = { 'content-type': 'text/plain', cookie, origin: station.origin };
    const answer = await rawRequest({ port }, '/api/v1/line/stop', { method: 'POST', headers: form, body: 'a=b' });
    expect(answer.status).toBe(400);
  });

  it('refuses to be addressed by a foreign name', async () => {
    const headers = { host: `station.evil.example:${port}`, authorization: `Bearer ${station.key}` };
    const answer = await rawRequest({ port }, '/api/v1/status', { headers });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'ORIGIN_REFUSED' });
  });

  it('says with every answer what a browser must not do with it', async () => {
    for (const path of ['/', '/api/v1/status', '/api/v1/nothing', '/missing.js']) {
      const { headers } = await station.asKey(path);
      expect({ path, ...Object.fromEntries(headers) }).toMatchObject({
        path,
        'content-security-policy': expect.stringMatching(/script-src 'self';.*frame-ancestors 'none'/) as string,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
    }
  });

  it('is open to this user over the socket, as a guest until someone signs in', async () => {
    const { socket } = station.note;
    expect((statSync(socket).mode & 0o777).toString(8)).toBe('600');
    const where = { socketPath: socket };
    expect((await rawRequest(where, '/api/v1/status', { headers: { host: 'station' } })).status).toBe(200);
    expect((await rawRequest(where, '/api/v1/users', { headers: { host: 'station' } })).status).toBe(401);
    const headers = { host: 'station', 'content-type': 'application/json', origin: 'app://station' };
    const body = JSON.stringify({ name: 'Ada', secret });
    const answer = await rawRequest(where, '/api/v1/session', { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    expect((await rawRequest(where, '/api/v1/users', { headers: { host: 'station', cookie } })).status).toBe(200);
    const foreign = await rawRequest(where, '/api/v1/status', { headers: { host: 'station', origin: 'http://evil.example' } });
    expect(foreign.status).toBe(403);
  });

  it('lets nobody read files beside the page', async () => {
    for (const path of ['/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/package.json', '/assets/..%5c..%5cpackage.json', '/%00.js']) {
      const answer = await rawRequest({ port }, path, { headers: { authorization: `Bearer ${station.key}` } });
      expect(answer.text).not.toContain('"passline"');
    }
  });
});
