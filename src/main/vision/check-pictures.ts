import { createHash } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { lookSide, type PictureFacts } from '#shared/domain/picture-quality.ts';
import { decodePicture, readPictureFile } from './decode.ts';
import { encodeJpeg } from './encode.ts';
import { resizeArea } from './resize.ts';
import { sniffPicture } from './sniff.ts';
import { skippedBy } from './survey.ts';
import type { CheckedPicture, Image, PictureToCheck } from './types.ts';

/** Longest side at which sharpness is measured: pictures of all sizes are compared on one scale. */
const sharpnessSide = 512;
const thumbSide = 320;
const viewSide = 2560;
/** Pixels that are looked at for the ends of the scale. */
const sampledPixels = 250_000;

export interface CheckContext {
  readonly onProgress?: (progress: { readonly step: 'check'; readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
}

/**
 * Looks at pictures before they teach: what can be measured on each alone (`comparePictures` says what stands out in a set),
 * and a thumbnail (JPEG, longest side 320 px) where a path for it is given, written whole or not at all; of a TIFF also a JPEG
 * of up to 2560 px. One picture is in
 * memory at a time. A picture that cannot be used is answered with the reason. Cancelling takes effect between pictures and
 * throws the signal's reason; thumbnails written so far stay.
 */
export async function checkPictures(
  pictures: readonly PictureToCheck[],
  { onProgress = () => {}, signal = new AbortController().signal }: CheckContext = {},
): Promise<CheckedPicture[]> {
  const checked: CheckedPicture[] = [];
  for (const picture of pictures) {
    signal.throwIfAborted();
    checked.push(await checkPicture(picture));
    onProgress({ step: 'check', done: checked.length, total: pictures.length });
  }
  return checked;
}

async function checkPicture({ path, thumbPath, viewPath }: PictureToCheck): Promise<CheckedPicture> {
  let sha256: string;
  let shown: boolean;
  let image: Image;
  try {
    const bytes = await readPictureFile(path);
    sha256 = createHash('sha256').update(bytes).digest('hex');
    shown = showsAsJudged(bytes);
    image = await decodePicture({ bytes });
  } catch (error) {
    const { reason, detail } = skippedBy(path, error);
    return { path, facts: null, failure: { reason, detail } };
  }
  if (thumbPath !== null) await writeJpeg(thumbPath, image, 80, thumbSide);
  if (viewPath !== null && !shown) await writeJpeg(viewPath, image, 92, viewSide);
  return { path, facts: factsOf(image, sha256), failure: null };
}

const pngDepthAt = 24;

/** Whether a browser shows the picture as it is judged: TIFF it does not know, and of 16 bits it always takes the upper eight. */
function showsAsJudged(bytes: Uint8Array): boolean {
  const kind = sniffPicture(bytes)?.name;
  return kind !== 'TIFF' && !(kind === 'PNG' && bytes[pngDepthAt] === 16);
}

function factsOf(image: Image, sha256: string): PictureFacts {
  const look = greyOf(resizeArea(image, lookSide, lookSide));
  const { mean, variance } = momentsOf(look);
  return {
    sha256,
    width: image.width,
    height: image.height,
    brightness: mean,
    contrast: Math.sqrt(variance),
    sharpness: sharpnessOf(image),
    ...endsOf(image),
    look: Buffer.from(look).toString('base64'),
  };
}

/** Luma (Rec. 601), rounded. */
function greyOf({ data }: Image): Uint8Array {
  const grey = new Uint8Array(data.length / 3);
  for (let i = 0, from = 0; i < grey.length; i++, from += 3) {
    const [red, green, blue] = [data[from] as number, data[from + 1] as number, data[from + 2] as number];
    grey[i] = (299 * red + 587 * green + 114 * blue + 500) / 1000;
  }
  return grey;
}

function momentsOf(grey: Uint8Array): { mean: number; variance: number } {
  let [sum, squares] = [0, 0];
  for (const value of grey) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / grey.length;
  return { mean, variance: Math.max(0, squares / grey.length - mean * mean) };
}

/**
 * How steep the steepest edges are: mean of the largest thousandth of |Laplacian| over the range of the grey levels (1 to
 * 99 %), at one size. By the steepest edges and not by their number (energy of the Laplacian), so that a picture with little
 * to see is not taken for a blurred one.
 */
function sharpnessOf(image: Image): number {
  const scale = sharpnessSide / Math.max(image.width, image.height);
  const [width, height] = [image.width, image.height].map((side) => Math.max(3, Math.round(side * scale))) as [number, number];
  const grey = greyOf(resizeArea(image, width, height));
  const edges = new Uint16Array((width - 2) * (height - 2));
  let to = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const around =
        (grey[at - 1] as number) + (grey[at + 1] as number) + (grey[at - width] as number) + (grey[at + width] as number);
      edges[to++] = Math.abs(4 * (grey[at] as number) - around);
    }
  }
  const steepest = edges.sort().subarray(edges.length - Math.ceil(edges.length / 1000));
  const levels = grey.sort();
  const range = (levels[Math.floor(0.99 * levels.length)] as number) - (levels[Math.floor(0.01 * levels.length)] as number);
  return steepest.reduce((sum, value) => sum + value, 0) / steepest.length / Math.max(2, range);
}

/** Shares of pixels that have left the scale: at the full size, for averaging hides them. */
function endsOf({ width, height, data }: Image): { whiteShare: number; blackShare: number } {
  const step = Math.max(1, Math.floor((width * height) / sampledPixels));
  let [white, black, seen] = [0, 0, 0];
  for (let i = 0; i < width * height; i += step) {
    const [red, green, blue] = [data[3 * i] as number, data[3 * i + 1] as number, data[3 * i + 2] as number];
    if (Math.min(red, green, blue) >= 254) white++;
    if (Math.max(red, green, blue) <= 1) black++;
    seen++;
  }
  return { whiteShare: white / seen, blackShare: black / seen };
}

async function writeJpeg(path: string, image: Image, quality: number, maxSidePx: number): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  try {
    await writeFile(draft, await encodeJpeg(image, quality, maxSidePx), { mode: 0o600 });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
