export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How the picture is looked at: `zoom` 1 shows all of it; the centre is in shares of the picture, 0..1. */
export interface View {
  readonly zoom: number;
  readonly centerX: number;
  readonly centerY: number;
}

/** Picture pixel (0, 0) lies at (`x`, `y`) of the stage, and one picture pixel is `scale` stage pixels wide. */
export interface Placement {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const fitView: View = { zoom: 1, centerX: 0.5, centerY: 0.5 };
export const maxZoom = 16;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Scale at which the whole picture just fits the stage, both in CSS pixels. */
export function fitScale(stage: Size, picture: Size): number {
  if (picture.width <= 0 || picture.height <= 0) return 1;
  return Math.min(stage.width / picture.width, stage.height / picture.height);
}

/** Where the picture lies on the stage for a view. */
export function place(view: View, stage: Size, picture: Size): Placement {
  const scale = fitScale(stage, picture) * view.zoom;
  return {
    scale,
    x: stage.width / 2 - view.centerX * picture.width * scale,
    y: stage.height / 2 - view.centerY * picture.height * scale,
  };
}

/** Keeps the zoom in 1..{@link maxZoom}, and the picture on the stage: no edge is pulled inside while there is more to see. */
export function clampView(view: View, stage: Size, picture: Size): View {
  const zoom = clamp(view.zoom, 1, maxZoom);
  const scale = fitScale(stage, picture) * zoom;
  const centre = (value: number, stageLength: number, pictureLength: number): number => {
    const half = stageLength / 2 / (pictureLength * scale);
    return half >= 0.5 ? 0.5 : clamp(value, half, 1 - half);
  };
  return {
    zoom,
    centerX: centre(view.centerX, stage.width, picture.width),
    centerY: centre(view.centerY, stage.height, picture.height),
  };
}

/** Zooms by a factor; the picture pixel under `at` (stage pixels) stays where it is, as far as the edges allow. */
export function zoomAt(view: View, factor: number, at: Point, stage: Size, picture: Size): View {
  const zoom = clamp(view.zoom * factor, 1, maxZoom);
  const before = place(view, stage, picture);
  const pictureX = (at.x - before.x) / before.scale;
  const pictureY = (at.y - before.y) / before.scale;
  const scale = fitScale(stage, picture) * zoom;
  return clampView(
    {
      zoom,
      centerX: (pictureX + (stage.width / 2 - at.x) / scale) / picture.width,
      centerY: (pictureY + (stage.height / 2 - at.y) / scale) / picture.height,
    },
    stage,
    picture,
  );
}

/** Moves the picture by stage pixels. */
export function panBy(view: View, delta: Point, stage: Size, picture: Size): View {
  const { scale } = place(view, stage, picture);
  return clampView(
    {
      zoom: view.zoom,
      centerX: view.centerX - delta.x / (picture.width * scale),
      centerY: view.centerY - delta.y / (picture.height * scale),
    },
    stage,
    picture,
  );
}
