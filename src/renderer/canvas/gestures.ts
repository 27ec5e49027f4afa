import { fitView, panBy, type Point, type Size, type View, zoomAt } from './geometry.ts';

/** A picture that can be looked at closer. `sizes` is null while there is none. */
export interface Viewport {
  readonly view: () => View;
  readonly setView: (view: View) => void;
  readonly sizes: () => { stage: Size; picture: Size } | null;
}

const wheelFactor = 1.0016;
export const stepFactor = 1.5;

/** Zooms around the middle of the stage. */
export function zoomStep(viewport: Viewport, factor: number): void {
  const sizes = viewport.sizes();
  if (sizes === null) return;
  const middle = { x: sizes.stage.width / 2, y: sizes.stage.height / 2 };
  viewport.setView(zoomAt(viewport.view(), factor, middle, sizes.stage, sizes.picture));
}

/** Wheel and pinch zoom around the fingers, drag moves, double-click fits. @returns takes the listeners off again */
export function listenToGestures(canvas: HTMLCanvasElement, viewport: Viewport): () => void {
  const off = new AbortController();
  const { signal } = off;
  const pointers = new Map<number, Point>();

  const at = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const zoom = (factor: number, point: Point): void => {
    const sizes = viewport.sizes();
    if (sizes !== null) viewport.setView(zoomAt(viewport.view(), factor, point, sizes.stage, sizes.picture));
  };

  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      zoom(wheelFactor ** (-event.deltaY * lines * (event.ctrlKey ? 4 : 1)), at(event));
    },
    { signal, passive: false },
  );
  canvas.addEventListener('dblclick', () => viewport.setView(fitView), { signal });
  canvas.addEventListener(
    'pointerdown',
    (event) => {
      canvas.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, at(event));
    },
    { signal },
  );
  canvas.addEventListener(
    'pointermove',
    (event) => {
      const before = pointers.get(event.pointerId);
      if (before === undefined) return;
      const now = at(event);
      const sizes = viewport.sizes();
      if (sizes === null) return;
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other === undefined) {
        viewport.setView(panBy(viewport.view(), { x: now.x - before.x, y: now.y - before.y }, sizes.stage, sizes.picture));
      } else {
        const spread = (point: Point): number => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
        zoom(spread(now) / spread(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
      }
      pointers.set(event.pointerId, now);
    },
    { signal },
  );
  for (const end of ['pointerup', 'pointercancel'] as const) {
    canvas.addEventListener(end, (event) => pointers.delete(event.pointerId), { signal });
  }
  return () => off.abort();
}
