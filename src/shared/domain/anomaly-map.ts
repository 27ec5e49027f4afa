/**
 * The anomaly map as it is stored and sent: 8-bit grey, 128 at the threshold, 0 at the middle of the good pictures (0.25) and
 * below, straight in between. Above the threshold it bends: (byte − 128) / 127 = 1 − (threshold − 0.25) / (value − 0.25), so
 * twice as far from the good pictures as the threshold is 192, ten times 242, and no defect is flat. `threshold` is the
 * recipe's.
 */
export function encodeMap(values: Float32Array, threshold: number): Uint8Array {
  const reach = reachOf(threshold);
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const beyond = value - goodMedian;
    // Said outright, not left to rounding: 128 and above is what the threshold does not accept.
    bytes[i] =
      value >= threshold
        ? 128 + Math.round(127 * (1 - reach / Math.max(reach, beyond)))
        : Math.min(127, Math.round((255 * Math.max(0, beyond)) / (2 * reach)));
  }
  return bytes;
}

/** The score that a byte of an encoded map stands for; of 255 the least that is written so. */
export function decodeMapByte(byte: number, threshold: number): number {
  const reach = reachOf(threshold);
  if (byte < 128) return goodMedian + (byte / 255) * 2 * reach;
  return goodMedian + reach / (1 - Math.min(126.5, byte - 128) / 127);
}

/** Middle of the cross-validated good pictures, on every model's score scale. */
export const goodMedian = 0.25;

/** A threshold at or below the middle of the good parts cannot spread a scale: then the least span is used. */
function reachOf(threshold: number): number {
  return Math.max(0.01, threshold - goodMedian);
}
