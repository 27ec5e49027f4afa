import type { InputSize } from '../compile-backbone.ts';
import { decodePicture } from '../decode.ts';
import { VisionError } from '../errors.ts';
import type { PixelOperations } from '../pixels/operations.ts';
import { resizeArea } from '../resize.ts';
import type { Image } from '../types.ts';
import { type Painted, partPainter } from './painted.ts';
import { presenceSidePx, wholeParts } from './presence.ts';

/** Evenly chosen where there are more. */
const mostLooked = 40;
const smallSidePx = 160;
/** Longest side of the pictures from which crops are cut to see what turning gains. */
const tryingSidePx = 480;

/** A good picture, reduced: to find the part in, to cut it from, and to see whether there is one. */
export interface Looked {
  readonly small: Image;
  readonly trying: Image;
  readonly tiny: Image;
  readonly painted: Painted | null;
}
/** One that shows a part. */
export type Part = Looked & { readonly painted: Painted };

const scaledTo = (aspect: number, longest: number): InputSize => ({
  width: Math.round(aspect >= 1 ? longest : longest * aspect),
  height: Math.round(aspect >= 1 ? longest / aspect : longest),
});

/** Longest side 160. */
export const smallSize = (aspect: number): InputSize => scaledTo(aspect, smallSidePx);

/** Pictures that cannot be used are left out here: they are reported when their features are taken. */
export async function lookAt(
  paths: readonly string[],
  aspect: number,
  pixels: PixelOperations,
  signal: AbortSignal,
): Promise<Looked[]> {
  const [small, trying, tiny] = [smallSize(aspect), scaledTo(aspect, tryingSidePx), scaledTo(aspect, presenceSidePx)];
  const paint = partPainter(small.width, small.height, pixels);
  const step = Math.max(1, paths.length / mostLooked);
  const chosen = paths.filter((_, k) => Math.floor(k / step) !== Math.floor((k - 1) / step));
  const looked: Looked[] = [];
  for (const path of chosen) {
    signal.throwIfAborted();
    try {
      const image = await decodePicture({ path });
      const reduced = resizeArea(image, trying.width, trying.height);
      const least = resizeArea(reduced, small.width, small.height);
      looked.push({
        small: least,
        trying: reduced,
        tiny: resizeArea(reduced, tiny.width, tiny.height),
        painted: paint(least),
      });
    } catch (error) {
      if (!(error instanceof VisionError)) throw error;
    }
  }
  return looked;
}

/** Those that show one whole part, about as large as the others. */
export function whole(pictures: readonly Looked[]): Part[] {
  const found = pictures.flatMap((one) => (one.painted === null ? [] : { ...one, painted: one.painted }));
  const kept = new Set(wholeParts(found.map(({ painted }) => painted)));
  return found.filter(({ painted }) => kept.has(painted));
}
