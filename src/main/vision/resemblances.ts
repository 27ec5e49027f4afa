import type { Defect, Likeness, Resemblance } from '#shared/domain/inspection.ts';
import { notInspected } from './compile.ts';
import type { InputSize } from './compile-backbone.ts';
import type { Judged } from './judge.ts';
import type { Affine } from './pixels/operations.ts';

/** Side of what is shown of a place, in cells of the map: a patch and what the network saw around it. */
const windowCells = 5;
const mostGood = 3;

/** In pixels of a picture. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * What the good pictures hold that looks most like each defect, or, where nothing is a defect, like the highest place of the
 * map. `toPicture`: from shares (0..1) of the map's sides to pixels of the picture, as are `defects`; `carried` pictures can be
 * shown, of the size `shown`.
 * Of one good picture only the nearest place is told.
 */
export function resemblancesOf(
  { cells, peaks, alike }: Judged,
  defects: readonly Defect[],
  [a, b, c, d, e, f]: Affine,
  picture: InputSize,
  shown: InputSize,
  carried: number,
): Resemblance[] {
  const cellOf = (peak: number) => peaks[peak] as number;
  const valueOf = (peak: number) => cells.data[cellOf(peak)] as number;
  const middleOf = (peak: number) => {
    const u = ((cellOf(peak) % cells.width) + 0.5) / cells.width;
    const v = (Math.floor(cellOf(peak) / cells.width) + 0.5) / cells.height;
    return { x: a * u + b * v + c, y: d * u + e * v + f };
  };
  const window = {
    width: (windowCells * Math.hypot(a, d)) / cells.width,
    height: (windowCells * Math.hypot(b, e)) / cells.height,
  };
  const own = {
    width: (windowCells * shown.width) / cells.width,
    height: (windowCells * shown.height) / cells.height,
  };

  const tell = (defect: number | null, peak: number): Resemblance[] => {
    const good: Likeness[] = [];
    for (let k = 0; k * peaks.length < alike.length / 3 && good.length < mostGood; k++) {
      const at = (k * peaks.length + peak) * 3;
      const [picture = -1, x = 0, y = 0] = alike.subarray(at, at + 3);
      if (!Number.isInteger(picture) || picture < 0 || picture >= carried) continue;
      if (good.some((known) => known.picture === picture)) continue;
      good.push({ picture, ...windowAt({ x, y }, own, shown) });
    }
    if (good.length === 0) return [];
    return [{ defect, ...windowAt(middleOf(peak), window, picture), good }];
  };

  const known = [...peaks.keys()].filter((peak) => Number.isFinite(valueOf(peak)));
  if (defects.length === 0) {
    // Exactly that value stands where nothing is judged; a very good part can be lower everywhere.
    const highest = known.find((peak) => valueOf(peak) !== notInspected);
    return highest === undefined ? [] : tell(null, highest);
  }
  return defects.flatMap((defect, k) => {
    // The summit of a region is a cell's own value, to the bit; a box may hold those of others.
    const summit = known.find((peak) => valueOf(peak) === defect.score && within(defect, middleOf(peak)));
    return summit === undefined ? [] : tell(k, summit);
  });
}

const within = (box: Place, { x, y }: { readonly x: number; readonly y: number }): boolean =>
  x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;

/** A window about a place in whole pixels, moved inside where it would leave the picture. */
export function windowAt(
  middle: { readonly x: number; readonly y: number },
  wanted: { readonly width: number; readonly height: number },
  picture: { readonly width: number; readonly height: number },
): Place {
  const [x, width] = spanAt(middle.x, wanted.width, picture.width);
  const [y, height] = spanAt(middle.y, wanted.height, picture.height);
  return { x, y, width, height };
}

function spanAt(middle: number, wanted: number, side: number): [from: number, length: number] {
  const length = Math.min(side, Math.max(1, Math.round(wanted)));
  return [Math.min(side - length, Math.max(0, Math.round(middle - length / 2))), length];
}
