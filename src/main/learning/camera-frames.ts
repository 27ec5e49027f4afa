import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PasslineError } from '#shared/contract/errors.ts';
import { type Engine, EngineError, type FrameInfo } from '../engine/index.ts';

/** Frames of the line's camera, full size and lossless, without taking any from the line. */
export interface CameraFrames {
  /**
   * Hands the file of the next frame to `use`, and deletes it afterwards. NOT_READY where no frame can be had: no source, no
   * engine, a camera that is away.
   */
  next<T>(folder: string, use: (path: string, frame: FrameInfo) => Promise<T>): Promise<T>;
}

const frameTimeoutMs = 5_000;
/** Waiting, encoding and writing on a busy machine. A line whose engine does not answer in this time is in trouble anyway. */
const answerTimeoutMs = 60_000;

export function createCameraFrames(line: Engine): CameraFrames {
  return {
    async next(folder, use) {
      const path = join(folder, `${randomUUID()}.png`);
      try {
        const frame = await line
          .call('look', { path, timeoutMs: frameTimeoutMs }, { timeoutMs: answerTimeoutMs })
          .catch((error: unknown) => {
            if (error instanceof EngineError) throw new PasslineError('NOT_READY', error.detail, { cause: error });
            throw error;
          });
        return await use(path, frame);
      } finally {
        await rm(path, { force: true });
      }
    },
  };
}
