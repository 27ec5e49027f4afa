import { type Box, type Surface } from './surface.ts';

/** Values of a lit texel: red, green, blue, cover, fan (light thrown back by the turned finish), grain. */
export const litChannels = 6;

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
 * Light on a rectangle of the part: diffuse light of a lamp at the upper left and a weak fill light, and a highlight after
 * Blinn (1977). Slopes come from the differences of neighbouring heights. `lit` is `[size, size, litChannels]`.
 */
export function lightBox(surface: Surface, lit: Float32Array, box: Box): void {
  const { size, height } = surface;
  for (let y = Math.max(1, box.y0); y < Math.min(size - 1, box.y1); y += 1) {
    for (let x = Math.max(1, box.x0); x < Math.min(size - 1, box.x1); x += 1) {
      const i = y * size + x;
      const out = i * litChannels;
      const cover = surface.cover[i]!;
      lit[out + 3] = cover;
      if (cover <= 0) {
        // Whatever colour lies beyond the edge is mixed into it when the part is turned.
        lit.fill(0, out, out + 3);
        continue;
      }
      const nx = (height[i - 1]! - height[i + 1]!) / 2;
      const ny = (height[i - size]! - height[i + size]!) / 2;
      const scale = 1 / Math.sqrt(nx * nx + ny * ny + 1);
      const toLamp = Math.max(0, (nx * lamp[0] + ny * lamp[1] + lamp[2]) * scale);
      const toFill = Math.max(0, (nx * fill[0] + ny * fill[1] + fill[2]) * scale);
      const diffuse = 0.3 + 0.72 * toLamp + 0.16 * toFill;
      const gloss = surface.gloss[i]!;
      let highlight = 0;
      if (gloss > 0.01) {
        const half = Math.max(0, (nx * lampHalf[0] + ny * lampHalf[1] + lampHalf[2]) * scale);
        const halfFill = Math.max(0, (nx * fillHalf[0] + ny * fillHalf[1] + fillHalf[2]) * scale);
        highlight = gloss * (150 * half ** 36 + 60 * halfFill ** 28);
      }
      lit[out] = surface.red[i]! * diffuse + highlight;
      lit[out + 1] = surface.green[i]! * diffuse + highlight;
      lit[out + 2] = surface.blue[i]! * diffuse + highlight * 1.02;
      lit[out + 4] = surface.turned[i]!;
      lit[out + 5] = surface.grain[i]!;
    }
  }
}

/**
 * The fan of light that a face turned on a lathe throws back: bright along the direction of the lamp, dark across it, whatever
 * the part's own angle. `[size, size]`, values added to the picture.
 */
export function fanOfLight(size: number): Float32Array {
  const fan = new Float32Array(size * size);
  const middle = size / 2;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const angle = Math.atan2(y + 0.5 - middle, x + 0.5 - middle);
      const main = Math.cos(angle - lampAzimuth);
      const second = Math.cos(angle - lampAzimuth - 1.25);
      fan[y * size + x] = -16 + 62 * Math.abs(main) ** 9 * (main > 0 ? 1 : 0.8) + 26 * Math.abs(second) ** 22;
    }
  }
  return fan;
}
