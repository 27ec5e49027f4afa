import { type IncomingMessage, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { CookieJar } from './cookie-jar.ts';
import { requestTarget, type StationAddress } from './station-address.ts';

export interface ForwardOptions {
  /** Where the station is now, or null while there is none. */
  readonly address: () => StationAddress | null;
  readonly cookies: CookieJar;
}

/** The station could not be reached; the page or the starting page says so. */
export class StationDownError extends Error {
  readonly code = 'STATION_DOWN';
}

/** Meant for one connection only (RFC 9110, 7.6.1), or kept by the jar. */
const notHandedOn = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'proxy-connection',
  'te',
  'trailer',
  'set-cookie',
]);
const withoutBody = new Set([101, 204, 205, 304]);

/**
 * Sends a request of the window to the station and answers with what the station says, streaming both ways: uploads,
 * server-sent events, ranges. Cancelling in the page ends the request at the station.
 * Fails with {@link StationDownError} when no connection can be made.
 */
export function forward(request: Request, { address, cookies }: ForwardOptions): Promise<Response> {
  const station = address();
  if (station === null) return Promise.reject(new StationDownError('no station yet'));
  const { pathname, search } = new URL(request.url);
  return new Promise((resolve, reject) => {
    const send = station.kind === 'http' && station.origin.startsWith('https:') ? httpsRequest : httpRequest;
    const outgoing = send({
      ...requestTarget(station),
      method: request.method,
      path: pathname + search,
      headers: headersFor(request, station, cookies),
    });
    outgoing.on('error', (error) => reject(new StationDownError(error.message, { cause: error })));
    outgoing.on('response', (incoming) => {
      cookies.store(incoming.headers['set-cookie'] ?? []);
      resolve(responseOf(incoming, () => outgoing.destroy()));
    });
    request.signal.addEventListener('abort', () => outgoing.destroy());
    if (request.body === null) {
      outgoing.end();
    } else {
      const body = Readable.fromWeb(request.body as NodeReadableStream);
      body.on('error', (error) => outgoing.destroy(error));
      body.pipe(outgoing);
    }
  });
}

function headersFor(request: Request, station: StationAddress, cookies: CookieJar): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of request.headers) {
    // Chromium decodes nothing that comes through a scheme of our own: the station must not compress.
    if (!notHandedOn.has(name) && name !== 'accept-encoding' && name !== 'cookie' && name !== 'host') headers[name] = value;
  }
  headers['host'] = station.kind === 'http' ? new URL(station.origin).host : 'station';
  if (station.kind === 'http') {
    if (headers['origin'] !== undefined) headers['origin'] = station.origin;
    for (const name of Object.keys(headers)) if (name.startsWith('sec-fetch-')) delete headers[name];
  }
  const cookie = cookies.header();
  if (cookie !== null) headers['cookie'] = cookie;
  return headers;
}

function responseOf(incoming: IncomingMessage, cancel: () => void): Response {
  const status = incoming.statusCode ?? 502;
  const headers = new Headers();
  for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) {
    const name = incoming.rawHeaders[at] as string;
    if (!notHandedOn.has(name.toLowerCase())) headers.append(name, incoming.rawHeaders[at + 1] as string);
  }
  if (withoutBody.has(status)) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  return new Response(bodyOf(incoming, cancel), { status, statusText: incoming.statusMessage ?? '', headers });
}

/** Chunks as they come; the station is held back while the page does not read. */
function bodyOf(incoming: IncomingMessage, cancel: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      incoming.on('data', (chunk: Buffer) => {
        controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      incoming.once('end', () => controller.close());
      // A station that dies in the middle of an answer: the page sees a broken stream, never a shorter one.
      incoming.on('error', (error) => controller.error(error));
    },
    pull() {
      incoming.resume();
    },
    cancel() {
      // What is still on its way must not be handed to a stream that is closed.
      incoming.removeAllListeners('data').removeAllListeners('end');
      cancel();
    },
  });
}
