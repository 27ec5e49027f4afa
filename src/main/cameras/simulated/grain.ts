import { flange } from './flange.ts';
import { gaussian, randomFrom, smoothNoise } from './random.ts';

/**
 * What the tool and the blasting left in the surface, as a share of brightness around 0: rings of fine scratches on turned
 * faces, speckle on blasted ones. `[size, size]`; it looks the same at every angle, so turned freely it serves for every part.
 */
export function buildGrain(size: number, radius: number): Float32Array {
  const grain = new Float32Array(size * size);
  const random = randomFrom(11);
  const middle = size / 2;
  const rings = Array.from({ length: 3 }, () =>
    Float32Array.from({ length: Math.ceil(radius * 1.1) + 2 }, () => gaussian(random)),
  );
  const streak = smoothNoise(21);
  const patch = smoothNoise(22);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const dx = x + 0.5 - middle;
      const dy = y + 0.5 - middle;
      const d = Math.hypot(dx, dy);
      if (d > radius * 1.02) continue;
      const r = d / radius;
      const speckle = gaussian(random);
      if (r > flange.hubFoot) {
        // Short arcs of a ring: noise that runs fast outwards and slowly along the ring, on a circle so that it closes.
        const turn = Math.atan2(dy, dx);
        const along = 14;
        const arcs = streak(Math.cos(turn) * along + d * 0.83, Math.sin(turn) * along + d * 0.71);
        const ring = at(rings[0], d) * 0.6 + at(rings[1], d * 0.37) * 0.6 + at(rings[2], d * 0.11) * 0.5;
        grain[y * size + x] = 0.026 * ring + 0.034 * arcs + 0.012 * speckle;
      } else {
        const blotch = patch(dx * 0.21, dy * 0.21) + patch(dx * 0.47 + 50, dy * 0.47);
        grain[y * size + x] = 0.034 * speckle + 0.02 * blotch;
      }
    }
  }
  return grain;
}

function at(ring: Float32Array | undefined, position: number): number {
  if (ring === undefined) return 0;
  const index = Math.floor(position);
  const share = position - index;
  return (ring[index] ?? 0) * (1 - share) + (ring[index + 1] ?? 0) * share;
}
