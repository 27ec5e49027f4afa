import type { InputSize } from './compile-backbone.ts';
import { VisionError } from './errors.ts';
import type { Session } from './session.ts';
import type { AnomalyMap, Image } from './types.ts';

/** One run of a compiled model: the score and the map in the cells of the network, both on the score scale. */
export interface Judged {
  readonly score: number;
  readonly cells: AnomalyMap;
  /** By how much each judge lifts the score over what it says of good pictures; empty for models that do not tell. */
  readonly spoken: readonly number[];
  /** Cells of the highest places of the map, and what looks most like them, [k, peaks, 3], see `addAlike`; empty as above. */
  readonly peaks: Float32Array;
  readonly alike: Float32Array;
  /** How much each cell speaks for each kind of defect, [kinds, cells]; empty where none is told. */
  readonly kinds: Float32Array;
}

/** The one way from prepared pixels to a score: teaching, self-test and the line all come through here. */
export async function judgeCrop(session: Session, crop: Image, grid: InputSize): Promise<Judged> {
  const outputs = await session.run({ picture: { data: crop.data, dims: [1, crop.height, crop.width, 3] } });
  const score = outputs['score']?.data[0] ?? Number.NaN;
  const data = outputs['map']?.data;
  if (!Number.isFinite(score) || data === undefined || data.length !== grid.width * grid.height || !data.every(Number.isFinite)) {
    throw new VisionError('SCORE_INVALID', 'the model gave a score or a map that is not a number');
  }
  const more = (name: string) => outputs[name]?.data ?? new Float32Array();
  const cells = { width: grid.width, height: grid.height, data };
  return { score, cells, spoken: [...more('spoken')], peaks: more('peaks'), alike: more('alike'), kinds: more('kinds') };
}
