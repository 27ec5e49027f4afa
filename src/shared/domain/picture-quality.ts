import { z } from 'zod';
import { medianOf } from './threshold.ts';

/** Side of the small grey picture by which near-duplicates are found. */
export const lookSide = 32;

/** What is measured on one picture alone; plain JSON, so that it can be kept and compared again when the set has changed. */
export const pictureFactsSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Pixels, upright. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** Mean grey level, 0..255. */
  brightness: z.number(),
  /** Standard deviation of the grey levels of the small picture, 0..128. */
  contrast: z.number(),
  /** Steepness of the steepest edges at 512 px over the range of the grey levels: falls by more than half when focus is lost. */
  sharpness: z.number(),
  /** Share of pixels at the end of the scale: burnt out, drowned. 0..1. */
  whiteShare: z.number(),
  blackShare: z.number(),
  /** The picture at 32×32 grey levels, base64. */
  look: z.string().max(2_000),
});
export type PictureFacts = z.infer<typeof pictureFactsSchema>;

/** What a person should look at before a picture teaches. */
export const pictureFlags = ['duplicate', 'blurred', 'dark', 'bright', 'clipped', 'aspect'] as const;
export type PictureFlag = (typeof pictureFlags)[number];

export const pictureQualitySchema = z.object({
  flags: z.array(z.enum(pictureFlags)).readonly(),
  /** Pictures with the same number show the same part in nearly the same way; null: there is no other like it. The first of a group is not flagged. */
  group: z.number().int().nullable(),
  /** Against the median of the set: 1 is usual. */
  relativeSharpness: z.number(),
  relativeBrightness: z.number(),
});
export type PictureQuality = z.infer<typeof pictureQualitySchema>;

/** With fewer pictures there is no "usual" to differ from. */
const leastToCompare = 5;
/** Robust deviations from the median that are still usual, whatever the least ratio says. */
const usualSpread = 4 * 1.4826;
/**
 * Ratios to the median that are always usual. Light up to ±15 % is taught anyway. Sharpness of sharp pictures of four real
 * sets is 0.55 and more of their median, blurred by 1.5 px (of 512) 0.15 to 0.34 (0.82 where they had no sharp edge before).
 */
const usualRatio = { sharpness: 2, light: 1.35, aspect: 1.1 };
/** Share of burnt-out pixels beyond that of the set. */
const usualClipped = 0.05;
/**
 * Distance of two looks (root mean square, contrast 1) under which they are the same part again. Measured: the same picture
 * stored again smaller or brighter up to .05, shifted by ½ % .07 to .09; different parts .17 and more where they are laid by
 * hand. Parts in a fixture differ less: then a quarter of what two pictures of the set usually differ by; under the least,
 * not even the noise has changed.
 */
const sameLook = { most: 0.1, shareOfUsual: 0.25, least: 0.01 };

/** What stands out among pictures of one set, by comparing them; the answers are in the order of the pictures. */
export function comparePictures(pictures: readonly PictureFacts[]): PictureQuality[] {
  const sharpness = compare(pictures.map((one) => Math.log(Math.max(1e-9, one.sharpness))));
  const light = compare(pictures.map(({ brightness }) => Math.log(Math.max(1, brightness))));
  const aspect = compare(pictures.map(({ width, height }) => Math.log(width / height)));
  const clipped = compare(pictures.map(({ whiteShare }) => whiteShare));
  const groups = groupsOf(pictures);
  const seen = new Set<number>();
  return pictures.map((picture, k) => {
    const group = groups[k] ?? null;
    const flags: PictureFlag[] = [];
    if (group !== null && seen.has(group)) flags.push('duplicate');
    if (group !== null) seen.add(group);
    const burntOut = clipped.isAbove(k, usualClipped);
    // What is burnt out has lost its detail without being out of focus.
    if (!burntOut && sharpness.isBelow(k, Math.log(usualRatio.sharpness))) flags.push('blurred');
    const flat = picture.contrast < 4;
    if (light.isBelow(k, Math.log(usualRatio.light)) || (flat && picture.brightness < 12)) flags.push('dark');
    if (light.isAbove(k, Math.log(usualRatio.light)) || (flat && picture.brightness > 243)) flags.push('bright');
    if (burntOut) flags.push('clipped');
    if (aspect.isBelow(k, Math.log(usualRatio.aspect)) || aspect.isAbove(k, Math.log(usualRatio.aspect))) flags.push('aspect');
    return { flags, group, relativeSharpness: Math.exp(sharpness.from(k)), relativeBrightness: Math.exp(light.from(k)) };
  });
}

/** Values against their median: farther than `usual` and than the robust spread of the set. */
function compare(values: readonly number[]) {
  const median = values.length === 0 ? 0 : medianOf(values);
  const spread = values.length === 0 ? 0 : usualSpread * medianOf(values.map((value) => Math.abs(value - median)));
  const from = (k: number): number => (values[k] ?? median) - median;
  const beyond = (distance: number, usual: number): boolean =>
    values.length >= leastToCompare && distance > Math.max(usual, spread);
  return {
    from,
    isBelow: (k: number, usual: number) => beyond(-from(k), usual),
    isAbove: (k: number, usual: number) => beyond(from(k), usual),
  };
}

/** By picture the number of its group, counted from 0 in the order of their first pictures; undefined where it is alone. */
function groupsOf(pictures: readonly PictureFacts[]): (number | undefined)[] {
  const looks = pictures.map(({ look }) => normalised(look));
  const usual = usualDistance(looks);
  const limit = Math.max(sameLook.least, Math.min(sameLook.most, sameLook.shareOfUsual * usual));
  // Each points to an earlier picture of its group, the first to itself.
  const first = [...pictures.keys()];
  const rootOf = (k: number): number => {
    let at = k;
    while (first[at] !== at) at = first[at] as number;
    return at;
  };
  for (let a = 0; a < pictures.length; a++) {
    for (let b = a + 1; b < pictures.length; b++) {
      const same = pictures[a]?.sha256 === pictures[b]?.sha256 || isNear(looks[a], looks[b], limit);
      if (!same) continue;
      const [one, other] = [rootOf(a), rootOf(b)];
      first[Math.max(one, other)] = Math.min(one, other);
    }
  }
  const roots = first.map((_, k) => rootOf(k));
  const sizes = new Map<number, number>();
  for (const root of roots) sizes.set(root, (sizes.get(root) ?? 0) + 1);
  const numbers = new Map([...sizes].filter(([, size]) => size > 1).map(([root], number) => [root, number]));
  return roots.map((root) => numbers.get(root));
}

/** Median distance of two pictures, of at most a few thousand pairs spread over the set. */
function usualDistance(looks: readonly Float32Array[]): number {
  const distances: number[] = [];
  const step = Math.max(1, Math.ceil(looks.length / 64));
  for (let a = 0; a < looks.length; a += step) {
    for (let b = a + 1; b < looks.length; b += step) distances.push(distance(looks[a], looks[b], Number.POSITIVE_INFINITY));
  }
  return distances.length === 0 ? 0 : medianOf(distances);
}

const isNear = (a: Float32Array | undefined, b: Float32Array | undefined, limit: number) => distance(a, b, limit) < limit;

/** Root mean square difference; stops early, with something above it, where it is certain to exceed `enough`. */
function distance(a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array(), enough: number): number {
  const most = enough * enough * a.length;
  let sum = 0;
  for (let i = 0; i < a.length && sum <= most; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum / Math.max(1, a.length));
}

/** Mean 0 and deviation 1, so that light does not count; a picture without contrast is flat, not amplified noise. */
function normalised(look: string): Float32Array {
  const text = atob(look);
  const levels = Float32Array.from({ length: lookSide * lookSide }, (_, i) => (i < text.length ? text.charCodeAt(i) : 0));
  const mean = levels.reduce((sum, value) => sum + value, 0) / levels.length;
  const deviation = Math.sqrt(levels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / levels.length);
  return levels.map((value) => (value - mean) / Math.max(1, deviation));
}
