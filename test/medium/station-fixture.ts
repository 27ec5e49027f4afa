import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { runStation, type Station, type RunOptions } from '#main/station/index.ts';
import type { Role } from '#shared/contract/rights.ts';

export interface TestStation extends Station {
  readonly origin: string;
  readonly data: string;
  /** A program: bearer key. */
  asKey(path: string, init?: RequestInit): Promise<Response>;
  /** A browser that opened the printed address, and nothing else. */
  browser(): Promise<Browser>;
  remove(): Promise<void>;
}

export interface Browser {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  json(path: string, method: string, body?: unknown): Promise<Response>;
  cookieHeader(): string;
}

const log = pino({ level: process.env['PASSLINE_TEST_LOG'] ?? 'silent' });

/** A whole station in this process, on a temporary folder and a free port. */
export async function startStation(options: Partial<RunOptions> = {}): Promise<TestStation> {
  const data = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'passline-station-')));
  const station = await runStation({ port: 0, demo: false, log: () => log, ...options, dataFolder: data });
  const origin = station.note.url?.replace(/\/$/, '') ?? '';
  return {
    ...station,
    origin,
    data,
    asKey: (path, init = {}) =>
      fetch(origin + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${station.key}` } }),
    browser: async () => openBrowser(origin, station.url ?? ''),
    async remove() {
      await station.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** What a browser does with the printed address: keeps cookies, and says where a change comes from. */
export async function openBrowser(origin: string, url: string): Promise<Browser> {
  const cookies = new Map<string, string>();
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set('cookie', cookieHeader());
    if (init.method !== undefined && init.method !== 'GET') headers.set('origin', origin);
    const response = await fetch(origin + path, { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      if (/max-age=0/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  if (url !== '') await send(new URL(url).pathname + new URL(url).search);
  return {
    fetch: send,
    cookieHeader,
    json: (path, method, body) =>
      send(path, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      }),
  };
}

export const secret = '246810';

/** A browser with a signed-in person of that role; the first call sets the station up. */
export async function signedIn(station: Pick<TestStation, 'browser'>, role: Role): Promise<Browser> {
  const admin = await station.browser();
  const setUp = await admin.json('/api/v1/setup', 'POST', { name: 'Ada', secret });
  if (!setUp.ok) await admin.json('/api/v1/session', 'POST', { name: 'Ada', secret });
  if (role === 'admin') return admin;
  await admin.json('/api/v1/users', 'POST', { name: role, role, secret });
  const browser = await station.browser();
  const answer = await browser.json('/api/v1/session', 'POST', { name: role, secret });
  if (!answer.ok) throw new Error(`signing in as ${role}: ${answer.status} ${await answer.text()}`);
  return browser;
}

/** A raw request: with the headers that `fetch` does not let through (Host, Cookie, Sec-Fetch-Site). */
export function rawRequest(
  where: { readonly port: number } | { readonly socketPath: string },
  path: string,
  options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; text: string }> {
  return new Promise((resolve, reject) => {
    const target = 'port' in where ? { host: '127.0.0.1', port: where.port } : { socketPath: where.socketPath };
    const outgoing = httpRequest(
      { ...target, path, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}
