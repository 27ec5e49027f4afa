import { type Backbone, tapOf } from '../backbone.ts';
import { compileFeatures } from '../compile.ts';
import { measureEvidence } from '../evidence.ts';
import type { Affine } from '../pixels/operations.ts';
import { sampleThrough } from '../sample.ts';
import { openSession } from '../session.ts';
import type { Image } from '../types.ts';
import type { Framing } from './frame.ts';
import type { Golden, Place } from './locate.ts';
import type { Part } from './look.ts';
import { atCentres, cropToPicture, enlarged } from './upright.ts';

/** How much of the variance at a fixed place (see `measureEvidence`) is gone, against parts that are centred and not turned. */
export async function gainOf(
  parts: readonly Part[],
  places: readonly Place[],
  golden: Golden,
  { frame, input }: Framing,
  backbone: Backbone,
  signal: AbortSignal,
): Promise<number> {
  const { tap } = backbone.method.position;
  const session = await openSession(compileFeatures(backbone, [tap], input));
  const look = async (image: Image): Promise<Float32Array> => {
    const outputs = await session.run({ picture: { data: image.data, dims: [1, image.height, image.width, 3] } });
    return Float32Array.from(outputs[`features_${tap}`]?.data ?? []);
  };
  try {
    const features = { upright: [] as Float32Array[], lying: [] as Float32Array[] };
    for (const [k, { trying, small }] of parts.entries()) {
      signal.throwIfAborted();
      const { matrix, room } = places[k] as Place;
      const scale = [trying.width / small.width, trying.height / small.height] as const;
      const cut = (from: Affine) =>
        sampleThrough(trying, atCentres(cropToPicture(from, frame, input, scale)), input, { room: enlarged(room, scale) });
      features.upright.push(await look(cut(matrix)));
      features.lying.push(await look(cut(unturned(matrix, golden.grey.width))));
    }
    const { channels } = tapOf(backbone, tap);
    const left = measureEvidence(features.upright, channels).positionVariance;
    const before = measureEvidence(features.lying, channels).positionVariance;
    return before > 0 ? 1 - left / before : 0;
  } finally {
    await session.close();
  }
}

/** The same place of the golden part's middle, not turned. */
function unturned([a, b, c, d, e, f]: Affine, side: number): Affine {
  const middle = (side - 1) / 2;
  return [1, 0, (a + b) * middle + c - middle, 0, 1, (d + e) * middle + f - middle];
}
