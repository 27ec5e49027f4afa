import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { type Backbone, tapOf } from './backbone.ts';
import { compileFeatures } from './compile.ts';
import { disturb, drawDisturbance, lyingReach, uprightReach } from './copies.ts';
import { decodePicture, readPictureFile } from './decode.ts';
import { inspectedOf } from './inspected.ts';
import type { Sample } from './members.ts';
import { tapsOf } from './method.ts';
import type { Prepare } from './prepare.ts';
import type { Preprocessing } from './preprocess.ts';
import { uniform } from './random.ts';
import { openSession } from './session.ts';
import { type SkippedPicture, skippedBy } from './survey.ts';
import type { Image, TeachProgress } from './types.ts';

/** For the self-test, of the first pictures. */
const testedCrops = 3;
/** Disturbed copies of each picture, and of all together: with this many pictures the parts vary enough by themselves. */
const copiesEach = 2;
const mostCopies = 600;
/** What features and crops of all pictures and copies may take. */
const memoryBytes = 512 * 1024 * 1024;

/** A good picture as teaching sees it. */
export interface TaughtPicture {
  readonly path: string;
  readonly fileSha256: string;
  /** Kept of the first few only where there are so many pictures that none is copied: they would fill the memory. */
  readonly crop: Image | null;
  /** By tap: pooled features [channels, patches]. */
  readonly features: Readonly<Record<string, Float32Array>>;
  /** What a head for known defects sees, see `addPools`; empty where it was not asked for. */
  readonly pools: Float32Array;
}

/**
 * Decodes the pictures one after the other (the next is being read meanwhile) and runs the backbone on each. A picture whose
 * prepared pixels were seen before counts once: the same part in training and validation would make the scores look too good.
 */
export async function extractFeatures(
  backbone: Backbone,
  paths: readonly string[],
  preprocessing: Preprocessing,
  prepare: Prepare,
  pooled: boolean,
  onProgress: (progress: TeachProgress) => void,
  signal: AbortSignal,
): Promise<{ pictures: TaughtPicture[]; skipped: SkippedPicture[] }> {
  const extractor = await openExtractor(backbone, preprocessing, pooled);
  const keptCrops = copiesOf(backbone, preprocessing, paths.length) > 0 ? paths.length : testedCrops;
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
      const { fileSha256, crop, error } = prepared(await reading, prepare);
      if (crop === null) {
        skipped.push(skippedBy(path, error));
      } else {
        const content = createHash('sha256').update(crop.data).digest('hex');
        if (!seen.has(content)) {
          seen.add(content);
          pictures.push({ path, fileSha256, crop: pictures.length < keptCrops ? crop : null, ...(await extractor.look(crop)) });
        }
      }
      onProgress({ step: 'features', done: k + 1, total: paths.length });
    }
  } finally {
    await extractor.close();
  }
  return { pictures, skipped };
}

/**
 * Features of turned, shifted and dimmed copies of the pictures: two of each, fewer where there are many pictures, none where
 * there are very many. The same seed gives the same copies.
 */
export async function extractCopies(
  backbone: Backbone,
  pictures: readonly TaughtPicture[],
  preprocessing: Preprocessing,
  seed: number,
  onProgress: (progress: TeachProgress) => void,
  signal: AbortSignal,
): Promise<Sample[]> {
  const each = copiesOf(backbone, preprocessing, pictures.length);
  const copies: Sample[] = [];
  if (each === 0) return copies;
  const extractor = await openExtractor(backbone, preprocessing, false);
  const random = uniform(seed ^ 0x2c1b3c6d);
  const reach = preprocessing.upright === undefined ? lyingReach : uprightReach;
  const total = pictures.length * (1 + each);
  try {
    for (const [picture, { crop }] of pictures.entries()) {
      // A turn of the event loop: a cancel must be able to come in.
      await turn();
      for (let k = 0; k < each && crop !== null; k++) {
        signal.throwIfAborted();
        const disturbance = drawDisturbance(crop, random, reach);
        const { features } = await extractor.look(disturb(crop, disturbance));
        copies.push({ picture, disturbance, features });
        onProgress({ step: 'features', done: pictures.length + copies.length, total });
      }
    }
  } finally {
    await extractor.close();
  }
  return copies;
}

/** How many pictures the memory is meant for. */
export function mostPictures(backbone: Backbone, preprocessing: Preprocessing): number {
  return Math.floor(memoryBytes / sampleBytes(backbone, preprocessing));
}

/** Copies of each of so many pictures. */
function copiesOf(backbone: Backbone, preprocessing: Preprocessing, pictures: number): number {
  const bytes = sampleBytes(backbone, preprocessing);
  const { width, height } = preprocessing.input;
  const room = memoryBytes - pictures * (bytes + 3 * width * height);
  return Math.max(0, Math.min(copiesEach, Math.floor(mostCopies / pictures), Math.floor(room / (pictures * bytes))));
}

/** Of the features of a picture. */
function sampleBytes(backbone: Backbone, { map }: Preprocessing): number {
  const taps = tapsOf(backbone.method).map((name) => tapOf(backbone, name));
  return taps.reduce((sum, tap) => sum + 4 * tap.channels * map.width * map.height, 0);
}

type Reading = { fileSha256: string; image: Image; error: null } | { fileSha256: null; image: null; error: unknown };

type Ready = { fileSha256: string; crop: Image; error: null } | { fileSha256: null; crop: null; error: unknown };

/** The picture as the network sees it, or why it cannot be seen. */
function prepared(reading: Reading, prepare: Prepare): Ready {
  if (reading.image === null) return { fileSha256: null, crop: null, error: reading.error };
  try {
    return { fileSha256: reading.fileSha256, crop: prepare(reading.image).crop, error: null };
  } catch (error) {
    return { fileSha256: null, crop: null, error };
  }
}

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

/** The network as teaching uses it. */
export interface FeatureExtractor {
  /** `crop`: prepared as the model will prepare pictures. */
  look(crop: Image): Promise<Pick<TaughtPicture, 'features' | 'pools'>>;
  close(): Promise<void>;
}

/** `pooled`: whether `pools` are wanted too; they need a deeper layer. */
export async function openExtractor(
  backbone: Backbone,
  preprocessing: Preprocessing,
  pooled: boolean,
): Promise<FeatureExtractor> {
  const taps = tapsOf(backbone.method);
  const session = await openSession(compileFeatures(backbone, taps, preprocessing.input, inspectedOf(preprocessing), pooled));
  return {
    async look(crop) {
      const outputs = await session.run({ picture: { data: crop.data, dims: [1, crop.height, crop.width, 3] } });
      // A copy: the runtime may use its buffer again.
      const copy = (name: string): Float32Array => {
        const data = outputs[name]?.data;
        if (data === undefined) throw new Error(`the backbone gave no ${name}`);
        return Float32Array.from(data);
      };
      const features = Object.fromEntries(taps.map((tap) => [tap, copy(`features_${tap}`)]));
      return { features, pools: pooled ? copy('pools') : new Float32Array() };
    },
    close: session.close,
  };
}
