import type { Size } from '../geometry.ts';
import type { FromPainter, RemoteScene, ToPainter } from './messages.ts';
import { pageFonts } from './page-fonts.ts';

/** A picture that the painter holds until it is dropped. `size` null: there is none to be seen. */
export interface PaintedPicture {
  readonly id: number;
  readonly size: Size | null;
  readonly hasHeat: boolean;
}

/** Draws one canvas in a thread of its own. */
export interface Painter {
  /** Pulls picture and anomaly map; throws when the picture cannot be had. A map that cannot is left out. */
  readonly load: (picture: string | null, map: string | null) => Promise<PaintedPicture>;
  /** Lets go of a picture. Paint the scene that no longer shows it first. */
  readonly drop: (picture: PaintedPicture) => void;
  /** Draws with the next frame of the screen; of several scenes the last. */
  readonly paint: (scene: RemoteScene) => void;
  readonly stop: () => void;
}

/**
 * Takes the canvas over: nobody else can draw on it, or set its size, any more.
 * @param onDrawn another picture is on the canvas now; its number
 */
export function createPainter(canvas: HTMLCanvasElement, onDrawn: (id: number) => void): Painter {
  const worker = new Worker(new URL('./paint.worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, { resolve: (picture: PaintedPicture) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  /** Why nothing is to be had from it: its program could not be loaded. */
  let broken: string | null = null;
  let answered = false;
  const send = (message: ToPainter, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);
  const failAll = (why: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(why));
    waiting.clear();
  };

  worker.addEventListener('message', ({ data }: MessageEvent<FromPainter>) => {
    answered = true;
    if (data.type === 'drawn') {
      onDrawn(data.id);
      return;
    }
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.type === 'failed') asked?.reject(new Error(data.why));
    else asked?.resolve({ id: data.id, size: data.size, hasHeat: data.hasHeat });
  });
  worker.addEventListener('error', ({ message }) => {
    if (!answered) broken = message || 'the painter does not run';
    failAll(message);
  });
  const offscreen = canvas.transferControlToOffscreen();
  send({ type: 'start', canvas: offscreen, fonts: pageFonts() }, [offscreen]);

  return {
    load(picture, map) {
      const id = ++lastId;
      if (broken !== null) return Promise.reject(new Error(broken));
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        send({ type: 'load', id, picture, map });
      });
    },
    drop: ({ id }) => send({ type: 'drop', id }),
    paint: (scene) => send({ type: 'paint', scene }),
    stop() {
      worker.terminate();
      failAll('stopped');
    },
  };
}
