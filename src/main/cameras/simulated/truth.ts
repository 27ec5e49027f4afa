import type { Image } from '../../vision/types.ts';
import type { PartPlan } from './plan.ts';
import { expose, renderClean } from './render.ts';
import type { Scene } from './scene.ts';

/** Levels of 255 by which a pixel must differ from the sound part to belong to the defect. */
const visibleLevels = 7;

/**
 * A part and what is wrong with it: 1 in `mask` (`[height, width]`) where the picture differs visibly from the same part
 * without the defect; null for a sound part. For measuring how well the station judges: a source never sends this.
 */
export function renderWithTruth(scene: Scene, plan: PartPlan): { readonly image: Image; readonly mask: Uint8Array | null } {
  const { width, height } = scene;
  let mask: Uint8Array | null = null;
  if (plan.defect !== null) {
    renderClean(scene, { ...plan, defect: null });
    const sound = scene.clean.slice();
    renderClean(scene, plan);
    mask = new Uint8Array(width * height);
    for (let i = 0; i < sound.length; i += 1) {
      const difference = Math.abs((sound[i] as number) - (scene.clean[i] as number));
      if (difference >= visibleLevels) mask[Math.floor(i / 3)] = 1;
    }
  } else renderClean(scene, plan);
  return { image: { width, height, data: expose(scene, plan.seed) }, mask };
}
