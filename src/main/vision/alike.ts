import type { Places } from './compile-alike.ts';
import type { InputSize } from './compile-backbone.ts';
import type { Member } from './compile-members.ts';
import { sourceOf } from './copies.ts';
import { inspectedOf } from './inspected.ts';
import type { Sample } from './members.ts';
import type { Preprocessing } from './preprocess.ts';

/** Carried pictures are at most so large: what is shown of them is shown small. */
const mostPixels = 2 * 320 * 320;

/** The size of the pictures that a model carries, by that of its input. */
export function carriedSize({ width, height }: InputSize): InputSize {
  if (width * height <= mostPixels) return { width, height };
  return carriedSize({ width: Math.round(width / 2), height: Math.round(height / 2) });
}

/** Good pictures that a model carries, to be shown beside a part: about a megabyte. */
export const mostCarried = 64;

/** What a model needs to say what a place of a part looked most like. */
export interface Alike {
  /** Numbers of the good pictures that it carries, ascending. */
  readonly carried: readonly number[];
  /** Of the rows of its first memory bank. */
  readonly places: Places | null;
}

/**
 * Which good pictures a model carries (those that the most rows of its first bank come from) and where its rows were seen. A
 * row from a disturbed copy was seen where that place lies in the picture itself.
 */
export function alikeOf(
  members: readonly Member[],
  samples: readonly Sample[],
  preprocessing: Omit<Preprocessing, 'aspect'>,
): Alike {
  const { input, map: grid } = preprocessing;
  const origins = members.flatMap((member) => ('whitening' in member ? [] : [member.origins]))[0];
  if (origins === undefined) return { carried: [], places: null };
  const inspected = inspectedOf(preprocessing)?.cells;
  const cells = inspected?.length ?? grid.width * grid.height;
  const sampleOf = (origin: number) => samples[Math.floor(origin / cells)] as Sample;
  const carried = mostSeen([...origins].map((origin) => sampleOf(origin).picture));
  const shown = carriedSize(input);
  const [scaleX, scaleY] = [shown.width / input.width, shown.height / input.height];
  const numberOf = new Map(carried.map((picture, number) => [picture, number]));
  const places = new Float32Array(origins.length * 3);
  origins.forEach((origin, row) => {
    const { picture, disturbance } = sampleOf(origin);
    const cell = inspected?.[origin % cells] ?? origin % cells;
    const x = (((cell % grid.width) + 0.5) * input.width) / grid.width;
    const y = ((Math.floor(cell / grid.width) + 0.5) * input.height) / grid.height;
    const seen = disturbance ? sourceOf(x - 0.5, y - 0.5, input, disturbance) : { x: x - 0.5, y: y - 0.5 };
    places.set([numberOf.get(picture) ?? -1, (seen.x + 0.5) * scaleX, (seen.y + 0.5) * scaleY], row * 3);
  });
  return { carried, places };
}

function mostSeen(pictures: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const picture of pictures) counts.set(picture, (counts.get(picture) ?? 0) + 1);
  const ordered = [...counts].sort(([a, countA], [b, countB]) => countB - countA || a - b);
  return ordered
    .slice(0, mostCarried)
    .map(([picture]) => picture)
    .sort((a, b) => a - b);
}
