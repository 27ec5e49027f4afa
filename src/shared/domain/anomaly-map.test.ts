import { describe, expect, it } from 'vitest';
import { decodeMapByte, encodeMap } from './anomaly-map.ts';

describe('an encoded map', () => {
  it.each([0.3, 0.5, 0.6, 0.7, 1.3])('has 128 and more exactly where the threshold %f is reached', (threshold) => {
    const values = Float32Array.of(threshold - 0.001, threshold + 1e-6, threshold + 0.001, 9_999);
    const bytes = encodeMap(values, threshold);
    expect(bytes[0]).toBeLessThanOrEqual(127);
    expect([...bytes.subarray(1)].every((byte) => byte >= 128)).toBe(true);
    expect(bytes[3]).toBe(255);
  });
  it('is 0 up to the middle of the good parts', () => {
    expect([...encodeMap(Float32Array.of(-5, 0, 0.25), 0.5)]).toEqual([0, 0, 0]);
  });
  it('stays in order and finite when the threshold lies below the good parts', () => {
    const bytes = encodeMap(Float32Array.of(0, 0.1, 0.2, 0.3), 0.15);
    expect([...bytes]).toEqual([...bytes].sort((a, b) => a - b));
    expect([(bytes[1] ?? 0) < 128, (bytes[2] ?? 0) >= 128]).toEqual([true, true]);
  });
  it('tells a gross defect from a grosser one: 192 twice as far as the threshold, 242 ten times', () => {
    expect([...encodeMap(Float32Array.of(0.5, 0.75, 2.75, 25.25), 0.5)]).toEqual([128, 192, 242, 254]);
    expect(encodeMap(Float32Array.of(Number.POSITIVE_INFINITY), 0.5)[0]).toBe(255);
  });
  it('can be read back: within half a step below the threshold, within half a byte of the curve above', () => {
    for (const value of [0.3, 0.42, 0.49]) {
      const [byte = 0] = encodeMap(Float32Array.of(value), 0.5);
      expect(Math.abs(decodeMapByte(byte, 0.5) - value)).toBeLessThanOrEqual(0.5 / 255);
    }
    for (const value of [0.5, 0.61, 0.9, 2, 5]) {
      const [byte = 0] = encodeMap(Float32Array.of(value), 0.5);
      const read = decodeMapByte(byte, 0.5);
      const curve = (v: number) => 127 * (1 - 0.25 / (v - 0.25));
      expect(Math.abs(curve(read) - curve(value))).toBeLessThanOrEqual(0.5 + 1e-6);
    }
  });
});
