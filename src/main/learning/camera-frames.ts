import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PasslineError } from '#shared/contract/errors.ts';
import { type Engine, EngineError, type FrameInfo } from '../engine/index.ts';

/** Frames of the line's camera, full size and lossless, without taking any from the line. */
export interface CameraFrames {
  /**
   * Hands the file of the next frame to `use`, and deletes it afterwards. NOT_READY where no frame can be had: no source, no
   * engine, a camera that is away. BUSY while too many wait.
   */
  next<T>(folder: string, use: (path: string, frame: FrameInfo) => Promise<T>): Promise<T>;
}

const frameTimeoutMs = 5_000;
/** Long, as for the pictures of parts: a slow disk must not have the engine of the line killed. */
const answerTimeoutMs = 300_000;
const mostWaiting = 4;

export function createCameraFrames(line: Engine): CameraFrames {
  let waiting = 0;
  return {
    async next(folder, use) {
      if (waiting >= mostWaiting) throw new PasslineError('BUSY');
      waiting += 1;
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
        waiting -= 1;
        await rm(path, { force: true });
      }
    },
  };
}
