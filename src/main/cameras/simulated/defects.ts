import { boltPosition, flange } from './flange.ts';
import { distanceTo, type Segment } from './glyphs.ts';
import type { PlannedDefect } from './plan.ts';
import { between, type Random, randomFrom, smoothNoise, smoothStep } from './random.ts';
import { type Box, boxAround, eachTexel, type Surface } from './surface.ts';

/** A defect that is about to be made: the texels it will change, and the change itself. */
export interface DefectShape {
  readonly box: Box;
  cut(): void;
}

/**
 * The shape of a defect on this part; sizes grow with its severity. Lengths below are radii of the part.
 * A missing bolt has no shape of its own: it is left out where bolts are set.
 */
export function shapeDefect(surface: Surface, defect: PlannedDefect): DefectShape | null {
  const random = randomFrom(defect.seed, 3);
  switch (defect.kind) {
    case 'scratch':
      return scratch(surface, random, defect.severity);
    case 'stain':
      return stain(surface, random, defect.severity);
    case 'chip':
      return chip(surface, random, defect.severity);
    case 'dent':
      return dent(surface, random, defect.severity);
    case 'crack':
      return crack(surface, random, defect.severity);
    case 'burr':
      return burr(surface, random, defect.severity);
    case 'missing-bolt':
      return null;
  }
}

interface Point {
  readonly u: number;
  readonly v: number;
}

function polar(angle: number, r: number): Point {
  return { u: Math.cos(angle) * r, v: Math.sin(angle) * r };
}

/** Somewhere on the turned face (between seal and rim, clear of the bolts) or on the hub. */
function onMetal(random: Random): Point {
  if (random() < 0.3) return polar(between(random, 0, 2 * Math.PI), between(random, 0.41, 0.55));
  const sector = Math.floor(random() * flange.boltCount);
  const angle = ((sector + between(random, -0.27, 0.27)) / flange.boltCount) * 2 * Math.PI - Math.PI / 2;
  return polar(angle, between(random, 0.71, 0.93));
}

function around(surface: Surface, middle: Point, reach: number): Box {
  const { size, radius } = surface;
  return boxAround(size, size / 2 + middle.u * radius, size / 2 + middle.v * radius, reach * radius + 2);
}

function scale(plane: Float32Array, index: number, factor: number): void {
  plane[index] = (plane[index] ?? 0) * factor;
}

function shade(surface: Surface, index: number, factor: number): void {
  scale(surface.red, index, factor);
  scale(surface.green, index, factor);
  scale(surface.blue, index, factor);
}

/** A chain of segments that starts at a point and wanders. */
function wander(random: Random, start: Point, direction: number, length: number, steps: number, jitter: number): Segment[] {
  let { u, v } = start;
  let heading = direction;
  return Array.from({ length: steps }, () => {
    // It strays, but what drives it on keeps its direction.
    heading = direction + (heading - direction) * 0.75 + between(random, -jitter, jitter);
    const segment = { x0: u, y0: v, x1: u + (Math.cos(heading) * length) / steps, y1: v + (Math.sin(heading) * length) / steps };
    u = segment.x1;
    v = segment.y1;
    return segment;
  });
}

function nearest(lines: readonly Segment[], u: number, v: number): { distance: number; along: number } {
  let distance = Number.POSITIVE_INFINITY;
  let along = 0;
  for (const [index, segment] of lines.entries()) {
    const next = distanceTo(segment, u, v);
    if (next < distance) {
      distance = next;
      along = (index + 0.5) / lines.length;
    }
  }
  return { distance, along };
}

function scratch(surface: Surface, random: Random, severity: number): DefectShape {
  const length = between(random, 0.85, 1.15) * (0.16 + 0.5 * severity);
  const width = (0.9 + 5 * severity) / surface.radius;
  const middle = onMetal(random);
  const heading = between(random, 0, 2 * Math.PI);
  const start = { u: middle.u - (Math.cos(heading) * length) / 2, v: middle.v - (Math.sin(heading) * length) / 2 };
  const line = wander(random, start, heading, length, 14, 0.05);
  const pressure = smoothNoise(Math.floor(random() * 1e6));
  return {
    box: around(surface, middle, length * 0.62),
    cut: () =>
      eachTexel(surface, around(surface, middle, length * 0.62), (index, u, v) => {
        const { distance, along } = nearest(line, u, v);
        if (distance > width * 3) return;
        const r = Math.hypot(u, v);
        if ((r > flange.hubFoot && r < flange.sealOuter) || r < flange.bore) return;
        const taper = Math.sin(Math.PI * Math.min(0.98, Math.max(0.02, along))) ** 0.5;
        const pressed = taper * (0.75 + 0.35 * pressure(along * 20, 3));
        const inside = smoothStep(width, width * 0.3, distance) * pressed;
        const lip = smoothStep(width * 2.6, width * 1.2, distance) * pressed - inside;
        surface.height[index] =
          (surface.height[index] ?? 0) - inside * (0.7 + 3.4 * severity) + Math.max(0, lip) * (0.35 + 0.7 * severity);
        // Dark at its bottom, with a lip that glints.
        shade(surface, index, 1 - inside * (0.14 + 0.56 * severity) + Math.max(0, lip) * (0.25 + 0.45 * severity));
        scale(surface.turned, index, 1 - 0.7 * inside);
        surface.gloss[index] = (surface.gloss[index] ?? 0) * (1 - inside) + inside * 0.5 * (1 - 0.8 * severity);
      }),
  };
}

function stain(surface: Surface, random: Random, severity: number): DefectShape {
  const size = between(random, 0.9, 1.1) * (0.035 + 0.12 * severity);
  const middle = onMetal(random);
  const edge = smoothNoise(Math.floor(random() * 1e6));
  const stretch = between(random, 0.7, 1);
  const turn = between(random, 0, Math.PI);
  const strength = 0.2 + 0.4 * severity;
  const box = around(surface, middle, size * 1.9);
  return {
    box,
    cut: () =>
      eachTexel(surface, box, (index, u, v) => {
        const du = (u - middle.u) * Math.cos(turn) + (v - middle.v) * Math.sin(turn);
        const dv = ((v - middle.v) * Math.cos(turn) - (u - middle.u) * Math.sin(turn)) / stretch;
        const angle = Math.atan2(dv, du);
        const wobble =
          1 +
          0.3 * edge(Math.cos(angle) * 0.9 + 9, Math.sin(angle) * 0.9) +
          0.05 * edge(Math.cos(angle) * 3, Math.sin(angle) * 3 + 9);
        const d = Math.hypot(du, dv) / (size * wobble);
        const inside = smoothStep(1.05, 0.86, d);
        if (inside <= 0) return;
        // Oil creeps to the border and dries there: a darker rim, a thinner middle.
        const film = inside * strength * (0.8 + 0.3 * smoothStep(0.5, 0.95, d) + 0.1 * edge(u * 40, v * 40));
        scale(surface.red, index, 1 - film * 0.86);
        scale(surface.green, index, 1 - film * 0.95);
        scale(surface.blue, index, 1 - film * 1.12);
        scale(surface.turned, index, 1 - inside * 0.6);
        scale(surface.grain, index, 1 - inside * 0.45);
        surface.gloss[index] = (surface.gloss[index] ?? 0) + inside * 0.05;
      }),
  };
}

function chip(surface: Surface, random: Random, severity: number): DefectShape {
  const size = between(random, 0.9, 1.1) * (0.024 + 0.07 * severity);
  const outer = random() < 0.75;
  const angle = between(random, 0, 2 * Math.PI);
  const middle = polar(angle, outer ? 1.004 : flange.bore - 0.004);
  const facets = smoothNoise(Math.floor(random() * 1e6));
  const box = around(surface, middle, size * 1.9);
  return {
    box,
    cut: () =>
      eachTexel(surface, box, (index, u, v) => {
        if ((surface.cover[index] ?? 0) <= 0) return;
        const du = u - middle.u;
        const dv = v - middle.v;
        const along = Math.abs(-du * Math.sin(angle) + dv * Math.cos(angle)) / 1.35;
        const inward = Math.abs(du * Math.cos(angle) + dv * Math.sin(angle));
        const ragged = 1 + 0.3 * facets((u * 2.2) / size, (v * 2.2) / size) + 0.12 * facets((u * 6) / size, (v * 6) / size);
        const d = Math.hypot(along, inward) / (size * ragged);
        const broken = smoothStep(1.05, 0.97, d);
        if (broken <= 0) return;
        const gone = smoothStep(0.66, 0.6, d);
        // The fracture is coarse and bright, and slopes down to where the metal is missing.
        const grit = facets(u * 130, v * 130) + 0.7 * facets(u * 60 + 7, v * 60);
        surface.height[index] =
          (surface.height[index] ?? 0) - broken * (1.05 - d) * size * surface.radius * 0.9 + broken * grit * 0.8;
        const bright = 0.92 + 0.14 * grit - 0.25 * smoothStep(0.8, 0.6, d);
        surface.red[index] = (surface.red[index] ?? 0) * (1 - broken) + 168 * bright * broken;
        surface.green[index] = (surface.green[index] ?? 0) * (1 - broken) + 168 * bright * broken;
        surface.blue[index] = (surface.blue[index] ?? 0) * (1 - broken) + 166 * bright * broken;
        scale(surface.turned, index, 1 - broken);
        scale(surface.gloss, index, 1 - 0.8 * broken);
        scale(surface.cover, index, 1 - gone);
      }),
  };
}

function dent(surface: Surface, random: Random, severity: number): DefectShape {
  const size = between(random, 0.9, 1.1) * (0.032 + 0.085 * severity);
  const depth = (0.08 + 0.23 * severity) * size * surface.radius * 2.2;
  const middle = onMetal(random);
  const stretch = between(random, 0.65, 1);
  const turn = between(random, 0, Math.PI);
  const box = around(surface, middle, size * 2.2);
  return {
    box,
    cut: () =>
      eachTexel(surface, box, (index, u, v) => {
        const du = (u - middle.u) * Math.cos(turn) + (v - middle.v) * Math.sin(turn);
        const dv = ((v - middle.v) * Math.cos(turn) - (u - middle.u) * Math.sin(turn)) / stretch;
        const d2 = (du * du + dv * dv) / (size * size);
        if (d2 > 4.4) return;
        const bowl = Math.exp(-d2 * 2.4);
        const raised = Math.exp(-((Math.sqrt(d2) - 1.15) ** 2) * 9);
        surface.height[index] = (surface.height[index] ?? 0) - depth * bowl + depth * 0.14 * raised;
        // Pressed metal has lost its grooves: it mirrors more and fans less.
        scale(surface.turned, index, 1 - 0.75 * bowl);
        scale(surface.grain, index, 1 - 0.5 * bowl);
        surface.gloss[index] = (surface.gloss[index] ?? 0) * (1 - bowl) + bowl * 0.45;
        shade(surface, index, 1 - 0.1 * bowl);
      }),
  };
}

function crack(surface: Surface, random: Random, severity: number): DefectShape {
  const length = between(random, 0.85, 1.1) * (0.1 + 0.3 * severity);
  const width = (1 + 4.2 * severity) / surface.radius;
  const fromBolt = random() < 0.6;
  const bolt = boltPosition(Math.floor(random() * flange.boltCount));
  const angle = between(random, 0, 2 * Math.PI);
  const start = fromBolt
    ? { u: bolt.u + Math.cos(angle) * flange.counterbore, v: bolt.v + Math.sin(angle) * flange.counterbore }
    : polar(angle, flange.boreChamfer);
  const steps = 8 + Math.round(26 * severity);
  const line = wander(random, start, angle, length, steps, 0.55);
  const fork = line[Math.floor(line.length * 0.55)];
  const branch =
    fork === undefined || severity < 0.4 ? [] : wander(random, { u: fork.x0, v: fork.y0 }, angle + 0.7, length * 0.35, 8, 0.5);
  const box = around(
    surface,
    { u: start.u + Math.cos(angle) * length * 0.5, v: start.v + Math.sin(angle) * length * 0.5 },
    length * 0.85,
  );
  return {
    box,
    cut: () =>
      eachTexel(surface, box, (index, u, v) => {
        if ((surface.cover[index] ?? 0) <= 0) return;
        const main = nearest(line, u, v);
        const side = branch.length === 0 ? { distance: 9, along: 0 } : nearest(branch, u, v);
        const thick = Math.max(width * (1.15 - main.along * 0.9) - main.distance, width * 0.6 * (1 - side.along) - side.distance);
        if (thick < -width * 2) return;
        const open = smoothStep(-width * 0.5, width * 0.45, thick);
        const edge = smoothStep(-width * 1.8, -width * 0.4, thick) - open;
        shade(surface, index, 1 - open * 0.86 + Math.max(0, edge) * 0.1);
        surface.height[index] = (surface.height[index] ?? 0) - open * 0.8;
        scale(surface.turned, index, 1 - open);
        scale(surface.gloss, index, 1 - open);
        scale(surface.grain, index, 1 - open);
      }),
  };
}

function burr(surface: Surface, random: Random, severity: number): DefectShape {
  const reach = between(random, 0.9, 1.1) * (0.014 + 0.04 * severity);
  const spread = (0.1 + 0.42 * severity) * between(random, 0.85, 1.1);
  const onRim = random() < 0.5;
  const radius = onRim ? 1 : flange.bore;
  const middleAngle = between(random, 0, 2 * Math.PI);
  const half = onRim ? spread / 2 : spread * 0.9;
  const teeth = smoothNoise(Math.floor(random() * 1e6));
  const middle = polar(middleAngle, radius);
  const box = around(surface, middle, Math.sin(Math.min(1.2, half)) * radius + reach * 2.4);
  return {
    box,
    cut: () =>
      eachTexel(surface, box, (index, u, v) => {
        const r = Math.hypot(u, v);
        const off = Math.atan2(Math.sin(Math.atan2(v, u) - middleAngle), Math.cos(Math.atan2(v, u) - middleAngle)) / half;
        if (Math.abs(off) > 1) return;
        const across = onRim ? r - radius : radius - r;
        const jag = 0.55 + 0.45 * teeth(off * 3 + 20, 5) + 0.3 * teeth(off * 11 + 20, 9);
        const top = reach * Math.max(0, jag) * (1 - off * off) ** 0.7;
        const texel = 1 / surface.radius;
        const inside = smoothStep(top + texel, top - texel, across) * smoothStep(-reach * 0.6, -reach * 0.05, across);
        if (inside <= 0 || across > top + texel) return;
        // A thin curl of metal: bright where it stands up, dark where it meets the edge.
        const curl = smoothStep(-0.2 * reach, top, across);
        const light = 0.72 + 0.5 * curl + 0.22 * teeth(off * 30, across * 300);
        surface.red[index] = (surface.red[index] ?? 0) * (1 - inside) + 176 * light * inside;
        surface.green[index] = (surface.green[index] ?? 0) * (1 - inside) + 178 * light * inside;
        surface.blue[index] = (surface.blue[index] ?? 0) * (1 - inside) + 180 * light * inside;
        surface.cover[index] = Math.max(surface.cover[index] ?? 0, inside);
        surface.height[index] = -flange.hubHeight * surface.radius * 0.5 + 2.4 * curl + teeth(u * 60, v * 60) * 1.2;
        scale(surface.turned, index, 1 - inside);
        surface.gloss[index] = (surface.gloss[index] ?? 0) * (1 - inside) + inside * 0.5 * curl;
        surface.grain[index] = (surface.grain[index] ?? 0) * (1 - inside);
      }),
  };
}
