import type { Region } from '#shared/domain/region.ts';
import type { Placement, Size } from './geometry.ts';

export type RegionContext = Pick<
  CanvasRenderingContext2D,
  'save' | 'restore' | 'beginPath' | 'moveTo' | 'lineTo' | 'closePath' | 'stroke' | 'fill' | 'setLineDash'
> & {
  fillStyle: CanvasRenderingContext2D['fillStyle'];
  strokeStyle: CanvasRenderingContext2D['strokeStyle'];
  lineWidth: number;
};

/**
 * What is inspected and what is not, faintly: a thin line around regions to inspect, a dashed one and a veil over those to
 * ignore. Light on dark, so that it is seen on any picture; no colour, for that means a verdict.
 */
export function drawRegions(context: RegionContext, regions: readonly Region[], placement: Placement, picture: Size): void {
  context.save();
  for (const { kind, polygon } of regions) {
    context.beginPath();
    polygon.forEach(({ x, y }, k) => {
      const [left, top] = [placement.x + x * picture.width * placement.scale, placement.y + y * picture.height * placement.scale];
      if (k === 0) context.moveTo(left, top);
      else context.lineTo(left, top);
    });
    context.closePath();
    if (kind === 'ignore') {
      context.fillStyle = 'rgb(0 0 0 / 0.28)';
      context.fill('evenodd');
    }
    context.setLineDash([]);
    context.lineWidth = 3;
    context.strokeStyle = 'rgb(0 0 0 / 0.35)';
    context.stroke();
    context.setLineDash(kind === 'ignore' ? [3, 5] : []);
    context.lineWidth = 1.25;
    context.strokeStyle = 'rgb(255 255 255 / 0.7)';
    context.stroke();
  }
  context.restore();
}
