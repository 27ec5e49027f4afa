import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StationEvent } from '#shared/contract/events.ts';
import type { Status } from '#shared/contract/status.ts';
import { createEventHub } from './events.ts';

const bootId = '0198-boot';
let reads = 0;
const readStatus = () => ({ serverTimeUtc: String(++reads) }) as Status;
const onError = (error: unknown) => {
  throw error;
};
const changed = { type: 'changed', topic: 'users' } as const;

/** Reads what has been sent so far: one event a chunk. */
async function take(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  count: number,
): Promise<{ id: string; event: StationEvent }[]> {
  const events = [];
  for (let n = 0; n < count; n += 1) {
    const { value } = await reader.read();
    const [, id, data] = /^id: (.*)\ndata: (.*)\n\n$/.exec(Buffer.from(value ?? []).toString()) ?? [];
    events.push({ id: id ?? '', event: JSON.parse(data ?? 'null') as StationEvent });
  }
  return events;
}

const frame = (seq: number) => ({ type: 'frame', cameraId: 'a', seq, receivedAtUtc: '' }) as const;

describe('the event stream', () => {
  beforeEach(() => {
    reads = 0;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks a client of another boot, or one too far behind, to read everything again', async () => {
    const hub = createEventHub({ bootId, readStatus, onError });
    for (let n = 0; n < 1100; n += 1) hub.publish(changed);
    for (const seen of ['another-boot-5', `${bootId}-3`, `${bootId}-99999`, 'nonsense', `${bootId}-`]) {
      const events = await take(hub.connect(seen).getReader(), 2);
      expect(events.map(({ event }) => event.type)).toEqual(['status', 'resync']);
    }
    hub.close();
  });

  it('continues behind the last event that a client saw, with nothing missing and nothing twice', async () => {
    const hub = createEventHub({ bootId, readStatus, onError });
    for (let n = 0; n < 700; n += 1) hub.publish(changed);
    const reader = hub.connect(`${bootId}-200`).getReader();
    const events = await take(reader, 501);
    expect(events[0]).toMatchObject({ id: `${bootId}-200`, event: { type: 'status' } });
    expect(events.slice(1).map(({ id }) => id)).toEqual(Array.from({ length: 500 }, (_, n) => `${bootId}-${201 + n}`));
    hub.close();
  });

  it('begins with the status for a new client, and never repeats the past to it', async () => {
    const hub = createEventHub({ bootId, readStatus, onError });
    hub.publish(changed);
    const reader = hub.connect(null).getReader();
    hub.publish(changed);
    expect((await take(reader, 2)).map(({ id, event }) => [id, event.type])).toEqual([
      [`${bootId}-1`, 'status'],
      [`${bootId}-2`, 'changed'],
    ]);
    hub.close();
  });

  it('drops intermediate live pictures of a slow reader, never what must arrive', async () => {
    const hub = createEventHub({ bootId, readStatus, onError });
    const reader = hub.connect(null).getReader();
    for (let seq = 0; seq < 50; seq += 1) {
      hub.publish(frame(seq));
      if (seq % 10 === 0) hub.publish(changed);
    }
    const events = await take(reader, 7);
    expect(events.filter(({ event }) => event.type === 'changed')).toHaveLength(5);
    expect(events.filter(({ event }) => event.type === 'frame').map(({ event }) => event)).toEqual([frame(49)]);
    hub.close();
  });

  it('ends the stream of a reader that has stopped reading: it continues later from where it was', async () => {
    const hub = createEventHub({ bootId, readStatus, onError });
    const stuck = hub.connect(null);
    expect(hub.connections).toBe(1);
    for (let n = 0; n < 1300; n += 1) hub.publish(changed);
    expect(hub.connections).toBe(0);
    await expect(stuck.getReader().closed).resolves.toBeUndefined();
  });

  it('sends a status at least once a second, and changes close together as one', async () => {
    const hub = createEventHub({ bootId, readStatus, onError });
    const reader = hub.connect(null).getReader();
    await take(reader, 1);
    await vi.advanceTimersByTimeAsync(1000);
    await take(reader, 1);
    expect(reads).toBe(2);
    for (let n = 0; n < 100; n += 1) hub.statusChanged();
    await vi.advanceTimersByTimeAsync(200);
    await take(reader, 1);
    expect(reads).toBe(3);
    await vi.advanceTimersByTimeAsync(1000);
    expect(reads).toBe(4);
    hub.close();
  });

  it('goes on when a status cannot be read', async () => {
    const faults: unknown[] = [];
    let broken = false;
    const reading = () => {
      if (broken) throw new Error('not now');
      return readStatus();
    };
    const hub = createEventHub({ bootId, readStatus: reading, onError: (error) => faults.push(error) });
    const reader = hub.connect(null).getReader();
    broken = true;
    await vi.advanceTimersByTimeAsync(1000);
    expect(faults).toHaveLength(1);
    broken = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(await take(reader, 2)).toHaveLength(2);
    hub.close();
  });

  it('reads no status while nobody listens', async () => {
    const hub = createEventHub({ bootId, readStatus, onError });
    const reader = hub.connect(null).getReader();
    await reader.cancel();
    expect(hub.connections).toBe(0);
    hub.statusChanged();
    await vi.advanceTimersByTimeAsync(5000);
    expect(reads).toBe(1);
  });

  it('closes the oldest connection rather than hold any number of them', () => {
    const hub = createEventHub({ bootId, readStatus, onError, limitConnections: 3 });
    for (let n = 0; n < 10; n += 1) hub.connect(null);
    expect(hub.connections).toBe(3);
    hub.close();
    expect(hub.connections).toBe(0);
  });
});
