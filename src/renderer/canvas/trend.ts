import type { Verdict } from '#shared/domain/verdict.ts';
import type { Size } from './geometry.ts';

export interface TrendPoint {
  readonly number: number;
  readonly score: number | null;
  readonly verdict: Verdict;
}

/** Scores from `low` (bottom) to `high` (top). */
export interface TrendScale {
  readonly low: number;
  readonly high: number;
}

/**
 * Scale of the trend: always 0 to twice the threshold, so that the line of the threshold never moves; scores outside stand
 * on the edge. (A scale that followed the data would make a quiet process look wild.)
 */
export function trendScale(threshold: number): TrendScale {
  const t = Number.isFinite(threshold) && threshold > 0 ? threshold : 0.5;
  return { low: 0, high: 2 * t };
}

/** Height of a score on a plot of that height, pixels from the top. */
export function trendY(score: number, scale: TrendScale, height: number): number {
  const share = (score - scale.low) / (scale.high - scale.low);
  return height - Math.min(1, Math.max(0, share)) * height;
}

/** Places of the parts: `slots` of equal width, the newest in the last one: a new part moves all by one, none by less. */
export function trendX(index: number, slots: number, width: number): number {
  return width - (index + 0.5) * (width / slots);
}

export interface TrendStyle {
  readonly pass: string;
  readonly fail: string;
  readonly review: string;
  readonly error: string;
  readonly line: string;
  readonly text: string;
  readonly font: string;
}

export interface TrendScene {
  readonly size: Size;
  readonly pixelRatio: number;
  /** Newest first. */
  readonly points: readonly TrendPoint[];
  readonly slots: number;
  readonly threshold: number;
  readonly thresholdLabel: string;
  /** Part that the view is frozen on. */
  readonly marked: number | null;
  readonly style: TrendStyle;
}

type Context = CanvasRenderingContext2D;
const inset = 8;

/** Draws the trend: a dot for a pass, a cross for a fail, a diamond for a review; an error has no score and stands as a triangle on the ground. */
export function drawTrend(context: Context, scene: TrendScene): void {
  const { size, style } = scene;
  const plot = { width: size.width - 2 * inset, height: size.height - 2 * inset };
  context.setTransform(scene.pixelRatio, 0, 0, scene.pixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  if (plot.width <= 0 || plot.height <= 0) return;
  const scale = trendScale(scene.threshold);

  const y = Math.round(inset + trendY(scene.threshold, scale, plot.height)) + 0.5;
  context.strokeStyle = style.line;
  context.lineWidth = 1;
  context.setLineDash([5, 4]);
  context.beginPath();
  context.moveTo(inset, y);
  context.lineTo(inset + plot.width, y);
  context.stroke();
  context.setLineDash([]);
  context.font = style.font;
  context.fillStyle = style.text;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillText(scene.thresholdLabel, inset, y - 6);

  scene.points.slice(0, scene.slots).forEach((point, index) => {
    const x = inset + trendX(index, scene.slots, plot.width);
    const top = point.score === null ? inset + plot.height - 4 : inset + trendY(point.score, scale, plot.height);
    if (point.number === scene.marked) {
      context.strokeStyle = style.text;
      context.lineWidth = 1.5;
      context.beginPath();
      context.arc(x, top, 9, 0, Math.PI * 2);
      context.stroke();
    }
    drawMark(context, point.verdict, x, top, style);
  });
}

function drawMark(context: Context, verdict: Verdict, x: number, y: number, style: TrendStyle): void {
  switch (verdict) {
    case 'pass':
      context.fillStyle = style.pass;
      context.beginPath();
      context.arc(x, y, 2, 0, Math.PI * 2);
      context.fill();
      return;
    case 'fail':
      context.strokeStyle = style.fail;
      context.lineWidth = 2;
      context.beginPath();
      context.moveTo(x - 4, y - 4);
      context.lineTo(x + 4, y + 4);
      context.moveTo(x + 4, y - 4);
      context.lineTo(x - 4, y + 4);
      context.stroke();
      return;
    case 'review':
      context.strokeStyle = style.review;
      context.lineWidth = 2;
      context.beginPath();
      context.moveTo(x, y - 4.5);
      context.lineTo(x + 4.5, y);
      context.lineTo(x, y + 4.5);
      context.lineTo(x - 4.5, y);
      context.closePath();
      context.stroke();
      return;
    case 'error':
      context.fillStyle = style.error;
      context.beginPath();
      context.moveTo(x, y - 5);
      context.lineTo(x + 5, y + 4);
      context.lineTo(x - 5, y + 4);
      context.closePath();
      context.fill();
      return;
  }
}
