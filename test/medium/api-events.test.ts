import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventSchema, type StationEvent } from '#shared/contract/events.ts';
import { type Browser, signedIn, startStation, type TestStation } from './station-fixture.ts';

interface Heard {
  readonly id: string;
  readonly event: StationEvent;
}

/** Reads an event stream as a client does; every event must be what the contract says. */
async function* listen(answer: Response): AsyncGenerator<Heard> {
  let rest = '';
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    rest += chunk;
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const [, id = '', data = ''] = /^id: (.*)\ndata: (.*)$/.exec(rest.slice(0, end)) ?? [];
      rest = rest.slice(end + 2);
      yield { id, event: eventSchema.parse(JSON.parse(data)) };
    }
  }
}

/** Everything up to the event that is waited for, that one included. */
async function until(events: AsyncGenerator<Heard>, wanted: (heard: Heard) => boolean): Promise<Heard[]> {
  const heard: Heard[] = [];
  for (;;) {
    const { done, value } = await events.next();
    if (done) throw new Error(`the stream ended after ${heard.length} events`);
    heard.push(value);
    if (wanted(value)) return heard;
  }
}

const isChange = ({ event }: Heard) => event.type === 'changed';

describe('the event stream of a station', () => {
  let station: TestStation;
  let admin: Browser;
  let people = 0;
  beforeAll(async () => {
    station = await startStation();
    admin = await signedIn(station, 'admin');
  });
  afterAll(() => station.remove());

  const open = (lastEventId: string | null, aborted = new AbortController()) =>
    station
      .asKey('/api/v1/events', { headers: lastEventId === null ? {} : { 'last-event-id': lastEventId }, signal: aborted.signal })
      .then((answer) => ({ answer, close: () => aborted.abort(), events: listen(answer) }));
  const change = () =>
    admin.json('/api/v1/users', 'POST', { name: `person ${(people += 1)}`, role: 'operator', secret: '135790' });

  it('is refused like any other call', async () => {
    const answer = await fetch(`${station.origin}/api/v1/events`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('begins with the status and repeats it, so that its absence tells something', async () => {
    const { answer, events, close } = await open(null);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    let statuses = 0;
    const heard = await until(events, ({ event }) => event.type === 'status' && (statuses += 1) === 3);
    expect(heard[0]?.event.type).toBe('status');
    close();
  });

  it('continues behind what was seen, over a lost connection', async () => {
    const first = await open(null);
    await change();
    const seen = (await until(first.events, isChange)).at(-1)?.id ?? '';
    first.close();
    await change();
    await change();
    const second = await open(seen);
    const heard = [...(await until(second.events, isChange)), ...(await until(second.events, isChange))];
    expect(heard.map(({ event }) => event.type).filter((type) => type !== 'status')).toEqual(['changed', 'changed']);
    const number = (id: string) => Number(id.split('-').at(-1));
    expect(heard.filter(isChange).map(({ id }) => number(id))).toEqual([number(seen) + 1, number(seen) + 2]);
    second.close();
  });

  it('asks to read everything again after another start of the station', async () => {
    const { events, close } = await open('01a20288-0000-7000-8000-000000000000-7');
    expect((await until(events, ({ event }) => event.type === 'resync')).map(({ event }) => event.type)).toEqual([
      'status',
      'resync',
    ]);
    close();
  });

  it('is let go when the client goes away, and ended when the station stops', async () => {
    const other = await startStation();
    const answer = await other.asKey('/api/v1/events');
    const events = listen(answer);
    await events.next();
    await other.remove();
    await expect(until(events, () => false)).rejects.toThrow(/ended/);
  });
});
