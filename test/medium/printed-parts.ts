import type { Affine } from '#main/vision/pixels/operations.ts';
import { normal, uniform } from '#main/vision/random.ts';
import type { Image } from '#main/vision/types.ts';

/** Drawn printed parts: shapes in reference pixels, painted one over the other as a camera would see them. */
export type Colour = readonly [number, number, number];
export type Shape = { readonly colour: Colour } & (
  | { readonly kind: 'rect'; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | { readonly kind: 'disc'; readonly x: number; readonly y: number; readonly radius: number }
  | {
      readonly kind: 'line';
      readonly x: number;
      readonly y: number;
      readonly toX: number;
      readonly toY: number;
      readonly thickness: number;
    }
);

export interface PrintedPart {
  readonly width: number;
  readonly height: number;
  readonly ground: Colour;
  /** Deviation of a texture that is the same on no two parts. */
  readonly grain: number;
  readonly shapes: readonly Shape[];
}

/** How a part lies before the camera, and how it is lit. */
export interface View {
  readonly turnDeg?: number;
  readonly shiftX?: number;
  readonly shiftY?: number;
  readonly scale?: number;
  readonly gain?: number;
  /** How much brighter the right side is than the left one. */
  readonly slope?: number;
  readonly noise?: number;
  readonly seed?: number;
}

const subSamples = 3;

/** The part as the camera sees it; what lies beyond its edge is its ground. */
export function photograph(part: PrintedPart, view: View = {}): Image {
  const { width, height } = part;
  const { turnDeg = 0, shiftX = 0, shiftY = 0, scale = 1, gain = 1, slope = 0, noise = 0, seed = 1 } = view;
  const [cx, cy, angle] = [(width - 1) / 2, (height - 1) / 2, (turnDeg * Math.PI) / 180];
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  // Picture to part.
  const back: Affine = [
    ...([cos, sin, cx - cos * (cx + shiftX) - sin * (cy + shiftY)] as const),
    ...([-sin, cos, cy + sin * (cx + shiftX) - cos * (cy + shiftY)] as const),
  ];
  const canvas = new Float32Array(width * height * 3);
  for (let i = 0; i < canvas.length; i++) canvas[i] = part.ground[i % 3] as number;
  for (const shape of part.shapes) paint(canvas, width, height, shape, back);
  const random = normal(uniform(seed));
  const data = new Uint8Array(canvas.length);
  for (let i = 0; i < width * height; i++) {
    const grain = part.grain * random();
    const light = gain * (1 + slope * ((i % width) / width - 0.5));
    for (let c = 0; c < 3; c++) {
      const value = ((canvas[i * 3 + c] as number) + grain) * light + noise * random();
      data[i * 3 + c] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return { width, height, data };
}

function paint(canvas: Float32Array, width: number, height: number, shape: Shape, back: Affine): void {
  const { left, top, right, bottom } = bounds(shape);
  const [a, b, c, d, e, f] = back;
  const det = a * e - b * d;
  const corners = [left, right].flatMap((x) =>
    [top, bottom].map((y) => [(e * (x - c) - b * (y - f)) / det, (-d * (x - c) + a * (y - f)) / det] as const),
  );
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const within = (value: number, size: number) => Math.min(size - 1, Math.max(0, value));
  const step = 1 / subSamples;
  for (let y = within(Math.floor(Math.min(...ys)) - 1, height); y <= within(Math.ceil(Math.max(...ys)) + 1, height); y++) {
    for (let x = within(Math.floor(Math.min(...xs)) - 1, width); x <= within(Math.ceil(Math.max(...xs)) + 1, width); x++) {
      let covered = 0;
      for (let s = 0; s < subSamples * subSamples; s++) {
        const px = x + ((s % subSamples) + 0.5) * step - 0.5;
        const py = y + (Math.floor(s / subSamples) + 0.5) * step - 0.5;
        if (holds(shape, a * px + b * py + c, d * px + e * py + f)) covered++;
      }
      if (covered === 0) continue;
      const share = covered / (subSamples * subSamples);
      for (let k = 0; k < 3; k++) {
        const at = (y * width + x) * 3 + k;
        canvas[at] = (canvas[at] as number) * (1 - share) + (shape.colour[k] as number) * share;
      }
    }
  }
}

function bounds(shape: Shape): { left: number; top: number; right: number; bottom: number } {
  switch (shape.kind) {
    case 'rect':
      return { left: shape.x, top: shape.y, right: shape.x + shape.width, bottom: shape.y + shape.height };
    case 'disc': {
      const { x, y, radius } = shape;
      return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
    }
    case 'line': {
      const half = shape.thickness / 2;
      return {
        left: Math.min(shape.x, shape.toX) - half,
        top: Math.min(shape.y, shape.toY) - half,
        right: Math.max(shape.x, shape.toX) + half,
        bottom: Math.max(shape.y, shape.toY) + half,
      };
    }
  }
}

function holds(shape: Shape, x: number, y: number): boolean {
  switch (shape.kind) {
    case 'rect':
      return x >= shape.x && x < shape.x + shape.width && y >= shape.y && y < shape.y + shape.height;
    case 'disc':
      return Math.hypot(x - shape.x, y - shape.y) <= shape.radius;
    case 'line': {
      const [dx, dy] = [shape.toX - shape.x, shape.toY - shape.y];
      const along = Math.min(1, Math.max(0, ((x - shape.x) * dx + (y - shape.y) * dy) / (dx * dx + dy * dy)));
      return Math.hypot(x - shape.x - along * dx, y - shape.y - along * dy) <= shape.thickness / 2;
    }
  }
}

/** A populated board in green: tracks, pads, black parts with marks, white print. */
export function board(seed: number, { width = 480, height = 400 }: { width?: number; height?: number } = {}): PrintedPart {
  const random = uniform(seed);
  const between = (low: number, high: number) => low + random() * (high - low);
  const copper: Colour = [52, 122, 70];
  const gold: Colour = [196, 168, 98];
  const shapes: Shape[] = [];
  for (let k = 0; k < 26; k++) {
    const [x, y] = [between(30, width - 30), between(30, height - 30)];
    const bend = { x: Math.min(width - 30, x + between(30, 120)), y };
    const down = between(-60, 60);
    const end = { x: bend.x, y: Math.min(height - 30, Math.max(30, y + down)) };
    const thickness = between(3, 6);
    shapes.push({ kind: 'line', x, y, toX: bend.x, toY: bend.y, thickness, colour: copper });
    shapes.push({ kind: 'line', x: bend.x, y: bend.y, toX: end.x, toY: end.y, thickness, colour: copper });
    for (const pad of [{ x, y }, end]) {
      shapes.push({ kind: 'disc', ...pad, radius: 8, colour: gold }, { kind: 'disc', ...pad, radius: 3, colour: [30, 32, 30] });
    }
  }
  for (let k = 0; k < 5; k++) {
    const [x, y] = [between(40, width - 130), between(40, height - 90)];
    shapes.push({ kind: 'rect', x, y, width: 84, height: 46, colour: [36, 36, 40] });
    for (let pin = 0; pin < 7; pin++) {
      for (const side of [-7, 46])
        shapes.push({ kind: 'rect', x: x + 5 + pin * 11, y: y + side, width: 5, height: 7, colour: [190, 192, 196] });
    }
    shapes.push(...word(random, x + 12, y + 16, 5, 2, [150, 150, 150]));
  }
  for (let k = 0; k < 6; k++)
    shapes.push(...word(random, between(30, width - 110), between(30, height - 40), 4, 2.4, [228, 232, 226]));
  return { width, height, ground: [28, 84, 46], grain: 3, shapes };
}

/** A printed label: coloured bands, a bar code, lines of text in black, grey and red, a logo. */
export function label(seed: number, { width = 480, height = 360 }: { width?: number; height?: number } = {}): PrintedPart {
  const random = uniform(seed);
  const shapes: Shape[] = [
    { kind: 'rect', x: 24, y: 24, width: width - 48, height: 54, colour: [24, 92, 178] },
    { kind: 'disc', x: width - 90, y: height - 90, radius: 42, colour: [218, 58, 46] },
    { kind: 'disc', x: width - 90, y: height - 90, radius: 24, colour: [246, 206, 70] },
    ...word(random, 44, 36, 12, 4.4, [250, 250, 246]),
  ];
  for (let line = 0; line < 5; line++) {
    const colours: readonly Colour[] = [
      [26, 26, 28],
      [26, 26, 28],
      [150, 150, 150],
      [178, 34, 40],
      [26, 26, 28],
    ];
    shapes.push(...word(random, 36, 100 + line * 26, 15, 2.2, colours[line] ?? [26, 26, 28]));
  }
  for (let x = 40, k = 0; k < 42; k++) {
    const wide = random() < 0.35 ? 4 : 2;
    shapes.push({ kind: 'rect', x, y: height - 90, width: wide, height: 54, colour: [20, 20, 20] });
    x += wide + (random() < 0.35 ? 4 : 2);
  }
  return { width, height, ground: [244, 240, 228], grain: 1.5, shapes };
}

/** Characters of a 5 × 7 grid, each of its own kind. */
function word(random: () => number, x: number, y: number, characters: number, dot: number, colour: Colour): Shape[] {
  const shapes: Shape[] = [];
  for (let k = 0; k < characters; k++) {
    for (let row = 0; row < 7; row++) {
      for (let column = 0; column < 5; column++) {
        const on = column === 0 || (row % 3 === 0 && random() < 0.75) || random() < 0.22;
        if (on) shapes.push({ kind: 'rect', x: x + (k * 6.5 + column) * dot, y: y + row * dot, width: dot, height: dot, colour });
      }
    }
  }
  return shapes;
}
