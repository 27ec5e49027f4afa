import { between, gaussian, randomFrom } from './random.ts';

export const defectKinds = ['scratch', 'stain', 'chip', 'missing-bolt', 'dent', 'crack', 'burr'] as const;
export type DefectKind = (typeof defectKinds)[number];

export interface PlannedDefect {
  readonly kind: DefectKind;
  /** 0 barely visible, 1 gross. */
  readonly severity: number;
  readonly seed: number;
}

/** Everything that distinguishes one part from the next. The same seed and index give the same part, always. */
export interface PartPlan {
  readonly index: number;
  /** Feeds the details that no other field names: bolts, belt, grain. */
  readonly seed: number;
  readonly angleDeg: number;
  /** Shift from the middle of the picture, in thousandths of its height. */
  readonly shiftX: number;
  readonly shiftY: number;
  readonly brightness: number;
  readonly defect: PlannedDefect | null;
}

/**
 * The part that comes as number `index` (from 0). About a third of the defects is subtle (severity < 0.34),
 * a third medium and a third gross (> 0.67).
 */
export function planPart(seed: number, index: number, defectRate: number): PartPlan {
  const random = randomFrom(seed, index, 1);
  const defective = random() < defectRate;
  const kind = defectKinds[Math.floor(random() * defectKinds.length)] ?? 'scratch';
  const severity = random();
  return {
    index,
    seed: Math.floor(random() * 2 ** 31),
    angleDeg: clamp(gaussian(random) * 0.8, 2.5),
    shiftX: clamp(gaussian(random) * 2, 6),
    shiftY: clamp(gaussian(random) * 2, 6),
    // The lamp warms up and drifts slowly; the exposure of a single picture varies a little as well.
    brightness: 1 + 0.02 * Math.sin(index / 37 + seed) + 0.012 * clamp(gaussian(random), 2) + between(random, -0.004, 0.004),
    defect: defective ? { kind, severity, seed: Math.floor(random() * 2 ** 31) } : null,
  };
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
