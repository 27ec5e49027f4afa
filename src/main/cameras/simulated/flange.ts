import { distanceTo, type Segment, textOnArc, ticks } from './glyphs.ts';
import { between, type Random, smoothNoise, smoothStep } from './random.ts';
import { type Box, boxAround, eachTexel, emptySurface, type Surface } from './surface.ts';

/** Radii of the flange, as shares of its outer radius, from the axis outwards. */
export const flange = {
  bore: 0.345,
  boreChamfer: 0.375,
  hub: 0.585,
  hubFoot: 0.605,
  sealOuter: 0.665,
  face: 0.972,
  boltCircle: 0.818,
  counterbore: 0.112,
  boltHead: 0.094,
  boltCount: 6,
  hubHeight: 0.03,
} as const;

type Colour = readonly [number, number, number];

const aluminium: Colour = [176, 180, 184];
const blasted: Colour = [150, 154, 158];
const seal: Colour = [36, 62, 98];
const steel: Colour = [56, 57, 60];
const zinc: Colour = [138, 139, 132];

/** A turned aluminium flange with a blasted, engraved hub, a seal in its groove and six empty, counterbored holes. */
export function buildFlange(radius: number): Surface {
  const size = 2 * Math.ceil(radius * 1.07);
  const surface = emptySurface(size, radius);
  const texel = 1 / radius;
  const tone = smoothNoise(5);
  const rings = softRings(radius);
  eachTexel(surface, { x0: 0, y0: 0, x1: size, y1: size }, (index, u, v) => {
    const r = Math.hypot(u, v);
    const ring = rings[Math.min(rings.length - 1, Math.round((r * ringsPerTexel) / texel))];
    if (ring === undefined) return;
    const shade = 1 + 0.02 * tone(u * 4, v * 4);
    surface.cover[index] =
      smoothStep(1 + texel * 0.6, 1 - texel * 0.6, r) * smoothStep(flange.bore - texel * 0.6, flange.bore + texel * 0.6, r);
    surface.height[index] = ring.height * radius;
    surface.red[index] = ring.red * shade;
    surface.green[index] = ring.green * shade;
    surface.blue[index] = ring.blue * shade;
    surface.turned[index] = ring.turned;
    surface.grain[index] = ring.grain;
    surface.gloss[index] = ring.gloss;
  });
  for (let bolt = 0; bolt < flange.boltCount; bolt += 1) cutHole(surface, bolt);
  const engraving = [
    ...textOnArc('PL-40 DN50', { radius: 0.482, height: 0.068, middleDeg: 0 }),
    ...textOnArc('6082-T6 A', { radius: 0.482, height: 0.052, middleDeg: 180 }),
    ...ticks(72, 0.566, (index) => (index % 6 === 0 ? 0.53 : 0.549)).filter(
      ({ x0, y0 }) => Math.abs(y0) < 0.42 || Math.abs(x0) > 0.4,
    ),
  ];
  for (const segment of engraving) engrave(surface, segment, 0.0062, 0.006);
  return surface;
}

/** What the part is like at one distance from its axis. Height in radii of the part over the face, colours 0..255. */
interface Ring {
  readonly height: number;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly turned: number;
  readonly grain: number;
  readonly gloss: number;
}

const ringsPerTexel = 8;

/** The rings of the part at every eighth of a texel, each the mean over one texel: no seam shows steps. */
function softRings(radius: number): Ring[] {
  const count = Math.ceil(radius * 1.55 * ringsPerTexel);
  const sharp = Array.from({ length: count }, (_, index) => ringAt(index / ringsPerTexel / radius, 1 / radius));
  const mean = (index: number, key: keyof Ring): number => {
    const near = sharp.slice(Math.max(0, index - ringsPerTexel / 2), index + ringsPerTexel / 2 + 1);
    return near.reduce((sum, ring) => sum + ring[key], 0) / near.length;
  };
  return sharp.map((_, index) => ({
    height: mean(index, 'height'),
    red: mean(index, 'red'),
    green: mean(index, 'green'),
    blue: mean(index, 'blue'),
    turned: mean(index, 'turned'),
    grain: mean(index, 'grain'),
    gloss: mean(index, 'gloss'),
  }));
}

function ringAt(r: number, texel: number): Ring {
  const { bore, boreChamfer, hub, hubFoot, sealOuter, face, hubHeight } = flange;
  const ring = (height: number, colour: Colour, shade: number, finish: Pick<Ring, 'turned' | 'grain' | 'gloss'>): Ring => ({
    height,
    red: colour[0] * shade,
    green: colour[1] * shade,
    blue: colour[2] * shade,
    ...finish,
  });
  if (r > face) return ring(-(r - face) * 0.9, aluminium, 0.98, { turned: 0.2, grain: 0.35, gloss: 0.7 });
  if (r > sealOuter) {
    // The tool left slightly brighter and slightly duller bands.
    const band = 1 + 0.025 * Math.sin(r * 61) + 0.015 * Math.sin(r * 140);
    const edge = 0.72 + 0.28 * smoothStep(sealOuter, sealOuter + 5 * texel, r);
    return ring(0, aluminium, 0.86 * band * edge, { turned: 1, grain: 1, gloss: 0.25 });
  }
  if (r > hubFoot) {
    const across = Math.abs((r - (sealOuter + hubFoot) / 2) / ((sealOuter - hubFoot) / 2));
    const gloss = 0.34 * (1 - smoothStep(0.5, 0.9, across));
    const height = Math.sqrt(Math.max(0, 1 - across * across)) * 0.026 - 0.012;
    return ring(height, seal, 1 - 0.75 * smoothStep(0.72, 1, across), { turned: 0, grain: 0.22, gloss });
  }
  if (r > hub)
    return ring(((hubFoot - r) / (hubFoot - hub)) * hubHeight, aluminium, 0.95, { turned: 0.25, grain: 0.3, gloss: 0.5 });
  if (r > boreChamfer) return ring(hubHeight, blasted, 0.97, { turned: 0.05, grain: 0.75, gloss: 0.05 });
  const sunk = hubHeight - ((boreChamfer - r) / (boreChamfer - bore)) * 0.032;
  if (r > bore + 3 * texel) return ring(sunk, aluminium, 1, { turned: 0.3, grain: 0.3, gloss: 0.9 });
  return ring(sunk, steel, 0.7, { turned: 0, grain: 0.1, gloss: 0.1 });
}

/** Middle of a bolt hole in radii of the part. */
export function boltPosition(bolt: number): { u: number; v: number } {
  const angle = ((bolt + 0.5) / flange.boltCount) * 2 * Math.PI;
  return { u: Math.sin(angle) * flange.boltCircle, v: -Math.cos(angle) * flange.boltCircle };
}

export function boltBox(surface: Surface, bolt: number): Box {
  const { u, v } = boltPosition(bolt);
  const { size, radius } = surface;
  return boxAround(size, size / 2 + u * radius, size / 2 + v * radius, (flange.counterbore + 0.012) * radius);
}

function cutHole(surface: Surface, bolt: number): void {
  const middle = boltPosition(bolt);
  const texel = 1 / surface.radius;
  const hole = 0.04;
  eachTexel(surface, boltBox(surface, bolt), (index, u, v) => {
    const d = Math.hypot(u - middle.u, v - middle.v);
    const outside = smoothStep(flange.counterbore - texel, flange.counterbore + texel, d);
    const rim = smoothStep(flange.counterbore + 0.008, flange.counterbore, d);
    surface.height[index] = (surface.height[index] ?? 0) - (rim * 0.006 + (1 - outside) * 0.01) * surface.radius;
    if (outside >= 1) return;
    // Floor of the counterbore, dark towards its wall, with a threaded hole that no light reaches.
    const thread = 0.5 + 0.5 * Math.sin(d * surface.radius * 1.6);
    const inHole = smoothStep(hole + 0.006, hole - 0.004, d);
    const wall = smoothStep(0.088, flange.counterbore, d);
    const floor = 1.04 - 0.72 * wall;
    const shade = floor * (1 - inHole) + inHole * (0.08 + 0.12 * thread * smoothStep(hole - 0.02, hole, d));
    mix(surface, index, aluminium, shade, 1 - outside);
    surface.turned[index] = 0.25 * (1 - inHole) * (1 - wall);
    surface.grain[index] = 0.3;
    surface.gloss[index] = 0.2 * (1 - inHole) * (1 - wall);
  });
}

function mix(surface: Surface, index: number, colour: Colour, shade: number, share: number): void {
  surface.red[index] = (surface.red[index] ?? 0) * (1 - share) + colour[0] * shade * share;
  surface.green[index] = (surface.green[index] ?? 0) * (1 - share) + colour[1] * shade * share;
  surface.blue[index] = (surface.blue[index] ?? 0) * (1 - share) + colour[2] * shade * share;
}

/** Puts a black-oxide socket screw into a hole, its hexagon turned as the fitter left it. */
export function setBolt(surface: Surface, bolt: number, random: Random, coat: 'black' | 'zinc'): void {
  const middle = boltPosition(bolt);
  const { radius } = surface;
  const texel = 1 / radius;
  const turn = between(random, 0, Math.PI / 3);
  const darkness = between(random, 0.92, 1.08);
  const head = flange.boltHead;
  const offU = between(random, -0.003, 0.003);
  const offV = between(random, -0.003, 0.003);
  eachTexel(surface, boltBox(surface, bolt), (index, u, v) => {
    const du = u - middle.u - offU;
    const dv = v - middle.v - offV;
    const d = Math.hypot(du, dv);
    const inside = smoothStep(head + texel * 0.7, head - texel * 0.7, d);
    if (inside <= 0) return;
    const angle = Math.atan2(dv, du) + turn;
    const sector = ((angle % (Math.PI / 3)) + Math.PI / 3) % (Math.PI / 3);
    const hexagon = d * Math.cos(sector - Math.PI / 6);
    const socket = smoothStep(0.045 + texel, 0.045 - texel, hexagon);
    const chamfer = smoothStep(head - 0.018, head, d);
    const floorLight = socket * smoothStep(-0.03, 0.035, (du + dv) * 0.7) * 0.35;
    surface.height[index] =
      (0.018 - chamfer * 0.012 - socket * 0.02) * radius * inside + (surface.height[index] ?? 0) * (1 - inside);
    mix(
      surface,
      index,
      coat === 'zinc' ? zinc : steel,
      darkness * (1 - 0.82 * socket + floorLight) * (1 + 0.35 * chamfer),
      inside,
    );
    surface.turned[index] = 0.12 * (1 - socket) * inside;
    surface.grain[index] = 0.35;
    surface.gloss[index] = (0.28 + 0.4 * chamfer) * (1 - socket) * inside;
  });
}

/** Cuts a groove along a segment (radii of the part): half as wide as `width`, `depth` deep at its bottom. */
function engrave(surface: Surface, segment: Segment, width: number, depth: number): void {
  const { size, radius } = surface;
  const reach = Math.hypot(segment.x1 - segment.x0, segment.y1 - segment.y0) / 2 + width * 2;
  const box = boxAround(
    size,
    size / 2 + ((segment.x0 + segment.x1) / 2) * radius,
    size / 2 + ((segment.y0 + segment.y1) / 2) * radius,
    reach * radius,
  );
  eachTexel(surface, box, (index, u, v) => {
    const cut = smoothStep(width, width * 0.35, distanceTo(segment, u, v));
    if (cut <= 0) return;
    surface.height[index] = Math.min(surface.height[index] ?? 0, (flange.hubHeight - cut * depth) * radius);
    const shade = 0.97 - 0.4 * cut;
    surface.red[index] = Math.min(surface.red[index] ?? 0, blasted[0] * shade);
    surface.green[index] = Math.min(surface.green[index] ?? 0, blasted[1] * shade);
    surface.blue[index] = Math.min(surface.blue[index] ?? 0, blasted[2] * shade);
  });
}
