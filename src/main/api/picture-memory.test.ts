import { describe, expect, it } from 'vitest';
import { createPictureMemory } from './picture-memory.ts';

describe('the pictures in memory', () => {
  it('answer nothing for what has left the memory or was never there', () => {
    const memory = createPictureMemory({ frames: 2 });
    for (const seq of [1, 2, 3]) memory.putFrame('cam', seq, new Uint8Array(10));
    expect(memory.frame('cam', 1)).toBeNull();
    expect(memory.frame('other', 3)).toBeNull();
    expect(memory.part('none', 'map')).toBeNull();
    expect(memory.frame('cam', 3)?.mime).toBe('image/jpeg');
  });
  it('are the newer ones when a camera counts from the start again', () => {
    const memory = createPictureMemory();
    memory.putFrame('cam', 1, new Uint8Array(10));
    memory.putFrame('cam', 1, new Uint8Array(20));
    expect(memory.frame('cam', 1)?.bytes).toHaveLength(20);
    expect(memory.bytes).toBe(20);
  });
  it('never take more bytes than allowed, and keep parts longer than live pictures', () => {
    const memory = createPictureMemory({ limitBytes: 1000 });
    for (let n = 0; n < 5; n += 1) memory.putPart(`p${n}`, { preview: new Uint8Array(90), map: new Uint8Array(10) });
    for (let seq = 0; seq < 50; seq += 1) memory.putFrame('cam', seq, new Uint8Array(100));
    expect(memory.bytes).toBeLessThanOrEqual(1000);
    expect(memory.part('p0', 'preview')?.bytes).toHaveLength(90);
    expect(memory.frame('cam', 49)).not.toBeNull();
    for (let n = 5; n < 40; n += 1) memory.putPart(`p${n}`, { preview: new Uint8Array(90), map: null });
    expect(memory.bytes).toBeLessThanOrEqual(1000);
    expect(memory.part('p0', 'preview')).toBeNull();
    expect(memory.part('p39', 'preview')).not.toBeNull();
  });
  it('count what is given back, so that nothing is lost over a long run', () => {
    const memory = createPictureMemory({ frames: 3, parts: 3 });
    for (let n = 0; n < 1000; n += 1) {
      memory.putFrame('cam', n, new Uint8Array(100));
      memory.putPart(String(n), { preview: null, map: new Uint8Array(50) });
    }
    expect(memory.bytes).toBe(3 * 100 + 3 * 50);
  });
});
