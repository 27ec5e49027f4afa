import type { StationEvent } from '#shared/contract/events.ts';
import type { Status } from '#shared/contract/status.ts';
import { createEventStream, type EventStream, type StreamItem } from './event-stream.ts';

/** Events that must reach everyone, in order; kept so that a client can continue behind the last one it saw. */
const kept = 1000;
/** A status is sent at most this often, and at least once a second: its absence tells that the station is gone. */
const statusGapMs = 200;
const statusPeriodMs = 1000;

export interface EventHub {
  /** Sends an event to everyone. Statuses go through `statusChanged`. */
  publish(event: Exclude<StationEvent, { type: 'status' | 'resync' }>): void;
  /** Something in the status is different: it is read and sent soon, changes close together as one. */
  statusChanged(): void;
  /** A new connection: the body of the answer to `GET /events`. */
  connect(lastEventId: string | null): ReadableStream<Uint8Array>;
  readonly connections: number;
  close(): void;
}

export interface EventHubOptions {
  readonly bootId: string;
  readonly readStatus: () => Status;
  /** A status that could not be read while nobody in particular asked for it. */
  readonly onError: (error: unknown) => void;
  /** Connections that may be open at once: a browser that forgets to close must not fill the memory. */
  readonly limitConnections?: number;
}

/**
 * The one stream of the station. Ids are `<bootId>-<n>`, `n` counting the events that must arrive; a live picture or a
 * status carries the id of the last such event before it, so that continuing behind it loses nothing.
 */
export function createEventHub({ bootId, readStatus, onError, limitConnections = 64 }: EventHubOptions): EventHub {
  const ring: { readonly n: number; readonly chunk: Uint8Array }[] = [];
  const streams = new Set<EventStream>();
  let last = 0;
  let statusDue: NodeJS.Timeout | null = null;
  let statusSentAt = 0;

  const encode = (n: number, event: StationEvent) => Buffer.from(`id: ${bootId}-${n}\ndata: ${JSON.stringify(event)}\n\n`);
  const sendAll = (item: StreamItem) => {
    for (const stream of streams) stream.send(item);
  };
  const statusItem = (n: number): StreamItem => ({
    chunk: encode(n, { type: 'status', status: readStatus() }),
    replaces: 'status',
  });

  const sendStatus = () => {
    if (statusDue) clearTimeout(statusDue);
    statusDue = null;
    if (streams.size === 0) return;
    statusSentAt = performance.now();
    try {
      sendAll(statusItem(last));
    } catch (error) {
      onError(error);
    }
    statusDue = setTimeout(sendStatus, statusPeriodMs).unref();
  };

  const statusChanged = () => {
    if (streams.size === 0) return;
    const wait = statusSentAt + statusGapMs - performance.now();
    if (wait <= 0) return sendStatus();
    if (statusDue) clearTimeout(statusDue);
    statusDue = setTimeout(sendStatus, wait).unref();
  };

  const publish: EventHub['publish'] = (event) => {
    if (event.type === 'frame') return sendAll({ chunk: encode(last, event), replaces: `frame ${event.cameraId}` });
    last += 1;
    const chunk = encode(last, event);
    ring.push({ n: last, chunk });
    if (ring.length > kept) ring.shift();
    sendAll({ chunk, replaces: null });
  };

  const connect: EventHub['connect'] = (lastEventId) => {
    const stream: EventStream = createEventStream({ limitItems: kept + 200, onClose: () => streams.delete(stream) });
    const oldest = [...streams][0];
    if (streams.size >= limitConnections) oldest?.close();
    const seen = resumePoint(lastEventId, bootId, last, ring[0]?.n ?? last + 1);
    // the status comes before what is sent again, so it must not claim to be behind it
    stream.send({ ...statusItem(seen === 'resync' ? last : seen), replaces: null });
    if (seen === 'resync') stream.send({ chunk: encode(last, { type: 'resync' }), replaces: null });
    else for (const { n, chunk } of ring) if (n > seen) stream.send({ chunk, replaces: null });
    streams.add(stream);
    statusDue ??= setTimeout(sendStatus, statusPeriodMs).unref();
    return stream.body;
  };

  const close = () => {
    if (statusDue) clearTimeout(statusDue);
    for (const stream of [...streams]) stream.close();
  };

  return {
    publish,
    statusChanged,
    connect,
    close,
    get connections() {
      return streams.size;
    },
  };
}

/** The number behind which to continue: the newest for a new client, `resync` for another boot or one too old. */
function resumePoint(lastEventId: string | null, bootId: string, last: number, oldestKept: number): number | 'resync' {
  if (lastEventId === null || lastEventId === '') return last;
  const digits = lastEventId.startsWith(`${bootId}-`) ? lastEventId.slice(bootId.length + 1) : '';
  if (!/^\d{1,15}$/.test(digits)) return 'resync';
  const seen = Number(digits);
  return seen > last || seen < oldestKept - 1 ? 'resync' : seen;
}
