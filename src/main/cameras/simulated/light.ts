import type { Box, Surface } from './surface.ts';

/** Values of a lit texel: red, green, blue (each times cover, so that edges mix cleanly), cover, grain. */
export const litChannels = 5;

const lamp = unit(-0.52, -0.62, 0.74);
const fill = unit(0.75, 0.2, 0.63);
const lampHalf = unit(lamp[0], lamp[1], lamp[2] + 1);
const fillHalf = unit(fill[0], fill[1], fill[2] + 1);
/** Direction from which the lamp comes in the plane of the picture, for the fan on turned faces. */
const lampAzimuth = Math.atan2(lamp[1], lamp[0]);

function unit(x: number, y: number, z: number): readonly [number, number, number] {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

/**
 * Light on a rectangle of the part: diffuse light of a lamp at the upper left and a weak fill light, a highlight after
 * Blinn (1977), and the fan of the turned finish. Slopes come from the differences of neighbouring heights. `lit` is
 * `[size, size, litChannels]`. Parts turn by a few degrees only, so that light computed once for the upright part serves them all.
 */
export function lightBox(surface: Surface, lit: Float32Array, box: Box): void {
  const { size, height } = surface;
  const middle = size / 2;
  const at = (plane: Float32Array, index: number): number => plane[index] as number;
  for (let y = Math.max(1, box.y0); y < Math.min(size - 1, box.y1); y += 1) {
    for (let x = Math.max(1, box.x0); x < Math.min(size - 1, box.x1); x += 1) {
      const i = y * size + x;
      const out = i * litChannels;
      const cover = at(surface.cover, i);
      lit[out + 3] = cover;
      lit[out + 4] = at(surface.grain, i);
      if (cover <= 0) {
        lit.fill(0, out, out + 3);
        continue;
      }
      const nx = (at(height, i - 1) - at(height, i + 1)) / 2;
      const ny = (at(height, i - size) - at(height, i + size)) / 2;
      const scale = 1 / Math.sqrt(nx * nx + ny * ny + 1);
      const toLamp = Math.max(0, (nx * lamp[0] + ny * lamp[1] + lamp[2]) * scale);
      const toFill = Math.max(0, (nx * fill[0] + ny * fill[1] + fill[2]) * scale);
      const diffuse = 0.3 + 0.72 * toLamp + 0.16 * toFill;
      const gloss = at(surface.gloss, i);
      let highlight = 0;
      if (gloss > 0.01) {
        const half = Math.max(0, (nx * lampHalf[0] + ny * lampHalf[1] + lampHalf[2]) * scale);
        const halfFill = Math.max(0, (nx * fillHalf[0] + ny * fillHalf[1] + fillHalf[2]) * scale);
        highlight = gloss * (150 * half ** 36 + 60 * halfFill ** 28);
      }
      const turned = at(surface.turned, i);
      const thrown = highlight + (turned > 0 ? turned * fan(Math.atan2(y + 0.5 - middle, x + 0.5 - middle)) : 0);
      lit[out] = (at(surface.red, i) * diffuse + thrown) * cover;
      lit[out + 1] = (at(surface.green, i) * diffuse + thrown) * cover;
      lit[out + 2] = (at(surface.blue, i) * diffuse + thrown * 1.02) * cover;
    }
  }
}

/**
 * The fan of light that a face turned on a lathe throws back: bright along the direction of the lamp, dark across it.
 * Added to a colour of 0..255.
 */
function fan(angle: number): number {
  const main = Math.cos(angle - lampAzimuth);
  const second = Math.cos(angle - lampAzimuth - 1.25);
  return -16 + 62 * Math.abs(main) ** 9 * (main > 0 ? 1 : 0.8) + 26 * Math.abs(second) ** 22;
}
