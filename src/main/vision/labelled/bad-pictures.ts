import { createHash } from 'node:crypto';
import { decodePicture } from '../decode.ts';
import { openExtractor } from '../features.ts';
import { type Finished, thresholdOnScale } from '../finish.ts';
import { judgeCrop } from '../judge.ts';
import { describeDefect } from '../kinds/describe.ts';
import { cellsAbout, highestCell } from '../kinds/region.ts';
import type { Learned } from '../learn.ts';
import { openSession } from '../session.ts';
import { type SkippedPicture, skippedBy } from '../survey.ts';
import type { Image } from '../types.ts';
import type { Labelled } from './head.ts';

/** A picture that took no part in teaching, as the judges and a head see it. */
export interface SeenPicture extends Labelled {
  readonly path: string;
  readonly crop: Image;
  /** Its highest region, see `describeDefect`. */
  readonly description: Float32Array;
}

/**
 * Looks at pictures with a model that good ones taught (`plain`: without a head). One whose prepared pixels were seen before
 * counts once: taught and left out at the same time, it would make a head look too good.
 */
export async function lookAtPictures(
  paths: readonly string[],
  learned: Learned,
  { graph, calibration: { scale, offset } }: Finished,
  onLooked: (done: number) => void,
  signal: AbortSignal,
): Promise<{ seen: SeenPicture[]; skipped: SkippedPicture[] }> {
  const { backbone, preprocessing, prepare, usual } = learned;
  const seen: SeenPicture[] = [];
  const skipped: SkippedPicture[] = [];
  const contents = new Set<string>();
  const session = await openSession(graph);
  const extractor = await openExtractor(backbone, preprocessing, true);
  try {
    for (const [k, path] of paths.entries()) {
      signal.throwIfAborted();
      try {
        const { crop } = prepare(await decodePicture({ path }));
        const content = createHash('sha256').update(crop.data).digest('hex');
        if (!contents.has(content)) {
          contents.add(content);
          const { score, cells } = await judgeCrop(session, crop, preprocessing.map);
          const { pools, features } = await extractor.look(crop);
          const region = cellsAbout(cells, highestCell(cells), thresholdOnScale);
          const description = usual ? describeDefect(usual, features, region) : new Float32Array();
          seen.push({ path, crop, pools, description, score: (score - offset) / scale });
        }
      } catch (error) {
        skipped.push(skippedBy(path, error));
      }
      onLooked(k + 1);
    }
  } finally {
    await Promise.all([session.close(), extractor.close()]);
  }
  return { seen, skipped };
}
