import { describe, expect, it } from 'vitest';
import { createRetained, type RetainedPart } from './retained.ts';

const part = (partId: string, bytes = 300): RetainedPart => ({
  partId,
  image: { width: 10, height: 10, data: new Uint8Array(bytes) },
  measured: null,
});

describe('parts that wait for their pictures to be written', () => {
  it('push out the oldest when too many wait', () => {
    const retained = createRetained({ parts: 2, bytes: 1e9 });
    for (const id of ['a', 'b', 'c']) retained.add(part(id));
    expect(retained.take('a')).toBeNull();
    expect(retained.take('b')?.partId).toBe('b');
    expect(retained.take('c')?.partId).toBe('c');
  });
  it('push out as many as the memory limit needs, but never the newest', () => {
    const retained = createRetained({ parts: 100, bytes: 1000 });
    retained.add(part('a', 400));
    retained.add(part('b', 400));
    retained.add(part('c', 5000));
    expect(retained.size()).toEqual({ parts: 1, bytes: 5000 });
    expect(retained.take('c')?.partId).toBe('c');
    expect(retained.size()).toEqual({ parts: 0, bytes: 0 });
  });
  it('are written once: what was taken or forgotten is gone', () => {
    const retained = createRetained();
    retained.add(part('a'));
    retained.add(part('b'));
    expect(retained.take('a')).not.toBeNull();
    expect(retained.take('a')).toBeNull();
    retained.forget('b');
    expect(retained.take('b')).toBeNull();
    expect(retained.size().bytes).toBe(0);
  });
});
