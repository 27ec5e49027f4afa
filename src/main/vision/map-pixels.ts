import type { AnomalyMap } from './types.ts';

interface Steps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly share: Float32Array;
}

function steps(cells: number, pixels: number): Steps {
  const first = new Int32Array(pixels);
  const second = new Int32Array(pixels);
  const share = new Float32Array(pixels);
  for (let i = 0; i < pixels; i++) {
    const at = Math.min(cells - 1, Math.max(0, ((i + 0.5) * cells) / pixels - 0.5));
    const cell = Math.floor(at);
    first[i] = cell;
    second[i] = Math.min(cells - 1, cell + 1);
    share[i] = at - cell;
  }
  return { first, second, share };
}

/** Calls `row` with the map's values at every pixel of each picture row (bilinear, one array used over and over). */
export function eachMapRow(map: AnomalyMap, width: number, height: number, row: (y: number, values: Float32Array) => void): void {
  const across = steps(map.width, width);
  const down = steps(map.height, height);
  const blended = new Float32Array(map.width);
  const values = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const above = (down.first[y] as number) * map.width;
    const below = (down.second[y] as number) * map.width;
    const share = down.share[y] as number;
    for (let x = 0; x < map.width; x++) {
      const top = map.data[above + x] as number;
      blended[x] = top + ((map.data[below + x] as number) - top) * share;
    }
    for (let x = 0; x < width; x++) {
      const left = blended[across.first[x] as number] as number;
      values[x] = left + ((blended[across.second[x] as number] as number) - left) * (across.share[x] as number);
    }
    row(y, values);
  }
}

/** The map at every pixel of a picture, row-major [height, width]. */
export function mapToPixels(map: AnomalyMap, width: number, height: number): Float32Array {
  const pixels = new Float32Array(width * height);
  eachMapRow(map, width, height, (y, values) => pixels.set(values, y * width));
  return pixels;
}
