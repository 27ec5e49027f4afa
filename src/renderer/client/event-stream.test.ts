import { afterEach, describe, expect, it } from 'vitest';
import type { StationEvent } from '#shared/contract/events.ts';
import { type ConnectionState, openEventStream } from './event-stream.ts';

const frame = (seq: number): StationEvent => ({ type: 'frame', cameraId: 'c', seq, receivedAtUtc: '2026-01-01T00:00:00Z' });
const message = (event: StationEvent, id: number): string => `id: ${id}\ndata: ${JSON.stringify(event)}\n\n`;

type Answer = { status?: number; text?: string; stayOpen?: boolean; fails?: boolean };

/** A station that gives these answers one after the other, the last one again and again. */
function station(answers: Answer[], onAsked: () => void) {
  const asked: (string | null)[] = [];
  const fetch: typeof globalThis.fetch = (_url, init) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? {};
    asked.push(new Headers(init?.headers).get('last-event-id'));
    queueMicrotask(onAsked);
    if (answer.fails) return Promise.reject(new TypeError('Failed to fetch'));
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        if (answer.text) controller.enqueue(new TextEncoder().encode(answer.text));
        init?.signal?.addEventListener('abort', () => controller.error(new DOMException('aborted', 'AbortError')), {
          once: true,
        });
        if (!answer.stayOpen) controller.close();
      },
    });
    return Promise.resolve(new Response(body, { status: answer.status ?? 200 }));
  };
  return { asked, fetch };
}

let stop: (() => void) | null = null;
afterEach(() => stop?.());

function listen(
  answers: Answer[],
  until: (seen: { states: ConnectionState[]; events: StationEvent[]; asked: (string | null)[] }) => boolean,
) {
  let look = (): void => undefined;
  const { asked, fetch } = station(answers, () => look());
  const states: ConnectionState[] = [];
  const events: StationEvent[] = [];
  return new Promise<{ states: ConnectionState[]; events: StationEvent[]; asked: (string | null)[] }>((resolve) => {
    look = () => {
      if (until({ states, events, asked })) resolve({ states, events, asked });
    };
    stop = openEventStream({
      url: 'http://station/api/v1/events',
      fetch,
      silenceMs: 30,
      retryMs: [1],
      onState: (state) => {
        states.push(state);
        look();
      },
      onEvent: (event) => {
        events.push(event);
        look();
      },
    });
  });
}

describe('the event stream', () => {
  it('says that the station is lost when it cannot be reached, and open as soon as it speaks again', async () => {
    const seen = await listen([{ fails: true }, { fails: true }, { text: message(frame(1), 1), stayOpen: true }], ({ states }) =>
      states.includes('open'),
    );
    expect(seen.states).toEqual(['lost', 'open']);
  });
  it('says that the station is lost when the stream stays open but falls silent', async () => {
    const seen = await listen([{ text: message(frame(1), 1), stayOpen: true }], ({ states }) => states.includes('lost'));
    expect(seen.states).toEqual(['open', 'lost']);
  });
  it('continues behind the last event it saw', async () => {
    const seen = await listen(
      [{ text: message(frame(1), 41) + message(frame(2), 42) }, { text: message(frame(3), 43), stayOpen: true }],
      ({ events }) => events.length === 3,
    );
    expect(seen.asked.slice(0, 2)).toEqual([null, '42']);
    expect(seen.events).toEqual([frame(1), frame(2), frame(3)]);
  });
  it('says refused, not lost, to a page without the secret', async () => {
    const seen = await listen([{ status: 401 }], ({ asked, states }) => asked.length > 2 || states.includes('lost'));
    expect(seen.states).toEqual(['refused']);
  });
  it('skips what it does not understand', async () => {
    const seen = await listen(
      [{ text: `data: {"type":"from-the-future"}\n\ndata: not json\n\n${message(frame(9), 3)}`, stayOpen: true }],
      ({ events }) => events.length === 1,
    );
    expect(seen.events).toEqual([frame(9)]);
  });
});
