/** Strokes of the engraving machine's font: polylines on a grid 4 wide and 6 high, y down. Only what is engraved here. */
const strokes: Readonly<Record<string, readonly (readonly (readonly [number, number])[])[]>> = {
  '0': [
    [
      [1, 0],
      [3, 0],
      [4, 1],
      [4, 5],
      [3, 6],
      [1, 6],
      [0, 5],
      [0, 1],
      [1, 0],
    ],
  ],
  '1': [
    [
      [1, 1],
      [2, 0],
      [2, 6],
    ],
  ],
  '2': [
    [
      [0, 1],
      [1, 0],
      [3, 0],
      [4, 1],
      [4, 2],
      [0, 6],
      [4, 6],
    ],
  ],
  '4': [
    [
      [3, 6],
      [3, 0],
      [0, 4],
      [4, 4],
    ],
  ],
  '5': [
    [
      [4, 0],
      [0, 0],
      [0, 2.6],
      [3, 2.6],
      [4, 3.5],
      [4, 5],
      [3, 6],
      [0, 6],
    ],
  ],
  '6': [
    [
      [4, 0],
      [1.5, 1],
      [0, 3],
      [0, 5],
      [1, 6],
      [3, 6],
      [4, 5],
      [4, 4],
      [3, 3],
      [0, 3],
    ],
  ],
  '8': [
    [
      [1, 0],
      [3, 0],
      [4, 1],
      [4, 2],
      [3, 3],
      [1, 3],
      [0, 4],
      [0, 5],
      [1, 6],
      [3, 6],
      [4, 5],
      [4, 4],
      [3, 3],
      [1, 3],
      [0, 2],
      [0, 1],
      [1, 0],
    ],
  ],
  A: [
    [
      [0, 6],
      [2, 0],
      [4, 6],
    ],
    [
      [0.8, 4],
      [3.2, 4],
    ],
  ],
  D: [
    [
      [0, 0],
      [2.5, 0],
      [4, 1.5],
      [4, 4.5],
      [2.5, 6],
      [0, 6],
      [0, 0],
    ],
  ],
  L: [
    [
      [0, 0],
      [0, 6],
      [4, 6],
    ],
  ],
  N: [
    [
      [0, 6],
      [0, 0],
      [4, 6],
      [4, 0],
    ],
  ],
  P: [
    [
      [0, 6],
      [0, 0],
      [3, 0],
      [4, 1],
      [4, 2.2],
      [3, 3.2],
      [0, 3.2],
    ],
  ],
  T: [
    [
      [0, 0],
      [4, 0],
    ],
    [
      [2, 0],
      [2, 6],
    ],
  ],
  '-': [
    [
      [0.5, 3],
      [3.5, 3],
    ],
  ],
  ' ': [],
};

export interface Segment {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/**
 * Text on an arc around the origin as straight segments (x right, y down, unit: the unit of `radius`).
 * `middleDeg` is the direction of the middle of the text, clockwise from 12 o'clock; letters stand upright seen from outside in.
 */
export function textOnArc(
  text: string,
  arc: { readonly radius: number; readonly height: number; readonly middleDeg: number },
): Segment[] {
  const unit = arc.height / 6;
  const advance = 5.6 * unit;
  const segments: Segment[] = [];
  const place = (column: number, row: number, letter: number): [number, number] => {
    const along = (letter - (text.length - 1) / 2) * advance + (column - 2) * unit;
    const radius = arc.radius + (3 - row) * unit;
    const angle = (arc.middleDeg * Math.PI) / 180 + along / arc.radius;
    return [Math.sin(angle) * radius, -Math.cos(angle) * radius];
  };
  for (let letter = 0; letter < text.length; letter += 1) {
    for (const line of strokes[text.charAt(letter)] ?? []) {
      for (const [index, end] of line.entries()) {
        const start = line[index - 1];
        if (start === undefined) continue;
        const [x0, y0] = place(start[0], start[1], letter);
        const [x1, y1] = place(end[0], end[1], letter);
        segments.push({ x0, y0, x1, y1 });
      }
    }
  }
  return segments;
}

/** Graduation marks around the origin. */
export function ticks(count: number, inner: number, outer: (index: number) => number): Segment[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = (index / count) * 2 * Math.PI;
    const [sin, cos] = [Math.sin(angle), -Math.cos(angle)];
    const end = outer(index);
    return { x0: sin * inner, y0: cos * inner, x1: sin * end, y1: cos * end };
  });
}

/** Distance of a point from a segment, in the segment's unit. */
export function distanceTo({ x0, y0, x1, y1 }: Segment, x: number, y: number): number {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length2));
  return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
}
