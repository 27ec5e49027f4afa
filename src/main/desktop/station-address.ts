import { readFileSync } from 'node:fs';
import type { RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';

/** Where a station answers: a socket (or named pipe) of this machine, or HTTP. */
export type StationAddress =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'http'; readonly origin: string; readonly token: string | null };

/** Fails with a sentence that names the three ways to write it. */
export function parseStationAddress(text: string): StationAddress {
  if (text.startsWith('unix:')) return { kind: 'socket', path: text.slice('unix:'.length) };
  if (text.startsWith('pipe:')) return { kind: 'socket', path: `\\\\.\\pipe\\${text.slice('pipe:'.length)}` };
  const url = urlOrNull(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new Error(`PASSLINE_STATION must be unix:/path, pipe:NAME or http(s)://host:port, not "${text}"`);
  }
  return { kind: 'http', origin: url.origin, token: url.searchParams.get('token') };
}

/** `URL.canParse` is too new for the Node of the oldest Electron that the shell runs in. */
function urlOrNull(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** Options of `http.request` that reach the station. */
export function requestTarget(address: StationAddress): RequestOptions {
  if (address.kind === 'socket') return { socketPath: address.path };
  const { protocol, hostname, port } = new URL(address.origin);
  return {
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
}

/** The socket that the station on a data folder wrote down, or null while it has none. */
export function socketOf(data: string): string | null {
  try {
    const note: unknown = JSON.parse(readFileSync(join(data, 'station.json'), 'utf8'));
    const socket = typeof note === 'object' && note !== null && 'socket' in note ? note.socket : null;
    return typeof socket === 'string' ? socket : null;
  } catch {
    return null; // no station yet, or one that is just writing it
  }
}

/** Whether somebody listens on a socket; a file that a killed station left behind does not. */
export function answers(socketPath: string, timeoutMs = 1000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(timeoutMs, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
