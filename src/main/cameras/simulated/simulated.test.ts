import { describe, expect, it } from 'vitest';
import { defectKinds, type PartPlan, planPart } from './plan.ts';
import { renderWithTruth } from './truth.ts';
import { buildScene } from './scene.ts';

const scene = buildScene(480, 360);
const sound: PartPlan = planPart(3, 4, 0);

function defective(kind: (typeof defectKinds)[number], severity: number, seed: number): PartPlan {
  return { ...sound, defect: { kind, severity, seed } };
}

function count(mask: Uint8Array | null): number {
  return mask === null ? 0 : mask.reduce((sum, value) => sum + value, 0);
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += Math.abs((a[i] as number) - (b[i] as number));
  return sum / a.length;
}

describe('simulated parts', () => {
  it('are the same, pixel for pixel, for the same seed and index', () => {
    const plan = planPart(7, 12, 1);
    const first = renderWithTruth(scene, plan);
    renderWithTruth(scene, planPart(7, 13, 1));
    const again = renderWithTruth(buildScene(480, 360), planPart(7, 12, 1));
    expect(Buffer.compare(first.image.data, again.image.data)).toBe(0);
    expect(first.mask).toEqual(again.mask);
  });

  it('leave no trace of a defect on the part that follows', () => {
    const before = renderWithTruth(scene, sound).image.data;
    for (const kind of defectKinds) renderWithTruth(scene, defective(kind, 1, 5));
    expect(Buffer.compare(renderWithTruth(scene, sound).image.data, before)).toBe(0);
  });

  it('differ from one another even when they are sound: place, angle, grain, light', () => {
    const plans = Array.from({ length: 40 }, (_, index) => planPart(1, index, 0));
    expect(new Set(plans.map(({ angleDeg }) => angleDeg)).size).toBe(40);
    expect(Math.max(...plans.map(({ angleDeg }) => Math.abs(angleDeg)))).toBeGreaterThan(0.5);
    const [a, b] = [renderWithTruth(scene, planPart(1, 0, 0)), renderWithTruth(scene, planPart(1, 1, 0))];
    expect(meanDifference(a.image.data, b.image.data)).toBeGreaterThan(2);
  });

  it('are defective at the chosen rate, with every kind and from subtle to gross', () => {
    const plans = Array.from({ length: 2_000 }, (_, index) => planPart(9, index, 0.12));
    const defects = plans.flatMap(({ defect }) => (defect === null ? [] : [defect]));
    expect(defects.length / plans.length).toBeGreaterThan(0.095);
    expect(defects.length / plans.length).toBeLessThan(0.145);
    expect(new Set(defects.map(({ kind }) => kind))).toEqual(new Set(defectKinds));
    expect(Math.min(...defects.map(({ severity }) => severity))).toBeLessThan(0.1);
    expect(Math.max(...defects.map(({ severity }) => severity))).toBeGreaterThan(0.9);
    expect(Array.from({ length: 200 }, (_, index) => planPart(9, index, 0)).every(({ defect }) => defect === null)).toBe(true);
    expect(Array.from({ length: 200 }, (_, index) => planPart(9, index, 1)).every(({ defect }) => defect !== null)).toBe(true);
  });

  it.each(defectKinds)('show a gross %s wherever it falls, and nothing else of the picture changes', (kind) => {
    const clean = renderWithTruth(scene, sound).image.data;
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { image, mask } = renderWithTruth(scene, defective(kind, 0.95, seed));
      expect(count(mask), `seed ${seed}`).toBeGreaterThan(60);
      expect(count(mask), `seed ${seed}`).toBeLessThan(image.width * image.height * 0.03);
      let elsewhere = 0;
      for (let i = 0; i < clean.length; i += 1) {
        const changed = Math.abs((clean[i] as number) - (image.data[i] as number)) > 20;
        if (changed && mask?.[Math.floor(i / 3)] !== 1) elsewhere += 1;
      }
      expect(elsewhere, `seed ${seed}`).toBe(0);
    }
  });

  it.each(defectKinds.filter((kind) => kind !== 'missing-bolt'))('grow a %s with its severity', (kind) => {
    const area = (severity: number): number =>
      [1, 2, 3, 4].reduce((sum, seed) => sum + count(renderWithTruth(scene, defective(kind, severity, seed)).mask), 0);
    expect(area(0.95)).toBeGreaterThan(2 * area(0.1));
  });
});
