import { highestThreshold } from '#shared/contract/draft.ts';
import { scoreShare } from '../../../canvas/trend.ts';

/** Where the automatic threshold of every model lies: the middle of the scale. */
const middle = 0.5;
/** A line below the middle of the good parts would decide nothing. */
export const lowestThreshold = 0.26;

export const ticks = [0, 0.25, 0.5, 0.75, 1, 2] as const;

/** Place of a score on the axis, 0..1: the scale of every chart of the page, bent above the automatic threshold. */
export const shareOf = (score: number): number => scoreShare(score, middle);

/** The score at a place of the axis; the opposite of {@link shareOf}. */
export function scoreAt(share: number): number {
  const place = Math.min(0.999, Math.max(0, share));
  return place <= 0.5 ? 2 * middle * place : middle / (2 * (1 - place));
}

export const clampThreshold = (score: number): number => Math.min(highestThreshold, Math.max(lowestThreshold, score));

export interface PlotPoint {
  readonly id: string;
  readonly score: number;
  readonly bad: boolean;
}

export interface PlotMark extends PlotPoint {
  /** Centre, pixels of the plot. */
  readonly x: number;
  readonly y: number;
}

export interface ScorePlot {
  readonly marks: readonly PlotMark[];
  /** Height of the line between good parts (above) and bad parts (below). */
  readonly axisY: number;
  /** Side of one mark, pixels. */
  readonly side: number;
}

const sides = [22, 20, 18, 16, 14, 12, 10, 8, 7, 6, 5, 4, 3, 2] as const;
/** Space above and below the stacks. */
const margin = 10;
/** The least share of the height for each kind where there are both. */
const leastShare = 0.3;

/**
 * Every picture as a mark exactly at its score: good parts above the axis, bad ones below, each on the lowest level where it
 * does not cover another (a beeswarm), as large as the highest stack allows. Stacks that do not fit even in the smallest size
 * are pressed together.
 */
export function plotScores(points: readonly PlotPoint[], size: { readonly width: number; readonly height: number }): ScorePlot {
  const room = Math.max(0, size.height - 2 * margin);
  const ascending = points.toSorted((a, b) => a.score - b.score);
  const good = ascending.filter((point) => !point.bad);
  const bad = ascending.filter((point) => point.bad);
  for (const side of sides) {
    const above = stack(good, size.width, side);
    const below = stack(bad, size.width, side);
    const levels = above.levels + below.levels;
    if (levels * side > room && side !== sides.at(-1)) continue;
    const share = levels === 0 ? 1 : above.levels / levels;
    const shareAbove = bad.length === 0 ? 1 : Math.min(1 - leastShare, Math.max(leastShare, share));
    const axisY = margin + room * shareAbove;
    const pitch = (count: number, space: number): number => Math.min(side, space / Math.max(1, count));
    const up = pitch(above.levels, axisY - margin);
    const down = pitch(below.levels, size.height - margin - axisY);
    const marks = [
      ...above.marks.map(({ level, ...mark }) => ({ ...mark, y: axisY - up * (level + 0.5) })),
      ...below.marks.map(({ level, ...mark }) => ({ ...mark, y: axisY + down * (level + 0.5) })),
    ];
    return { marks, axisY, side };
  }
  return { marks: [], axisY: size.height, side: 0 };
}

interface Stack {
  readonly marks: readonly (PlotPoint & { readonly x: number; readonly level: number })[];
  readonly levels: number;
}

/** `ascending` by score: each mark only has to keep clear of the last one on its level. */
function stack(ascending: readonly PlotPoint[], width: number, side: number): Stack {
  const lastX: number[] = [];
  const marks = ascending.map((point) => {
    const x = Math.min(width - side / 2, Math.max(side / 2, shareOf(point.score) * width));
    const free = lastX.findIndex((last) => x - last >= side);
    const level = free < 0 ? lastX.length : free;
    lastX[level] = x;
    return { ...point, x, level };
  });
  return { marks, levels: lastX.length };
}
