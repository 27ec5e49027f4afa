import { shapeDefect } from './defects.ts';
import { boltBox, flange, setBolt } from './flange.ts';
import { lightBox, litChannels } from './light.ts';
import type { PartPlan } from './plan.ts';
import { randomFrom } from './random.ts';
import type { Scene } from './scene.ts';
import { type Box, saveBox } from './surface.ts';

/** Puts bolts and defect of this part onto the surface and lights them; the answer takes them off again. */
export function dressPart(scene: Scene, plan: PartPlan): () => void {
  const { surface, lit } = scene;
  const { defect } = plan;
  const undos: (() => void)[] = [];
  const change = (box: Box, cut: () => void): void => {
    undos.push(saveLit(scene, box), saveBox(surface, box));
    cut();
    lightBox(surface, lit, box);
  };
  const odd = defect?.kind === 'missing-bolt' ? Math.floor(randomFrom(defect.seed, 4)() * flange.boltCount) : -1;
  for (let bolt = 0; bolt < flange.boltCount; bolt += 1) {
    const random = randomFrom(plan.seed, bolt, 2);
    // The mildest form of a missing bolt is a wrong one: bright zinc instead of black oxide.
    const wrong = bolt === odd && defect !== null && defect.severity < 0.25;
    if (bolt === odd && !wrong) continue;
    change(boltBox(surface, bolt), () => setBolt(surface, bolt, random, wrong ? 'zinc' : 'black'));
  }
  const shape = defect === null ? null : shapeDefect(surface, defect);
  if (shape !== null) change(shape.box, () => shape.cut());
  return () => {
    for (const undo of undos.reverse()) undo();
  };
}

function saveLit({ surface, lit }: Scene, box: Box): () => void {
  const row = (box.x1 - box.x0) * litChannels;
  const saved = new Float32Array(row * (box.y1 - box.y0));
  const start = (y: number): number => (y * surface.size + box.x0) * litChannels;
  for (let y = box.y0; y < box.y1; y += 1) saved.set(lit.subarray(start(y), start(y) + row), (y - box.y0) * row);
  return () => {
    for (let y = box.y0; y < box.y1; y += 1) lit.set(saved.subarray((y - box.y0) * row, (y - box.y0 + 1) * row), start(y));
  };
}
