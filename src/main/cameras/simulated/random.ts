/** A repeatable stream of numbers in 0..1 (mulberry32, public domain). The same seed gives the same stream on every machine. */
export type Random = () => number;

export function randomFrom(...seeds: readonly number[]): Random {
  let state = 0x9e3779b9;
  for (const seed of seeds) {
    state = Math.imul(state ^ (seed >>> 0), 0x85ebca6b);
    state ^= state >>> 13;
    state = Math.imul(state, 0xc2b2ae35) ^ (state >>> 16);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Normal distribution, mean 0, deviation 1 (Box and Muller 1958). */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Smooth noise in -1..1 over the plane, features about one unit wide; repeatable by seed. */
export function smoothNoise(seed: number): (x: number, y: number) => number {
  const random = randomFrom(seed, 77);
  const size = 256;
  const lattice = Float32Array.from({ length: size * size }, () => random() * 2 - 1);
  return (x, y) => {
    const xi = Math.floor(x);
    const yi = Math.floor(y);
    const fx = x - xi;
    const fy = y - yi;
    const sx = fx * fx * (3 - 2 * fx);
    const sy = fy * fy * (3 - 2 * fy);
    const x0 = xi & 255;
    const x1 = (xi + 1) & 255;
    const row0 = (yi & 255) * size;
    const row1 = ((yi + 1) & 255) * size;
    const top = (lattice[row0 + x0] ?? 0) * (1 - sx) + (lattice[row0 + x1] ?? 0) * sx;
    const bottom = (lattice[row1 + x0] ?? 0) * (1 - sx) + (lattice[row1 + x1] ?? 0) * sx;
    return top * (1 - sy) + bottom * sy;
  };
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothStep(low: number, high: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}
