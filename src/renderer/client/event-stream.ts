import { type StationEvent, eventSchema } from '#shared/contract/events.ts';
import { createSseParser } from './sse-parser.ts';

/** `refused`: this browser holds no secret of the station (401): trying again makes no sense before the address changes. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused';

export interface EventStreamOptions {
  readonly url: string;
  readonly onEvent: (event: StationEvent) => void;
  readonly onState: (state: ConnectionState) => void;
  readonly fetch?: typeof globalThis.fetch;
  /** Silence after which the station counts as gone, ms. The station speaks at least every second. */
  readonly silenceMs?: number;
  /** Waiting times between tries, ms; the last one stays. */
  readonly retryMs?: readonly number[];
}

/**
 * Holds the one event stream of the page until it is told to stop: reads, notices silence, reconnects and continues
 * behind the last event it saw (`Last-Event-ID`). Read with `fetch` rather than EventSource, which hides the status
 * (a page without the secret must say so) and cannot be told that silence is an end.
 * @returns stops the stream for good
 */
export function openEventStream(options: EventStreamOptions): () => void {
  const fetcher = options.fetch ?? globalThis.fetch.bind(globalThis);
  const silenceMs = options.silenceMs ?? 1_700;
  const retryMs = options.retryMs ?? [200, 400, 800, 1_000];
  let lastEventId: string | null = null;
  let stopped = false;
  let current: AbortController | null = null;
  let state: ConnectionState = 'connecting';

  function tell(next: ConnectionState): void {
    if (stopped || next === state) return;
    state = next;
    options.onState(next);
  }

  /** @returns whether an event came */
  async function readOnce(): Promise<boolean> {
    const controller = new AbortController();
    current = controller;
    let watchdog = setTimeout(() => controller.abort(), silenceMs);
    const heard = (): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => controller.abort(), silenceMs);
    };
    let any = false;
    try {
      const headers = new Headers({ accept: 'text/event-stream' });
      if (lastEventId !== null) headers.set('last-event-id', lastEventId);
      const response = await fetcher(options.url, { headers, signal: controller.signal, cache: 'no-store' });
      if (response.status === 401) tell('refused');
      if (!response.ok || response.body === null) return false;
      const parser = createSseParser();
      const decoder = new TextDecoder();
      const reader = response.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || stopped) return any;
        for (const message of parser.feed(decoder.decode(value, { stream: true }))) {
          if (message.id !== null) lastEventId = message.id;
          if (message.event === 'error' || message.event === 'done') {
            controller.abort();
            return any;
          }
          const event = parseEvent(message.data);
          if (event === null) continue;
          heard();
          any = true;
          tell('open');
          options.onEvent(event);
        }
      }
    } finally {
      clearTimeout(watchdog);
      controller.abort();
    }
  }

  async function run(): Promise<void> {
    let tries = 0;
    while (!stopped) {
      const any = await readOnce().catch(() => false);
      if (stopped) return;
      if (state !== 'refused') tell('lost');
      tries = any ? 0 : tries + 1;
      const wait = retryMs[Math.min(tries, retryMs.length - 1)] ?? 1_000;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  void run();

  return () => {
    stopped = true;
    current?.abort();
  };
}

/** An event of another version of the station is skipped, not fatal. */
function parseEvent(data: string): StationEvent | null {
  try {
    const parsed = eventSchema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
