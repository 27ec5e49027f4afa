import sharp from 'sharp';
import { type Alike, carriedSize } from './alike.ts';
import type { InputSize } from './compile-backbone.ts';
import { decodePicture } from './decode.ts';
import { encodeJpeg } from './encode.ts';
import type { TaughtPicture } from './features.ts';
import type { ModelEntries } from './model-file.ts';
import { type Preprocessing, prepareCrop } from './preprocess.ts';
import { resizeArea } from './resize.ts';

/** Seen at the size of a thumb: what is smaller than a few pixels of the network's input says nothing there either. */
const quality = 82;
const nameOf = (number: number) => `taught/${number}.jpg`;

/** The good pictures that a model carries, by number, as the network saw them. */
export async function encodeTaught(
  pictures: readonly TaughtPicture[],
  { carried }: Alike,
  preprocessing: Preprocessing,
): Promise<Uint8Array[]> {
  const { width, height } = carriedSize(preprocessing.input);
  const encoded: Uint8Array[] = [];
  for (const number of carried) {
    const { path, crop } = pictures[number] as TaughtPicture;
    const seen = crop ?? prepareCrop(await decodePicture({ path }), preprocessing);
    encoded.push(await encodeJpeg(resizeArea(seen, width, height), quality));
  }
  return encoded;
}

export const taughtEntries = (pictures: readonly Uint8Array[]): ModelEntries =>
  Object.fromEntries(pictures.map((picture, number) => [nameOf(number), picture]));

/** The pictures among the entries of a model, none in those of earlier versions. Throws where one is not what it should be. */
export async function readTaught(entries: ModelEntries, input: InputSize): Promise<Uint8Array[]> {
  const { width, height } = carriedSize(input);
  const pictures: Uint8Array[] = [];
  const count = Object.keys(entries).filter((name) => name.startsWith('taught/')).length;
  for (let number = 0; number < count; number++) {
    const picture = entries[nameOf(number)];
    if (picture === undefined) throw new Error(`${count} teaching pictures, but no ${nameOf(number)}`);
    const seen = await sharp(picture, { limitInputPixels: width * height }).metadata();
    if (seen.format !== 'jpeg' || seen.width !== width || seen.height !== height) {
      throw new Error(`${nameOf(number)} is no JPEG of ${width}×${height} px`);
    }
    pictures.push(picture);
  }
  return pictures;
}
