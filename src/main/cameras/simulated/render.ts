import { beltSize } from './belt.ts';
import { dressPart } from './dress.ts';
import { litChannels } from './light.ts';
import type { PartPlan } from './plan.ts';
import { randomFrom } from './random.ts';
import type { Scene } from './scene.ts';

const beltColour = [58, 64, 68] as const;

/** Draws a part into `scene.clean`: bolts and defect onto the part, light, then part and belt into the picture. */
export function renderClean(
  scene: Scene,
  plan: PartPlan,
  options: { readonly withDefect: boolean } = { withDefect: true },
): void {
  const undo = dressPart(scene, plan, options);
  compose(scene, plan);
  undo();
}

/** Where the axis of a part stands in the picture, in pixels. */
export function axisOf(
  { width, height }: { readonly width: number; readonly height: number },
  plan: PartPlan,
): { x: number; y: number } {
  return { x: width / 2 + (plan.shiftX * height) / 1000, y: height / 2 + (plan.shiftY * height) / 1000 };
}

function compose(scene: Scene, plan: PartPlan): void {
  const { width, height, clean, lit, fan, grain, belt, field, shadow } = scene;
  const { size } = scene.surface;
  const random = randomFrom(plan.seed, 5);
  const beltX = Math.floor(random() * beltSize);
  const beltY = Math.floor(random() * 8);
  // Every part has scratches of its own: the grain is turned to an angle that no two parts share.
  const grainTurn = random() * 2 * Math.PI;
  const axis = axisOf(scene, plan);
  const middle = size / 2;
  const turn = (plan.angleDeg * Math.PI) / 180;
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
  const [grainSin, grainCos] = [Math.sin(grainTurn), Math.cos(grainTurn)];
  const moveX = Math.round(axis.x - width / 2);
  const moveY = Math.round(axis.y - height / 2);
  const reach2 = (middle - 2) ** 2;
  const stride = size * litChannels;
  for (let y = 0; y < height; y += 1) {
    const dy = y + 0.5 - axis.y;
    const beltRow = ((y + beltY) & (beltSize - 1)) * beltSize;
    const shadowRow = Math.min(height - 1, Math.max(0, y - moveY)) * width;
    for (let x = 0; x < width; x += 1) {
      const pixel = y * width + x;
      const light = field[pixel]! * plan.brightness;
      const ground =
        belt[beltRow + ((x + beltX) & (beltSize - 1))]! * shadow[shadowRow + Math.min(width - 1, Math.max(0, x - moveX))]!;
      let red = beltColour[0] * ground;
      let green = beltColour[1] * ground;
      let blue = beltColour[2] * ground;
      const dx = x + 0.5 - axis.x;
      if (dx * dx + dy * dy < reach2) {
        const u = dx * cos + dy * sin + middle - 0.5;
        const v = dy * cos - dx * sin + middle - 0.5;
        const ui = u | 0;
        const vi = v | 0;
        const fu = u - ui;
        const fv = v - vi;
        const a = (1 - fu) * (1 - fv);
        const b = fu * (1 - fv);
        const c = (1 - fu) * fv;
        const d = fu * fv;
        const p = (vi * size + ui) * litChannels;
        const q = p + litChannels;
        const r = p + stride;
        const s = r + litChannels;
        // Colours are weighed by cover, so that nothing from beyond an edge bleeds in.
        const ca = a * lit[p + 3]!;
        const cb = b * lit[q + 3]!;
        const cc = c * lit[r + 3]!;
        const cd = d * lit[s + 3]!;
        const cover = ca + cb + cc + cd;
        if (cover > 0) {
          const turned = a * lit[p + 4]! + b * lit[q + 4]! + c * lit[r + 4]! + d * lit[s + 4]!;
          const grained = a * lit[p + 5]! + b * lit[q + 5]! + c * lit[r + 5]! + d * lit[s + 5]!;
          const gx = (dx * grainCos + dy * grainSin + middle) | 0;
          const gy = (dy * grainCos - dx * grainSin + middle) | 0;
          const shimmer = 1 + grained * grain[gy * size + gx]!;
          const thrown = turned * fan[((dy + middle) | 0) * size + ((dx + middle) | 0)]! * cover;
          const through = 1 - cover;
          red = red * through + (ca * lit[p]! + cb * lit[q]! + cc * lit[r]! + cd * lit[s]! + thrown) * shimmer;
          green =
            green * through + (ca * lit[p + 1]! + cb * lit[q + 1]! + cc * lit[r + 1]! + cd * lit[s + 1]! + thrown) * shimmer;
          blue =
            blue * through +
            (ca * lit[p + 2]! + cb * lit[q + 2]! + cc * lit[r + 2]! + cd * lit[s + 2]! + thrown * 1.03) * shimmer;
        }
      }
      const out = pixel * 3;
      clean[out] = red * light;
      clean[out + 1] = green * light;
      clean[out + 2] = blue * light;
    }
  }
}

/**
 * What the sensor makes of `scene.clean`: shot noise that grows with the light, a little of it different in each colour.
 * Answers with a new SharedArrayBuffer, `[height, width, 3]`.
 */
export function expose(scene: Scene, noiseSeed: number): Uint8Array {
  const { clean, noise } = scene;
  const picture = new Uint8ClampedArray(new SharedArrayBuffer(clean.length));
  const mask = noise.length - 1;
  const random = randomFrom(noiseSeed, 6);
  let common = Math.floor(random() * noise.length);
  let own = Math.floor(random() * noise.length);
  for (let i = 0; i < clean.length; i += 3) {
    common = (common + 1) & mask;
    const shared = noise[common]!;
    for (let channel = 0; channel < 3; channel += 1) {
      own = (own + 1) & mask;
      const value = clean[i + channel]!;
      picture[i + channel] = value + (shared * 2 + noise[own]!) * (0.011 + value * 0.00009);
    }
  }
  return new Uint8Array(picture.buffer);
}
