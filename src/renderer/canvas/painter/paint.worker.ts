import { drawScene } from '../draw-scene.ts';
import { pullHeat, pullPicture } from '../part-picture.ts';
import type { FromPainter, RemoteScene, ToPainter } from './messages.ts';

interface Loaded {
  readonly image: ImageBitmap | null;
  readonly heat: ImageBitmap | null;
}

/**
 * The stage's pixels, in a thread of their own: fetching, decoding, colouring and drawing 25 pictures a second would take
 * half of the thread that answers the operator's clicks (without a graphics card a canvas is drawn by the thread that owns it).
 */
const loaded = new Map<number, Loaded>();
const { fonts } = self as unknown as { readonly fonts: FontFaceSet };
let context: OffscreenCanvasRenderingContext2D | null = null;
let scene: RemoteScene | null = null;
/** Its letters are on their way. */
let unlettered: RemoteScene | null = null;
let pending = 0;
let drawn: number | null = null;

function answer(message: FromPainter): void {
  self.postMessage(message);
}

async function load(id: number, picture: string | null, map: string | null): Promise<void> {
  try {
    const [image, heat] = await Promise.all([
      picture === null ? null : pullPicture(picture),
      // A part without its map is still worth looking at.
      map === null ? null : pullHeat(map).catch(() => null),
    ]);
    loaded.set(id, { image, heat });
    const size = image === null ? null : { width: image.width, height: image.height };
    answer({ type: 'loaded', id, size, hasHeat: heat !== null });
  } catch (error) {
    answer({ type: 'failed', id, why: String(error) });
  }
}

function drop(id: number): void {
  const { image, heat } = loaded.get(id) ?? { image: null, heat: null };
  image?.close();
  heat?.close();
  loaded.delete(id);
}

function requestDraw(): void {
  if (pending === 0) pending = requestAnimationFrame(draw);
}

function draw(): void {
  pending = 0;
  if (context === null || scene === null || scene === unlettered) return;
  const { canvas } = context;
  const width = Math.max(1, Math.round(scene.stage.width * scene.pixelRatio));
  const height = Math.max(1, Math.round(scene.stage.height * scene.pixelRatio));
  // Setting a size clears the canvas, even the same one.
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const { image, heat } = (scene.picture === null ? undefined : loaded.get(scene.picture)) ?? { image: null, heat: null };
  drawScene(context, {
    ...scene,
    picture: image === null ? null : { image, size: { width: image.width, height: image.height } },
    heat: scene.withHeat ? heat : null,
  });
  if (scene.picture !== null && scene.picture !== drawn) {
    drawn = scene.picture;
    answer({ type: 'drawn', id: drawn });
  }
}

/**
 * Shows a scene once its letters are there. A face is not loaded by drawing with it, as it is in the page, and a canvas that
 * once fell back to the system's letters stays with them. Loaded are only the faces that have the letters.
 */
async function show(next: RemoteScene): Promise<void> {
  scene = next;
  const { labels, style } = next;
  if (labels.length > 0) {
    unlettered = next;
    await fonts.load(style.font, labels.join('')).catch(() => []);
    if (unlettered === next) unlettered = null;
  }
  if (scene === next) requestDraw();
}

self.addEventListener('message', ({ data }: MessageEvent<ToPainter>) => {
  switch (data.type) {
    case 'start': {
      context = data.canvas.getContext('2d');
      for (const { family, source, descriptors } of data.fonts) fonts.add(new FontFace(family, source, descriptors));
      return;
    }
    case 'load':
      void load(data.id, data.picture, data.map);
      return;
    case 'drop':
      drop(data.id);
      return;
    case 'paint':
      void show(data.scene);
      return;
  }
});
