import { setTimeout as wait } from 'node:timers/promises';
import type { SourceConfig } from '#shared/domain/source.ts';
import { type Frame, type FrameFailure, type FrameSource, openSource } from '../cameras/index.ts';
import { EngineError } from './errors.ts';
import type { EngineEvent, FrameInfo } from './protocol.ts';
import { previewOf } from './previews.ts';

export interface LineSource {
  readonly opened: { readonly cameraId: string; readonly name: string; readonly offline: boolean };
  next(afterMonoNs: bigint, timeoutMs: number): Promise<Frame | FrameFailure>;
  /** See `FrameSource.look`. */
  look(timeoutMs: number): Promise<Frame | FrameFailure>;
  close(): Promise<void>;
}

const liveEveryMs = 100;
const watchEveryMs = 200;
const reportEveryMs = 1_000;

/** Opens a source and tells of it: live pictures (at most ten a second), its state when it changes and once a second. */
export async function openLineSource(
  config: SourceConfig,
  resumeAfter: string | null,
  send: (event: EngineEvent) => void,
): Promise<LineSource> {
  const source = await open(config, resumeAfter);
  const stopLive = sendLivePictures(source, send);
  const stopWatch = sendCameraState(source, send);
  return {
    opened: { cameraId: source.id, name: source.name, offline: source.offline },
    async next(afterMonoNs, timeoutMs) {
      const answer = await source.next(afterMonoNs, timeoutMs);
      // Before the answer goes out: a source that ended must not be taken for one that is late.
      stopWatch.report();
      return answer;
    },
    look: (timeoutMs) => source.look(timeoutMs),
    async close() {
      stopLive();
      stopWatch.stop();
      await source.close();
    },
  };
}

async function open(config: SourceConfig, resumeAfter: string | null): Promise<FrameSource> {
  try {
    const source = await openSource(config, { resumeAfter });
    await source.start();
    return source;
  } catch (error) {
    throw new EngineError('CAMERA_LOST', error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function sendLivePictures(source: FrameSource, send: (event: EngineEvent) => void): () => void {
  let busy = false;
  let newest: Frame | null = null;
  let stopped = false;
  const pump = async (): Promise<void> => {
    busy = true;
    while (newest && !stopped) {
      const frame: Frame = newest;
      newest = null;
      // A picture that cannot be shown is judged all the same; what is wrong with it shows there.
      const preview = await previewOf(frame.image).catch(() => null);
      if (preview && !stopped) send({ type: 'frame', frame: frameInfo(frame), preview });
      await wait(liveEveryMs);
    }
    busy = false;
  };
  const unregister = source.onFrame((frame) => {
    newest = frame;
    if (!busy) void pump();
  });
  return () => {
    stopped = true;
    unregister();
  };
}

function sendCameraState(source: FrameSource, send: (event: EngineEvent) => void): { report: () => void; stop: () => void } {
  let lastState: string | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  const tell = (force: boolean): void => {
    const state = source.state();
    const now = performance.now();
    if (!force && state === lastState && now - lastMs < reportEveryMs) return;
    lastState = state;
    lastMs = now;
    send({ type: 'camera', state, detail: null, ...source.stats() });
  };
  tell(true);
  const timer = setInterval(() => tell(false), watchEveryMs);
  return { report: () => tell(source.state() !== lastState), stop: () => clearInterval(timer) };
}

export function frameInfo(frame: Frame): FrameInfo {
  const { cameraId, seq, receivedMonoNs, capturedAtUtc, name, image } = frame;
  return { cameraId, seq, width: image.width, height: image.height, receivedMonoNs, capturedAtUtc, name };
}
