import { describe, expect, it, vi } from 'vitest';
import { countUploads, createUploadQueue } from './upload-queue.ts';

const file = (name: string): File => new File([name], name);
const busy = new Error('busy');

/** A station that holds every file until it is let go. */
function station() {
  const held: { name: string; settle: (error?: Error) => void }[] = [];
  const onArrived = vi.fn<() => void>();
  const queue = createUploadQueue<string>({
    send: (sent, _label, signal) =>
      new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        held.push({ name: sent.name, settle: (error) => (error === undefined ? resolve() : reject(error)) });
      }),
    onArrived,
    isBusy: (error) => error === busy,
    parallel: 2,
    wait: async () => {},
  });
  const states = (): string[] => queue.list().map((upload) => upload.state);
  return { held, queue, states, onArrived };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const files = (...names: string[]) => names.map((name) => ({ file: file(name), label: 'good' }));

describe('sending files', () => {
  it('sends a few at a time, in order', async () => {
    const { held, queue, states } = station();
    queue.add(files('a', 'b', 'c'));
    expect(states()).toEqual(['sending', 'sending', 'waiting']);
    held[0]?.settle();
    await settled();
    expect(states()).toEqual(['done', 'sending', 'sending']);
    expect(held.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });
  it('keeps a refusal beside its file, goes on, and sends it again on wish', async () => {
    const { held, queue, states } = station();
    queue.add(files('a', 'b', 'c'));
    held[0]?.settle(new Error('not a picture'));
    await settled();
    expect(states()).toEqual(['failed', 'sending', 'sending']);
    expect(queue.list()[0]?.error).toMatchObject({ message: 'not a picture' });
    held[1]?.settle();
    await settled();
    queue.retry();
    await settled();
    held.at(-1)?.settle();
    await settled();
    expect(states()).toEqual(['done', 'done', 'sending']);
  });
  it('asks a busy station again', async () => {
    const { held, queue, states, onArrived } = station();
    queue.add(files('a'));
    held[0]?.settle(busy);
    await settled();
    expect(states()).toEqual(['sending']);
    held[1]?.settle();
    await settled();
    expect(states()).toEqual(['done']);
    expect(onArrived).toHaveBeenCalledTimes(1);
  });
  it('stops on wish: what has arrived stays, and new files are sent after it', async () => {
    const { held, queue, states } = station();
    queue.add(files('a', 'b', 'c'));
    held[0]?.settle();
    await settled();
    queue.cancel();
    await settled();
    expect(states()).toEqual(['done', 'cancelled', 'cancelled']);
    expect(countUploads(queue.list())).toMatchObject({ total: 1, arrived: 1, active: false });
    queue.add(files('d'));
    expect(states().at(-1)).toBe('sending');
  });
  it('counts files and bytes, and begins anew when told to', async () => {
    const { held, queue } = station();
    queue.add(files('a', 'bcd'));
    held[1]?.settle();
    await settled();
    expect(countUploads(queue.list())).toEqual({ total: 2, arrived: 1, failed: 0, active: true, bytes: 4, bytesArrived: 3 });
    held[0]?.settle();
    await settled();
    queue.clear();
    expect(queue.list()).toEqual([]);
  });
});
