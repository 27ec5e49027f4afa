import { buildBelt } from './belt.ts';
import { buildFlange } from './flange.ts';
import { buildGrain } from './grain.ts';
import { lightBox, litChannels } from './light.ts';
import { randomFrom, gaussian, smoothStep } from './random.ts';
import type { Surface } from './surface.ts';

/** Everything that is the same for every part: made once for a picture size (about half a second). */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** The part without its bolts. Changed and put back while a picture is made. */
  readonly surface: Surface;
  /** `[size, size, litChannels]`. */
  readonly lit: Float32Array;
  readonly grain: Float32Array;
  readonly belt: Float32Array;
  /** Light that reaches each pixel: lamp from the upper left, lens darker towards the corners. */
  readonly field: Float32Array;
  /** Light left in the shadow of the part in its middle position, 0..1. */
  readonly shadow: Float32Array;
  /** Gaussian noise of deviation 32, to be scaled; a power of two long. */
  readonly noise: Int8Array;
  /** By how much noise is scaled at each brightness, times 2^14. */
  readonly noiseGain: Int32Array;
  /** The picture without sensor noise, `[height, width, 3]`. */
  readonly clean: Uint8ClampedArray;
}

export function buildScene(width: number, height: number): Scene {
  const radius = Math.round(Math.min(height * 0.405, width * 0.4));
  const surface = buildFlange(radius);
  const lit = new Float32Array(surface.size * surface.size * litChannels);
  lightBox(surface, lit, { x0: 0, y0: 0, x1: surface.size, y1: surface.size });
  return {
    width,
    height,
    surface,
    lit,
    grain: buildGrain(surface.size, radius),
    belt: buildBelt(),
    field: lightField(width, height),
    shadow: shadowField(width, height, radius),
    noise: noiseTile(),
    noiseGain: Int32Array.from({ length: 256 }, (_, value) => Math.round((0.011 + value * 0.00009) * 2 ** 14)),
    clean: new Uint8ClampedArray(width * height * 3),
  };
}

function lightField(width: number, height: number): Float32Array {
  const field = new Float32Array(width * height);
  const reach = Math.hypot(width, height) / 2;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const dx = (x - width / 2) / reach;
      const dy = (y - height / 2) / reach;
      const lens = 1 - 0.3 * (dx * dx + dy * dy) ** 1.2;
      field[y * width + x] = lens * (1.02 - 0.09 * (dx * 0.64 + dy * 0.77));
    }
  }
  return field;
}

/** A disc's soft shadow, thrown to the lower right: sharp near the part, wide farther away, with contact shadow all around. */
function shadowField(width: number, height: number, radius: number): Float32Array {
  const shadow = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const dx = x + 0.5 - width / 2;
      const dy = y + 0.5 - height / 2;
      const thrown = Math.hypot(dx - radius * 0.035, dy - radius * 0.045) / radius;
      const contact = Math.hypot(dx, dy) / radius;
      const light = 0.42 + 0.58 * smoothStep(0.965, 1.075, thrown);
      const bore =
        contact < 0.5 ? 0.42 + 0.3 * smoothStep(0.31, 0.06, Math.hypot(dx - radius * 0.06, dy - radius * 0.075) / radius) : 1;
      shadow[y * width + x] =
        Math.min(1, light) * (0.86 + 0.14 * smoothStep(0.98, 1.2, contact)) * (contact < 0.5 ? bore / 0.42 / 1.1 : 1);
    }
  }
  return shadow;
}

function noiseTile(): Int8Array {
  const random = randomFrom(41);
  return Int8Array.from({ length: 2 ** 20 }, () => Math.max(-127, Math.min(127, Math.round(gaussian(random) * 32))));
}
