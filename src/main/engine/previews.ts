import { encodePreview } from '../vision/index.ts';
import type { Image } from '../vision/types.ts';

const previews = new WeakMap<Image, Promise<Uint8Array>>();

/** JPEG of a picture, longest side at most 1280: encoded once, whether the live picture or the verdict asks first. */
export function previewOf(image: Image): Promise<Uint8Array> {
  const known = previews.get(image);
  if (known) return known;
  const preview = encodePreview(image);
  previews.set(image, preview);
  return preview;
}
