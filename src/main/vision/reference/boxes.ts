import { VisionError } from '../errors.ts';

/** In pixels of the picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Annotated boxes, a line each: `x1 y1 x2 y2 type`, parted by blanks or commas. Throws VisionError FILE_DAMAGED. */
export function parseBoxes(text: string): Box[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.map((line, k) => {
    const [left = Number.NaN, top = Number.NaN, right = Number.NaN, bottom = Number.NaN] = line
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    if (!(right >= left && bottom >= top))
      throw new VisionError('FILE_DAMAGED', `line ${k + 1} of the boxes is not x1 y1 x2 y2 type`);
    return { left, top, right, bottom };
  });
}

/** How many detected boxes have their centre in an annotated one, each annotated box counting once. */
export function matchBoxes(detected: readonly Box[], annotated: readonly Box[]): number {
  const free = new Set(annotated);
  let matched = 0;
  for (const { left, top, right, bottom } of detected) {
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const holding = [...free].filter((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
    // Of overlapping boxes the one around it most closely.
    const [hit] = holding.sort((a, b) => areaOf(a) - areaOf(b));
    if (hit === undefined) continue;
    free.delete(hit);
    matched++;
  }
  return matched;
}

const areaOf = ({ left, top, right, bottom }: Box): number => (right - left) * (bottom - top);
