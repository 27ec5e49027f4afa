import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePng } from '#main/vision/encode.ts';
import { uniform } from '#main/vision/random.ts';
import type { Image } from '#main/vision/types.ts';

/** Parts drawn as a camera sees them on a belt: anywhere near the middle, turned anyhow, under light that slopes. */
export type PartKind = 'bracket' | 'plate' | 'washer';
export type PartDefect = 'nick' | 'stain' | 'hole missing' | 'broken';

export interface PartView {
  readonly kind: PartKind;
  /** Grain of part and belt, place and light. */
  readonly seed: number;
  readonly turnDeg: number;
  /** Null: the belt is empty. */
  readonly defect?: PartDefect | undefined;
  readonly empty?: boolean;
  readonly width?: number;
  readonly height?: number;
}

const subSamples = 2;
const usual = { width: 384, height: 320 };

export function turningPart(view: PartView): Image {
  const { kind, seed, turnDeg, defect, empty = false, width = usual.width, height = usual.height } = view;
  const { random, between, centreX, centreY, cos, sin } = poseOf({ seed, turnDeg, width, height });
  const [gain, slope, slopeTo] = [between(0.92, 1.08), between(0.05, 0.25), between(0, 2 * Math.PI)];
  const [slopeX, slopeY] = [(slope * Math.cos(slopeTo)) / width, (slope * Math.sin(slopeTo)) / width];
  const belt = grain(seed * 3 + 1, 9);
  const brushed = grain(seed * 3 + 2, 5);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [red, green, blue] = [0, 0, 0];
      for (let s = 0; s < subSamples ** 2; s++) {
        const [px, py] = [x + ((s % subSamples) + 0.5) / subSamples, y + (Math.floor(s / subSamples) + 0.5) / subSamples];
        const [dx, dy] = [px - centreX, py - centreY];
        const [u, v] = [cos * dx + sin * dy, -sin * dx + cos * dy];
        const colour = empty ? null : material(kind, u, v, defect, brushed);
        const [r, g, b] = colour ?? beltColour(belt(px * 0.35, py), belt(px * 1.1 + 300, py * 1.1));
        red += r;
        green += g;
        blue += b;
      }
      const light = (gain * (1 + slopeX * (x - width / 2) + slopeY * (y - height / 2))) / subSamples ** 2;
      const noise = random() * 6 - 3;
      const at = (y * width + x) * 3;
      data[at] = clamp(red * light + noise);
      data[at + 1] = clamp(green * light + noise);
      data[at + 2] = clamp(blue * light + noise);
    }
  }
  return { width, height, data };
}

function poseOf({ seed, turnDeg, width, height }: Required<Pick<PartView, 'seed' | 'turnDeg' | 'width' | 'height'>>) {
  const random = uniform(seed * 7919 + 17);
  const between = (low: number, high: number) => low + (high - low) * random();
  const angle = (turnDeg * Math.PI) / 180;
  const [centreX, centreY] = [width / 2 + between(-22, 22), height / 2 + between(-18, 18)];
  return { random, between, centreX, centreY, cos: Math.cos(angle), sin: Math.sin(angle) };
}

/** Middle of the stain of a view, in pixels of its picture. */
export function stainOf({ kind, seed, turnDeg, width = usual.width, height = usual.height }: PartView): { x: number; y: number } {
  const { centreX, centreY, cos, sin } = poseOf({ seed, turnDeg, width, height });
  const [u, v] = stains[kind];
  return { x: centreX + cos * u - sin * v, y: centreY + sin * u + cos * v };
}

/** Views of good parts (`defect` undefined) or bad ones, turned evenly at random; saved as PNG files, answers with their paths. */
export async function saveTurningParts(folder: string, views: readonly PartView[]): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    views.map(async (view, k) => {
      const path = join(folder, `${String(k).padStart(3, '0')}.png`);
      await writeFile(path, await encodePng(turningPart(view)));
      return path;
    }),
  );
}

/** `count` views from `seed` on, each turned by any angle within ±`mostTurnDeg`. */
export function viewsOf(
  kind: PartKind,
  seed: number,
  count: number,
  { mostTurnDeg = 180, ...more }: Partial<PartView> & { readonly mostTurnDeg?: number } = {},
): PartView[] {
  const random = uniform(seed);
  return Array.from({ length: count }, (_, k) => ({
    ...more,
    kind,
    seed: seed + k,
    turnDeg: (2 * random() - 1) * mostTurnDeg,
  }));
}

const clamp = (value: number) => Math.min(255, Math.max(0, Math.round(value)));
const beltColour = (coarse: number, fine: number) => {
  const grey = 70 + 16 * coarse + 8 * fine;
  return [grey * 0.92, grey, grey * 1.02] as const;
};

/** The part at (u, v) from its middle, upright; null beside it. */
function material(
  kind: PartKind,
  u: number,
  v: number,
  defect: PartDefect | undefined,
  brushed: (x: number, y: number) => number,
): readonly [number, number, number] | null {
  if (!isPart[kind](u, v, defect)) return null;
  const grey = 176 + 10 * brushed(u * 0.15, v) + 5 * brushed(u + 90, v + 40);
  if (defect === 'stain' && inDisc(u, v, stains[kind], 7)) return [grey * 0.72, grey * 0.62, grey * 0.5];
  return [grey, grey, grey * 1.03];
}

type Spot = readonly [u: number, v: number];
const inDisc = (u: number, v: number, [x, y]: Spot, radius: number) => Math.hypot(u - x, v - y) < radius;
const inBox = (u: number, v: number, left: number, top: number, right: number, bottom: number) =>
  u >= left && u <= right && v >= top && v <= bottom;
const stains: Record<PartKind, Spot> = { bracket: [-42, 22], plate: [26, 8], washer: [44, 20] };

const isPart: Record<PartKind, (u: number, v: number, defect: PartDefect | undefined) => boolean> = {
  bracket(u, v, defect) {
    const upright = inBox(u, v, -64, -82, -28, 62) && !(defect === 'broken' && v < -20 + 0.4 * u);
    if (!upright && !inBox(u, v, -64, 26, 78, 62)) return false;
    if (defect !== 'hole missing' && inDisc(u, v, [-46, -56], 9)) return false;
    if (inDisc(u, v, [52, 44], 10)) return false;
    return !(defect === 'nick' && inDisc(u, v, [12, 26], 7));
  },
  plate(u, v, defect) {
    if (!inBox(u, v, -84, -56, 84, 56) || (u > 60 && v < -32 && u - 60 - (v + 56) > 0)) return false;
    if (defect === 'broken' && u + v > 96) return false;
    if (inDisc(u, v, [-62, -34], 9) || inDisc(u, v, [-62, 34], 9) || inDisc(u, v, [62, 34], 13)) return false;
    if (defect !== 'hole missing' && inDisc(u, v, [40, -34], 9)) return false;
    if (inBox(u, v, -30, -8, 6, 8)) return false;
    return !(defect === 'nick' && inDisc(u, v, [10, 56], 7));
  },
  washer(u, v, defect) {
    const radius = Math.hypot(u, v);
    if (radius > 74 || (defect !== 'hole missing' && radius < 30)) return false;
    if (defect === 'broken' && u - 0.3 * v > 48) return false;
    return !(defect === 'nick' && inDisc(u, v, [0, 74], 8));
  },
};

/** Smooth noise, −1..1, about `cells` pixels to a wave. */
function grain(seed: number, cells: number): (x: number, y: number) => number {
  const random = uniform(seed);
  const side = 64;
  const knots = Float32Array.from({ length: side * side }, () => 2 * random() - 1);
  const knot = (x: number, y: number) => knots[(y & (side - 1)) * side + (x & (side - 1))] as number;
  return (x, y) => {
    const [cx, cy] = [x / cells, y / cells];
    const [left, top] = [Math.floor(cx), Math.floor(cy)];
    const [a, b] = [cx - left, cy - top];
    const above = knot(left, top) * (1 - a) + knot(left + 1, top) * a;
    const below = knot(left, top + 1) * (1 - a) + knot(left + 1, top + 1) * a;
    return above * (1 - b) + below * b;
  };
}
