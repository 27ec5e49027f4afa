import type { Defect } from '#shared/domain/inspection.ts';
import type { Region } from '#shared/domain/region.ts';
import { drawRegions, type RegionContext } from './draw-regions.ts';
import { type Placement, place, type Size, type View } from './geometry.ts';

/** Colours and type of the drawing, from the theme. */
export interface SceneStyle {
  readonly background: string;
  readonly outline: string;
  readonly outlineGap: string;
  readonly label: string;
  readonly labelText: string;
  readonly font: string;
}

/** Everything that is on the stage, as a value. Sizes of stage and lines in CSS pixels, boxes in picture pixels. */
export interface Scene {
  readonly stage: Size;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
  readonly view: View;
  readonly picture: { readonly image: CanvasImageSource; readonly size: Size } | null;
  /** Grey: `unjudged` a live picture that nobody judged, `old` darker still. Null: the picture of the verdict. */
  readonly dim: 'unjudged' | 'old' | null;
  /** Coloured map with its own opacity, spread over the whole picture. */
  readonly heat: CanvasImageSource | null;
  readonly heatOpacity: number;
  readonly defects: readonly Defect[];
  /** What the recipe inspects and ignores of the picture. */
  readonly regions?: readonly Region[];
  readonly labels: readonly string[];
  readonly style: SceneStyle;
}

type Context = Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'setTransform'
  | 'fillRect'
  | 'drawImage'
  | 'strokeRect'
  | 'fillText'
  | 'measureText'
  | 'setLineDash'
  | 'beginPath'
  | 'roundRect'
  | 'fill'
> &
  RegionContext & {
    fillStyle: CanvasRenderingContext2D['fillStyle'];
    strokeStyle: CanvasRenderingContext2D['strokeStyle'];
    lineWidth: number;
    lineDashOffset: number;
    globalAlpha: number;
    filter: string;
    font: string;
    textBaseline: CanvasTextBaseline;
    imageSmoothingEnabled: boolean;
    imageSmoothingQuality: ImageSmoothingQuality;
  };

/** Space between a region and its outline, and the least size of an outline, CSS pixels: a scratch stays visible under it. */
const outlineMargin = 5;
const leastOutline = 18;
const labelHeight = 24;

const dimming = { unjudged: 'grayscale(1) brightness(0.68)', old: 'grayscale(1) brightness(0.42) contrast(0.9)' } as const;

/** Draws the whole stage. Depends on nothing but its arguments. */
export function drawScene(context: Context, scene: Scene): void {
  const { stage, style, picture } = scene;
  context.setTransform(scene.pixelRatio, 0, 0, scene.pixelRatio, 0, 0);
  context.fillStyle = style.background;
  context.fillRect(0, 0, stage.width, stage.height);
  if (picture === null) return;
  const placement = place(scene.view, stage, picture.size);
  const width = picture.size.width * placement.scale;
  const height = picture.size.height * placement.scale;

  context.save();
  // Enlarged beyond 3 times, an engineer wants to see the pixels of the camera, not a blur of them.
  context.imageSmoothingEnabled = placement.scale < 3;
  // `high` costs several times as much without a graphics card, and shows no more at these sizes.
  context.imageSmoothingQuality = 'medium';
  context.filter = scene.dim === null ? 'none' : dimming[scene.dim];
  context.drawImage(picture.image, placement.x, placement.y, width, height);
  context.restore();
  // On a live picture that nobody judged too: they show how to lay the part.
  if (scene.dim !== 'old') drawRegions(context, scene.regions ?? [], placement, picture.size);
  if (scene.dim !== null) return;

  if (scene.heat !== null && scene.heatOpacity > 0) {
    context.save();
    context.globalAlpha = scene.heatOpacity;
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'high';
    context.drawImage(scene.heat, placement.x, placement.y, width, height);
    context.restore();
  }
  scene.defects.forEach((defect, index) => {
    drawDefect(context, scene, placement, defect, scene.labels[index] ?? `${index + 1}`);
  });
}

/** The outline of a defect on the stage, CSS pixels. */
export function outlineOf(defect: Defect, placement: Placement): { x: number; y: number; width: number; height: number } {
  const grow = (start: number, length: number): [number, number] => {
    const size = Math.max(leastOutline, length + 2 * outlineMargin);
    return [start + length / 2 - size / 2, size];
  };
  const [x, width] = grow(placement.x + defect.x * placement.scale, defect.width * placement.scale);
  const [y, height] = grow(placement.y + defect.y * placement.scale, defect.height * placement.scale);
  return { x, y, width, height };
}

function drawDefect(context: Context, scene: Scene, placement: Placement, defect: Defect, label: string): void {
  const { style, stage } = scene;
  const box = outlineOf(defect, placement);
  context.save();
  // Two colours, one in the gaps of the other: seen on any picture, and by eyes that do not see red.
  context.lineWidth = 2.5;
  context.strokeStyle = style.outlineGap;
  context.strokeRect(box.x, box.y, box.width, box.height);
  context.strokeStyle = style.outline;
  context.setLineDash([7, 5]);
  context.strokeRect(box.x, box.y, box.width, box.height);
  context.setLineDash([]);

  context.font = style.font;
  const labelWidth = Math.ceil(context.measureText(label).width) + 14;
  const above = box.y - labelHeight - 3;
  const x = Math.min(Math.max(2, box.x), Math.max(2, stage.width - labelWidth - 2));
  const y = above >= 2 ? above : Math.min(box.y + box.height + 3, stage.height - labelHeight - 2);
  context.fillStyle = style.label;
  context.beginPath();
  context.roundRect(x, y, labelWidth, labelHeight, 4);
  context.fill();
  context.fillStyle = style.labelText;
  context.textBaseline = 'middle';
  context.fillText(label, x + 7, y + labelHeight / 2 + 1);
  context.restore();
}
