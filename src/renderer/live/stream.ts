import type { StationEvent } from '#shared/contract/events.ts';
import type { ConnectionState } from '../client/event-stream.ts';
import type { FromStream, ToStream } from './stream-messages.ts';

/** The program of the thread comes from the station too: it may be away just then, ms. */
const loadAgainAfterMs = 1_000;

/**
 * Holds the event stream in a thread of its own, until it is told to stop.
 * @returns stops it for good
 */
export function openStream(
  path: string,
  {
    onEvents,
    onState,
  }: { readonly onEvents: (events: readonly StationEvent[]) => void; readonly onState: (state: ConnectionState) => void },
): () => void {
  let worker: Worker | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    const opened = new Worker(new URL('./stream.worker.ts', import.meta.url), { type: 'module' });
    worker = opened;
    opened.addEventListener('message', ({ data }: MessageEvent<FromStream>) => {
      if (worker !== opened) return;
      if (data.type === 'state') onState(data.state);
      else onEvents(data.events);
    });
    opened.addEventListener('error', () => {
      if (worker !== opened) return;
      opened.terminate();
      onState('lost');
      timer = setTimeout(open, loadAgainAfterMs);
    });
    opened.postMessage({ url: new URL(path, window.location.href).href } satisfies ToStream);
  }
  open();

  return () => {
    clearTimeout(timer);
    worker?.terminate();
    worker = null;
  };
}
