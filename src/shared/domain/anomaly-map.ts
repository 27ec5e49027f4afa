/**
 * The anomaly map as it is stored and sent: 8-bit grey, 128 at the threshold, 0 at the middle of the good pictures (0.25)
 * and below, 255 as far above the threshold as that lies below it, and beyond. `threshold` is the recipe's.
 */
export function encodeMap(values: Float32Array, threshold: number): Uint8Array {
  const span = mapSpan(threshold);
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const byte = Math.round(255 * Math.min(1, Math.max(0, (value - goodMedian) / span)));
    // Said outright, not left to rounding: 128 and above is what the threshold does not accept.
    bytes[i] = value >= threshold ? Math.max(128, byte) : Math.min(127, byte);
  }
  return bytes;
}

/** The score that a byte of an encoded map stands for. */
export function decodeMapByte(byte: number, threshold: number): number {
  return goodMedian + (byte / 255) * mapSpan(threshold);
}

/** Middle of the cross-validated good pictures, on every model's score scale. */
export const goodMedian = 0.25;

/** A threshold at or below the middle of the good parts cannot spread a scale: then the least span is used. */
function mapSpan(threshold: number): number {
  return 2 * Math.max(0.01, threshold - goodMedian);
}
