import { colorHeat } from './palette.ts';

/** Fetches and decodes a picture; the caller closes it. Throws when there is none (yet) or it cannot be decoded. */
export async function pullPicture(address: string, signal?: AbortSignal): Promise<ImageBitmap> {
  const response = await fetch(address, signal === undefined ? {} : { signal });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return createImageBitmap(await response.blob());
}

/** Fetches an anomaly map and colours it; one canvas of the map's own size, spread over the picture when drawn. */
export async function pullHeat(address: string): Promise<ImageBitmap> {
  const grey = await pullPicture(address);
  const canvas = new OffscreenCanvas(grey.width, grey.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no 2d context');
  context.drawImage(grey, 0, 0);
  grey.close();
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  colorHeat(pixels.data);
  context.putImageData(pixels, 0, 0);
  return canvas.transferToImageBitmap();
}
