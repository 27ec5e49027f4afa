import '../client/no-eval.ts';
import { openEventStream } from '../client/event-stream.ts';
import { createEventPacer } from './event-pacer.ts';
import type { FromStream, ToStream } from './stream-messages.ts';

/**
 * The event stream of the page, in a thread of its own: reading and checking the events of 25 parts a second is not for the
 * thread that answers the operator's clicks. It hears of them in batches.
 */
function tell(message: FromStream): void {
  self.postMessage(message);
}

const clock = {
  now: () => performance.now(),
  after(ms: number, act: () => void): () => void {
    if (ms > 0) {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    }
    let cancelled = false;
    // Behind everything that came in the same piece of the stream.
    queueMicrotask(() => {
      if (!cancelled) act();
    });
    return () => {
      cancelled = true;
    };
  },
};

self.addEventListener('message', ({ data }: MessageEvent<ToStream>) => {
  const pacer = createEventPacer(clock, (events) => tell({ type: 'events', events }));
  openEventStream({
    url: data.url,
    onEvent: pacer.take,
    onState(state) {
      pacer.flush();
      tell({ type: 'state', state });
    },
  });
});
