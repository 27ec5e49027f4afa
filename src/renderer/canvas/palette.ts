/**
 * Inferno, the perceptually even scale of matplotlib (Smith and van der Walt, 2015), as the polynomial of degree 6 by
 * Matt Zucker; within 4/255 of the table.
 */
const inferno: readonly (readonly [number, number, number])[] = [
  [0.0002189403691192265, 0.001651004631001012, -0.01948089843709184],
  [0.1065134194856116, 0.5639564367884091, 3.932712388889277],
  [11.60249308247187, -3.972853965665698, -15.9423941062914],
  [-41.70399613139459, 17.43639888205313, 44.35414519872813],
  [77.162935699427, -33.40235894210092, -81.80730925738993],
  [-71.31942824499214, 32.62606426397723, 73.20951985803202],
  [25.13112622477341, -12.24266895238567, -23.07032500287172],
];

export type Rgb = readonly [number, number, number];

/** Colour of a share 0..1 of the scale, bytes. */
export function infernoColor(share: number): Rgb {
  const t = Math.min(1, Math.max(0, share));
  const channel = (index: 0 | 1 | 2): number => {
    let value = 0;
    for (let power = inferno.length - 1; power >= 0; power--) value = value * t + (inferno[power]?.[index] ?? 0);
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  };
  return [channel(0), channel(1), channel(2)];
}

/** Byte of the anomaly map at which its colour begins to show: below it, everything is as normal as good parts are. */
export const visibleFrom = 56;
/** Byte of the anomaly map that is the threshold of the recipe. */
export const thresholdByte = 128;

/** Even where the map is at its top, the defect under it must be seen. */
const mostOpaque = 0.8;

/** Opacity 0..1 of a map byte: nothing where normal, rising to the threshold, even above it. */
export function heatAlpha(byte: number): number {
  const t = Math.min(1, Math.max(0, (byte - visibleFrom) / (thresholdByte - visibleFrom)));
  return mostOpaque * t * t * (3 - 2 * t);
}

let table: Uint8ClampedArray<ArrayBuffer> | null = null;

/** 256 RGBA quadruples: the colour and opacity of every map byte. */
export function heatTable(): Uint8ClampedArray<ArrayBuffer> {
  if (table !== null) return table;
  table = new Uint8ClampedArray(256 * 4);
  for (let byte = 0; byte < 256; byte++) {
    const [r, g, b] = infernoColor(byte / 255);
    table.set([r, g, b, Math.round(255 * heatAlpha(byte))], byte * 4);
  }
  return table;
}

/** Colours a decoded 8-bit grey map in place: `pixels` is RGBA with the grey value in red. */
export function colorHeat(pixels: Uint8ClampedArray): void {
  const colors = heatTable();
  for (let at = 0; at < pixels.length; at += 4) {
    const from = (pixels[at] ?? 0) * 4;
    pixels[at] = colors[from] ?? 0;
    pixels[at + 1] = colors[from + 1] ?? 0;
    pixels[at + 2] = colors[from + 2] ?? 0;
    pixels[at + 3] = colors[from + 3] ?? 0;
  }
}

/** The same scale as a CSS gradient, for the colour bar: from where it becomes visible to the top of the map. */
export function heatGradient(stops = 12): string {
  const colors = Array.from({ length: stops + 1 }, (_, index) => {
    const byte = visibleFrom + (index / stops) * (255 - visibleFrom);
    const [r, g, b] = infernoColor(byte / 255);
    return `rgb(${r} ${g} ${b} / ${(heatAlpha(byte) / mostOpaque).toFixed(3)}) ${((index / stops) * 100).toFixed(1)}%`;
  });
  return `linear-gradient(90deg, ${colors.join(', ')})`;
}

/** Place of the threshold on that colour bar, 0..1. */
export const thresholdShare = (thresholdByte - visibleFrom) / (255 - visibleFrom);
