import type { Verdict } from '#shared/domain/verdict.ts';
import type { Size } from './geometry.ts';

export interface TrendPoint {
  readonly number: number;
  readonly score: number | null;
  readonly verdict: Verdict;
}

/**
 * Place of a score on every scale of the page, 0..1: straight from 0 to the threshold, which is always in the middle; above it
 * ever closer to 1 (`1 − threshold / 2 score`, which goes on with the same slope), so that a score of ten times the threshold
 * is told from one of twice, and nothing is cut off. A scale that followed the data would make a quiet process look wild.
 */
export function scoreShare(score: number, threshold: number): number {
  const t = Number.isFinite(threshold) && threshold > 0 ? threshold : 0.5;
  if (score <= t) return Math.max(0, score / (2 * t));
  return 1 - t / (2 * score);
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
  /** From which score on a person decides; null: the recipe knows no review. */
  readonly review: { readonly from: number; readonly label: string } | null;
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
  const height = (score: number): number => inset + (1 - scoreShare(score, scene.threshold)) * plot.height;
  const drawLine = (score: number, dash: number[], label: string, below: number): void => {
    const y = Math.round(height(score)) + 0.5;
    context.strokeStyle = style.line;
    context.lineWidth = 1;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(inset, y);
    context.lineTo(inset + plot.width, y);
    context.stroke();
    context.setLineDash([]);
    context.font = style.font;
    context.fillStyle = style.text;
    context.textAlign = 'left';
    context.textBaseline = 'alphabetic';
    context.fillText(label, inset, y + below);
  };
  drawLine(scene.threshold, [5, 4], scene.thresholdLabel, -6);
  // Below its line, where the one of the threshold cannot be.
  if (scene.review !== null) drawLine(scene.review.from, [1, 4], scene.review.label, 16);

  scene.points.slice(0, scene.slots).forEach((point, index) => {
    const x = inset + trendX(index, scene.slots, plot.width);
    const top = point.score === null ? inset + plot.height - 4 : height(point.score);
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
