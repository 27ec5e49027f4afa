import { basename } from 'node:path';
import type { ReasonCode } from '#shared/domain/reason.ts';
import { medianOf } from '#shared/domain/threshold.ts';
import { measurePicture, type PictureSize } from './decode.ts';
import { VisionError } from './errors.ts';
import type { TeachProgress } from './types.ts';

export interface SkippedPicture {
  readonly path: string;
  readonly reason: ReasonCode;
  readonly detail: string;
}
export interface Survey {
  readonly paths: readonly string[];
  /** Width / height of the usable pictures. */
  readonly aspect: { readonly min: number; readonly median: number; readonly max: number };
  /** One that is shaped as most are, in pixels. */
  readonly usual: PictureSize;
  readonly skipped: readonly SkippedPicture[];
}

/** Looks at the headers of all pictures first: the model's input size follows from the aspect ratio most of them have. */
export async function surveyPictures(
  paths: readonly string[],
  onProgress: (progress: TeachProgress) => void,
  signal: AbortSignal,
): Promise<Survey> {
  const usable: string[] = [];
  const sizes: PictureSize[] = [];
  const skipped: SkippedPicture[] = [];
  for (const [k, path] of paths.entries()) {
    signal.throwIfAborted();
    try {
      const { width, height } = await measurePicture({ path });
      usable.push(path);
      sizes.push({ width, height });
    } catch (error) {
      skipped.push(skippedBy(path, error));
    }
    onProgress({ step: 'decode', done: k + 1, total: paths.length });
  }
  const aspects = sizes.map(aspectOf);
  const aspect = { min: Math.min(...aspects), median: medianOf(aspects), max: Math.max(...aspects) };
  return { paths: usable, aspect, usual: nearest(sizes, aspect.median), skipped };
}

const aspectOf = ({ width, height }: PictureSize) => width / height;

/** The first whose aspect ratio is nearest; a square where there is none. */
function nearest(sizes: readonly PictureSize[], aspect: number): PictureSize {
  const distanceOf = (size: PictureSize) => Math.abs(Math.log(aspectOf(size) / aspect));
  let best = sizes[0] ?? { width: 1, height: 1 };
  for (const size of sizes) if (distanceOf(size) < distanceOf(best)) best = size;
  return best;
}

/** What a picture that cannot be used is reported with. Anything but a refused picture is a fault of ours and goes on up. */
export function skippedBy(path: string, error: unknown): SkippedPicture {
  if (!(error instanceof VisionError)) throw new Error(`cannot use ${basename(path)}`, { cause: error });
  return { path, reason: error.code, detail: error.detail };
}
