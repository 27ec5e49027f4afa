import { createHash } from 'node:crypto';
import type { Backbone } from './backbone.ts';
import { compileFeatures } from './compile.ts';
import { decodePicture, readPictureFile } from './decode.ts';
import { tapNames } from './method.ts';
import { type Preprocessing, prepareCrop } from './preprocess.ts';
import { openSession } from './session.ts';
import { type SkippedPicture, skippedBy } from './survey.ts';
import type { Image, TeachProgress } from './types.ts';

const keptCrops = 3;

/** A good picture as teaching sees it. */
export interface TaughtPicture {
  readonly fileSha256: string;
  /** Kept of the first few only, for the self-test: a thousand of them would fill the memory. */
  readonly crop: Image | null;
  /** By tap: pooled features [channels, patches]. */
  readonly features: Readonly<Record<string, Float32Array>>;
}

/**
 * Decodes the pictures one after the other (the next is being read meanwhile) and runs the backbone on each. A picture whose
 * prepared pixels were seen before counts once: the same part in training and validation would make the scores look too good.
 */
export async function extractFeatures(
  backbone: Backbone,
  paths: readonly string[],
  preprocessing: Preprocessing,
  onProgress: (progress: TeachProgress) => void,
  signal: AbortSignal,
): Promise<{ pictures: TaughtPicture[]; skipped: SkippedPicture[] }> {
  const { width, height } = preprocessing.input;
  const session = await openSession(compileFeatures(backbone, tapNames, preprocessing.input));
  const pictures: TaughtPicture[] = [];
  const skipped: SkippedPicture[] = [];
  const seen = new Set<string>();
  try {
    let next = paths[0] === undefined ? null : readPicture(paths[0]);
    for (const [k, path] of paths.entries()) {
      signal.throwIfAborted();
      const reading = next as ReturnType<typeof readPicture>;
      const following = paths[k + 1];
      next = following === undefined ? null : readPicture(following);
      const { fileSha256, image, error } = await reading;
      if (image === null) {
        skipped.push(skippedBy(path, error));
      } else {
        const crop = prepareCrop(image, preprocessing);
        const content = createHash('sha256').update(crop.data).digest('hex');
        if (!seen.has(content)) {
          seen.add(content);
          const outputs = await session.run({ picture: { data: crop.data, dims: [1, height, width, 3] } });
          const features = Object.fromEntries(tapNames.map((tap) => [tap, featuresOf(outputs, tap)]));
          pictures.push({ fileSha256, crop: pictures.length < keptCrops ? crop : null, features });
        }
      }
      onProgress({ step: 'features', done: k + 1, total: paths.length });
    }
  } finally {
    await session.close();
  }
  return { pictures, skipped };
}

type Reading = { fileSha256: string; image: Image; error: null } | { fileSha256: null; image: null; error: unknown };

/** Never rejects: a picture that is read ahead may fail before anybody waits for it. */
async function readPicture(path: string): Promise<Reading> {
  try {
    const bytes = await readPictureFile(path);
    const fileSha256 = createHash('sha256').update(bytes).digest('hex');
    return { fileSha256, image: await decodePicture({ bytes }), error: null };
  } catch (error) {
    return { fileSha256: null, image: null, error };
  }
}

function featuresOf(outputs: Readonly<Record<string, { readonly data: Float32Array }>>, tap: string): Float32Array {
  const data = outputs[`features_${tap}`]?.data;
  if (data === undefined) throw new Error(`the backbone gave no features of tap ${tap}`);
  // A copy: the runtime may use its buffer again.
  return Float32Array.from(data);
}
