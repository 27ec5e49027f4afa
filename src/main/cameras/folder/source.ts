import { basename, resolve } from 'node:path';
import type { SourceConfig } from '#shared/domain/source.ts';
import { type Frame, type FrameFailure, type FrameSource, isFailure, type SourceState } from '../frame-source.ts';
import { failureOf, readPicture } from './picture.ts';
import { type FileQueue, loopQueue, onceQueue, watchQueue } from './queue.ts';

export type FolderConfig = Extract<SourceConfig, { kind: 'folder' }>;

/**
 * Pictures from files. Nothing is dropped: each call of `next` takes one file, and a file that cannot be read is the answer to
 * one call. In `watch`, a file that cannot be decoded yet is given some time before it counts as damaged: not every
 * camera writes in one go.
 */
export function folderSource(id: string, config: FolderConfig, resumeAfter: string | null = null): FrameSource {
  const folder = resolve(config.path);
  const queue = queueFor(folder, config.mode, resumeAfter);
  // Of its own: what is only looked at is not taken from the line.
  const looking = loopQueue(folder, null);
  const listeners = new Set<(frame: Frame) => void>();
  let state: SourceState = 'starting';
  let seq = 0;
  let late = 0;

  async function read(path: string, deadline: number): Promise<Frame | FrameFailure> {
    const capturedAtUtc = new Date().toISOString();
    const patienceMs = config.mode === 'watch' ? Math.min(1_000, deadline - performance.now() - 100) : 0;
    const picture = await readPatiently(path, patienceMs);
    if (isPicture(picture)) {
      seq += 1;
      return { cameraId: id, seq, receivedMonoNs: process.hrtime.bigint(), capturedAtUtc, name: basename(path), image: picture };
    }
    queue.refuse(path);
    return { ...picture, capturedAtUtc };
  }

  async function look(timeoutMs: number): Promise<Frame | FrameFailure> {
    const deadline = performance.now() + timeoutMs;
    const shown = await looking.take(timeoutMs);
    if (shown === null) return failureOf(null, 'FRAME_TIMEOUT', 'The folder has no pictures.');
    const image = await inTime(readPicture(shown), deadline);
    if (image === null) return failureOf(basename(shown), 'FRAME_TIMEOUT', `The file was not read within ${timeoutMs} ms.`);
    if (!isPicture(image)) {
      looking.refuse(shown);
      return image;
    }
    const capturedAtUtc = new Date().toISOString();
    return { cameraId: id, seq: 0, receivedMonoNs: process.hrtime.bigint(), capturedAtUtc, name: basename(shown), image };
  }

  async function next(_afterMonoNs: bigint, timeoutMs: number): Promise<Frame | FrameFailure> {
    if (state === 'starting') return failureOf(null, 'CAMERA_LOST', 'The folder is not open.');
    const path = state === 'ended' ? null : await queue.take(timeoutMs);
    // From here on: a file that appears when the waiting is nearly over has as much time to be read as any other.
    const deadline = performance.now() + timeoutMs;
    if (path === null) {
      if (queue.lost()) return failureOf(null, 'CAMERA_LOST', `There is no folder ${folder}.`);
      if (queue.ended()) state = 'ended';
      const ended = state === 'ended';
      return failureOf(
        null,
        'FRAME_TIMEOUT',
        ended ? 'Every file of the folder was taken.' : `No new file within ${timeoutMs} ms.`,
      );
    }
    const answer = await inTime(read(path, deadline), deadline);
    if (queue.ended()) state = 'ended';
    if (answer === null) {
      late += 1;
      return failureOf(basename(path), 'FRAME_TIMEOUT', `The file was not read within ${timeoutMs} ms.`);
    }
    if (!isFailure(answer)) for (const listener of listeners) listener(answer);
    return answer;
  }

  return {
    id,
    name: `Folder ${basename(folder)}`,
    offline: true,
    async start() {
      await queue.start();
      state = queue.ended() ? 'ended' : 'ok';
    },
    next,
    look,
    onFrame(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stats: () => ({ fps: null, dropped: 0, late }),
    state: () => (state === 'ok' && queue.lost() ? 'lost' : state),
    async close() {
      state = 'ended';
      listeners.clear();
      await queue.close();
    },
  };
}

/** Null where it takes too long; the work itself goes on. */
async function inTime<T>(work: Promise<T>, deadline: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const giveUp = new Promise<null>((give) => {
    timer = setTimeout(() => give(null), Math.max(1, deadline - performance.now()));
  });
  return Promise.race([work, giveUp]).finally(() => clearTimeout(timer));
}

function queueFor(folder: string, mode: FolderConfig['mode'], resumeAfter: string | null): FileQueue {
  switch (mode) {
    case 'once':
      return onceQueue(folder, resumeAfter);
    case 'loop':
      return loopQueue(folder, resumeAfter);
    case 'watch':
      return watchQueue(folder);
  }
}

type Read = Awaited<ReturnType<typeof readPicture>>;

function isPicture(read: Read): read is Exclude<Read, FrameFailure> {
  return 'data' in read;
}

async function readPatiently(path: string, patienceMs: number): Promise<Read> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const read = await readPicture(path);
    if (isPicture(read) || performance.now() >= until) return read;
    await new Promise((again) => setTimeout(again, 150));
  }
}
