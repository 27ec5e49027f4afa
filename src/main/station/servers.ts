import { chmod, mkdir, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';
import { dirname } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import type { StationHandler } from '../api/index.ts';
import type { Transport } from '../api/access.ts';

export interface Servers {
  /** Null where no TCP port was asked for. */
  readonly port: number | null;
  /** No new requests; those in progress get `graceMs`, then their connections are cut. */
  close(graceMs: number): Promise<void>;
}

export interface ServersOptions {
  readonly handler: StationHandler;
  /** Loopback port; 0: any free one; null: none. */
  readonly port: number | null;
  readonly socket: string;
  readonly log: Logger;
}

/** Serves one handler on loopback TCP and on a socket that only this user can open. */
export async function startServers({ handler, port, socket, log }: ServersOptions): Promise<Servers> {
  const servers: Server[] = [];
  const open = async (transport: Transport, where: ListenOptions) => {
    const server = createStationServer(handler, transport, log);
    await listen(server, where);
    servers.push(server);
    return server;
  };
  try {
    await openSocket(socket, (where) => open('socket', where));
    const tcp = port === null ? null : await open('tcp', { host: '127.0.0.1', port });
    return {
      port: tcp ? (tcp.address() as AddressInfo).port : null,
      close: async (graceMs) => {
        await Promise.all(servers.map((server) => closeServer(server, graceMs)));
        if (process.platform !== 'win32') await rm(socket, { force: true });
      },
    };
  } catch (error) {
    await Promise.all(servers.map((server) => closeServer(server, 0)));
    throw error;
  }
}

function createStationServer(handler: StationHandler, transport: Transport, log: Logger): Server {
  const listener = getRequestListener(
    (request, { incoming }) =>
      handler(request, { transport, from: transport === 'socket' ? 'socket' : (incoming.socket.remoteAddress ?? '') }),
    { overrideGlobalObjects: false, errorHandler: (error) => refused(error, log) },
  );
  // slow or idle senders must not hold connections: headers within 10 s, the whole request within 5 minutes (512 MB at 2 MB/s)
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 300_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 16 * 1024,
    },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  server.maxConnections = 256;
  // no more file handles, for instance: this connection is lost, the station is not
  server.on('error', (error) => log.error({ err: error, transport }, 'the server failed over a connection'));
  server.on('clientError', (_error, connection) => {
    if (connection.writable) connection.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  return server;
}

/** A request that could not even be read (bad target, bad host). */
function refused(error: unknown, log: Logger): Response {
  log.debug({ err: error }, 'a request could not be read');
  return Response.json(
    { defined: true, code: 'BAD_REQUEST', status: 400, message: 'The request is not valid.', data: {} },
    { status: 400 },
  );
}

/** The folder's lock is held already, so a socket that lies there belongs to nobody. */
async function openSocket(path: string, open: (where: ListenOptions) => Promise<Server>): Promise<void> {
  if (process.platform === 'win32') {
    await open({ path });
    return;
  }
  // the folder keeps others out from the first moment; the socket's own mode comes after it exists
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const { uid, mode } = await stat(dirname(path));
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0) throw new Error(`${dirname(path)} is open to other users`);
  await rm(path, { force: true });
  await open({ path });
  await chmod(path, 0o600);
}

function listen(server: Server, where: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
