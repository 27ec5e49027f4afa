import { gaussian, randomFrom, smoothNoise } from './random.ts';

/** Side of the belt's tile, a power of two: positions wrap by masking. */
export const beltSize = 1024;

/** Brightness of a matte conveyor belt around 1: fabric under rubber, dust, scuffs along the travel (left to right). */
export function buildBelt(): Float32Array {
  const belt = new Float32Array(beltSize * beltSize);
  const random = randomFrom(31);
  const cloud = smoothNoise(32);
  for (let y = 0; y < beltSize; y += 1) {
    for (let x = 0; x < beltSize; x += 1) {
      const weave = Math.sin((x * 2 * Math.PI * 128) / beltSize) * Math.sin((y * 2 * Math.PI * 128) / beltSize);
      // Lattice periods divide 256, so that the tile meets itself.
      const soft = cloud(x / 4, y / 4) * 0.022 + cloud(x / 16 + 100, y / 4) * 0.016;
      belt[y * beltSize + x] = 1 + 0.03 * weave + soft + 0.035 * gaussian(random);
    }
  }
  for (let scuff = 0; scuff < 46; scuff += 1) drawScuff(belt, random);
  return belt;
}

function drawScuff(belt: Float32Array, random: () => number): void {
  const length = 20 + random() * 160;
  const strength = (random() - 0.4) * 0.16;
  const slope = (random() - 0.5) * 0.12;
  const x0 = random() * beltSize;
  const y0 = random() * beltSize;
  for (let step = 0; step < length; step += 1) {
    const fade = Math.sin((Math.PI * step) / length) * strength;
    const x = Math.floor(x0 + step) & (beltSize - 1);
    const y = Math.floor(y0 + step * slope);
    for (const [row, share] of [
      [y, 1],
      [y + 1, 0.5],
    ] as const) {
      const index = (row & (beltSize - 1)) * beltSize + x;
      belt[index] = (belt[index] ?? 1) + fade * share;
    }
  }
}
