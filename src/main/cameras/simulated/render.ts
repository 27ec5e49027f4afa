import { beltSize } from './belt.ts';
import { dressPart } from './dress.ts';
import { litChannels } from './light.ts';
import type { PartPlan } from './plan.ts';
import { randomFrom } from './random.ts';
import type { Scene } from './scene.ts';

const beltColour = [58, 64, 68] as const;

/** Draws a part into `scene.clean`: bolts and defect onto the part, light, then part and belt into the picture. */
export function renderClean(scene: Scene, plan: PartPlan): void {
  const undo = dressPart(scene, plan);
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
  const { height } = scene;
  const axis = axisOf(scene, plan);
  const random = randomFrom(plan.seed, 5);
  const ground = { x: Math.floor(random() * beltSize), y: Math.floor(random() * 8) };
  // Every part has scratches of its own: the grain is turned to an angle that no two parts share.
  const grainTurn = random() * 2 * Math.PI;
  const reach = scene.surface.size / 2 - 2;
  for (let y = 0; y < height; y += 1) {
    drawBelt(scene, plan, y, axis, ground);
    const half = Math.sqrt(Math.max(0, reach * reach - (y + 0.5 - axis.y) ** 2));
    const from = Math.max(0, Math.ceil(axis.x - half));
    const to = Math.min(scene.width, Math.floor(axis.x + half));
    if (from < to) drawPart(scene, plan, { y, from, to }, axis, grainTurn);
  }
}

interface Position {
  readonly x: number;
  readonly y: number;
}

function drawBelt(
  { width, height, clean, belt, field, shadow }: Scene,
  plan: PartPlan,
  y: number,
  axis: Position,
  ground: Position,
): void {
  const beltRow = ((y + ground.y) & (beltSize - 1)) * beltSize;
  const moveX = Math.round(axis.x - width / 2);
  const shadowRow = Math.min(height - 1, Math.max(0, y - Math.round(axis.y - height / 2))) * width;
  for (let x = 0; x < width; x += 1) {
    const pixel = y * width + x;
    const shade = shadow[shadowRow + Math.min(width - 1, Math.max(0, x - moveX))] as number;
    const light =
      (belt[beltRow + ((x + ground.x) & (beltSize - 1))] as number) * shade * (field[pixel] as number) * plan.brightness;
    const out = pixel * 3;
    clean[out] = beltColour[0] * light;
    clean[out + 1] = beltColour[1] * light;
    clean[out + 2] = beltColour[2] * light;
  }
}

/** Lays one row of the part over the belt: bilinear, colours already weighed by cover. */
function drawPart(
  scene: Scene,
  plan: PartPlan,
  row: { y: number; from: number; to: number },
  axis: Position,
  grainTurn: number,
): void {
  const { width, clean, lit, grain, field } = scene;
  const { size } = scene.surface;
  const middle = size / 2;
  const turn = (plan.angleDeg * Math.PI) / 180;
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
  const [grainSin, grainCos] = [Math.sin(grainTurn), Math.cos(grainTurn)];
  const stride = size * litChannels;
  const dy = row.y + 0.5 - axis.y;
  for (let x = row.from; x < row.to; x += 1) {
    const dx = x + 0.5 - axis.x;
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
    const cover =
      a * (lit[p + 3] as number) + b * (lit[q + 3] as number) + c * (lit[r + 3] as number) + d * (lit[s + 3] as number);
    if (cover <= 0) continue;
    const gx = (dx * grainCos + dy * grainSin + middle) | 0;
    const gy = (dy * grainCos - dx * grainSin + middle) | 0;
    const pixel = row.y * width + x;
    const light = (1 + (lit[p + 4] as number) * (grain[gy * size + gx] as number)) * (field[pixel] as number) * plan.brightness;
    const out = pixel * 3;
    const through = 1 - cover;
    for (let channel = 0; channel < 3; channel += 1) {
      const colour =
        a * (lit[p + channel] as number) +
        b * (lit[q + channel] as number) +
        c * (lit[r + channel] as number) +
        d * (lit[s + channel] as number);
      clean[out + channel] = (clean[out + channel] as number) * through + colour * light;
    }
  }
}

/**
 * What the sensor makes of `scene.clean`: shot noise that grows with the light, a little of it different in each colour.
 * `[height, width, 3]`, in memory of its own.
 */
export function expose({ clean, noise, noiseGain }: Scene, noiseSeed: number): Uint8Array<ArrayBuffer> {
  const picture = new Uint8ClampedArray(clean.length);
  const mask = noise.length - 1;
  const random = randomFrom(noiseSeed, 6);
  let common = Math.floor(random() * noise.length);
  let own = Math.floor(random() * noise.length);
  for (let i = 0; i < clean.length; i += 3) {
    common = (common + 1) & mask;
    own = (own + 3) & mask;
    const shared = (noise[common] as number) * 2;
    const red = clean[i] as number;
    const green = clean[i + 1] as number;
    const blue = clean[i + 2] as number;
    picture[i] = red + (((shared + (noise[own] as number)) * (noiseGain[red] as number)) >> 14);
    picture[i + 1] = green + (((shared + (noise[(own + 1) & mask] as number)) * (noiseGain[green] as number)) >> 14);
    picture[i + 2] = blue + (((shared + (noise[(own + 2) & mask] as number)) * (noiseGain[blue] as number)) >> 14);
  }
  return new Uint8Array(picture.buffer);
}
