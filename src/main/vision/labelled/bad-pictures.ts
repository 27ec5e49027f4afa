import { createHash } from 'node:crypto';
import { decodePicture } from '../decode.ts';
import { openExtractor } from '../features.ts';
import type { Finished } from '../finish.ts';
import { judgeCrop } from '../judge.ts';
import type { Learned } from '../learn.ts';
import { openSession } from '../session.ts';
import { type SkippedPicture, skippedBy } from '../survey.ts';
import type { Image } from '../types.ts';
import type { Labelled } from './head.ts';

/** A picture that took no part in teaching, as the judges and a head see it. */
export interface SeenPicture extends Labelled {
  readonly path: string;
  readonly crop: Image;
}

/**
 * Looks at pictures with a model that good ones taught (`plain`: without a head). One whose prepared pixels were seen before
 * counts once: taught and left out at the same time, it would make a head look too good.
 */
export async function lookAtPictures(
  paths: readonly string[],
  { backbone, preprocessing, prepare }: Learned,
  { graph, calibration: { scale, offset } }: Finished,
  onLooked: (done: number) => void,
  signal: AbortSignal,
): Promise<{ seen: SeenPicture[]; skipped: SkippedPicture[] }> {
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
          const { score } = await judgeCrop(session, crop, preprocessing.map);
          seen.push({ path, crop, pools: (await extractor.look(crop)).pools, score: (score - offset) / scale });
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
