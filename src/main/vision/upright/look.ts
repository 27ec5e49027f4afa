import { decodePicture } from '../decode.ts';
import { VisionError } from '../errors.ts';
import type { PixelOperations } from '../pixels/operations.ts';
import { resizeArea } from '../resize.ts';
import type { Image } from '../types.ts';
import { type Painted, partPainter } from './painted.ts';
import { isWhole, presenceSidePx, wholeParts } from './presence.ts';
import { type Shapes, type Size, sameOf, sizeFor } from './shapes.ts';

/** Evenly chosen where there are more. */
const mostLooked = 40;
const smallSidePx = 160;
/** Longest side of the pictures from which crops are cut to see what turning gains. */
const tryingSidePx = 480;

/** A good picture, reduced: to find the part in, to cut it from, and to see whether there is one. */
export interface Looked {
  /** As it came, in pixels. */
  readonly size: Size;
  readonly small: Image;
  readonly trying: Image;
  readonly tiny: Image;
  readonly painted: Painted | null;
}
/** One that shows a part. */
export type Part = Looked & { readonly painted: Painted };

function scaledTo({ width, height }: Size, longest: number): Size {
  const aspect = width / height;
  return {
    width: Math.round(aspect >= 1 ? longest : longest * aspect),
    height: Math.round(aspect >= 1 ? longest / aspect : longest),
  };
}

/** Of the usual picture: longest side 160. */
export const smallSize = (usual: Size): Size => scaledTo(usual, smallSidePx);

/**
 * Good pictures as they are looked at, and what they have in common. `usual`: size of one that is shaped as most are. Pictures
 * that cannot be used are left out here: they are reported when their features are taken.
 */
export async function lookAt(
  paths: readonly string[],
  usual: Size,
  pixels: PixelOperations,
  signal: AbortSignal,
): Promise<{ readonly shapes: Shapes; readonly pictures: readonly Looked[] }> {
  const [small, trying, tiny] = [smallSize(usual), scaledTo(usual, tryingSidePx), scaledTo(usual, presenceSidePx)];
  const paint = partPainter(pixels);
  const step = Math.max(1, paths.length / mostLooked);
  const chosen = paths.filter((_, k) => Math.floor(k / step) !== Math.floor((k - 1) / step));
  const byArea: Shapes = { usual, same: 'area' };
  const looked: Looked[] = [];
  for (const path of chosen) {
    signal.throwIfAborted();
    try {
      const image = await decodePicture({ path });
      const size = { width: image.width, height: image.height };
      const reduced = reduce(image, size, trying, byArea);
      const least = reduce(reduced, size, small, byArea);
      looked.push({
        size,
        small: least,
        trying: reduced,
        tiny: resizeArea(reduced, tiny.width, tiny.height),
        painted: paint(least),
      });
    } catch (error) {
      if (!(error instanceof VisionError)) throw error;
    }
  }
  const shapes = { usual, same: sameOf(looked.flatMap(covered), usual, small) };
  if (shapes.same === 'area') return { shapes, pictures: looked };
  const again = looked.map((one) => ({ ...one, small: reduce(one.trying, one.size, small, shapes) }));
  return { shapes, pictures: again.map((one) => ({ ...one, painted: paint(one.small) })) };
}

/** `image`: a picture that came as `size`, perhaps reduced already. Throws PICTURE_UNSUPPORTED as `sizeFor`. */
function reduce(image: Image, size: Size, nominal: Size, shapes: Shapes): Image {
  const { width, height } = sizeFor(size, nominal, shapes);
  return resizeArea(image, width, height);
}

/** Of a picture that shows a whole part, whatever its size: what `sameOf` asks. */
const covered = ({ size, painted }: Looked): (Size & { area: number })[] =>
  painted !== null && isWhole(painted) ? [{ ...size, area: painted.area }] : [];

/** Those that show one whole part, about as large as the others. */
export function whole(pictures: readonly Looked[]): Part[] {
  const found = pictures.flatMap((one) => (one.painted === null ? [] : { ...one, painted: one.painted }));
  const kept = new Set(wholeParts(found.map(({ painted }) => painted)));
  return found.filter(({ painted }) => kept.has(painted));
}
