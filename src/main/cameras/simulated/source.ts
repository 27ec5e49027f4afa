import { Worker } from 'node:worker_threads';
import type { SourceConfig } from '#shared/domain/source.ts';
import { entryPath } from '../../paths.ts';
import type { Frame, FrameFailure, FrameSource, SourceState } from '../frame-source.ts';
import { SourceError } from '../frame-source.ts';
import { shareImage } from '../share-image.ts';
import { frameRate } from './frame-rate.ts';
import type { Exposure, FromSimulator, SimulatorSetup } from './messages.ts';

export type SimulatedConfig = Extract<SourceConfig, { kind: 'simulated' }>;

interface Waiting {
  readonly partIndex: number;
  /** Only to look at: no frame of the line, and no live picture. */
  readonly aside: boolean;
  readonly settle: (frame: Frame | null) => void;
}

const startTimeoutMs = 20_000;
const restartDelayMs = 1_000;
/** Parts that are only looked at lie this far up the belt, where the line never comes. */
const firstLookedAt = 1_000_000;

/**
 * A camera over a simulated line. Each call of `next` is a trigger: the next part has come to its place and is exposed.
 * Between triggers the camera runs free at `fps` and shows the part that lies there.
 */
export function simulatedSource(id: string, config: SimulatedConfig): FrameSource {
  const setup: SimulatorSetup = { seed: config.seed, defectRate: config.defectRate, width: config.width, height: config.height };
  const listeners = new Set<(frame: Frame) => void>();
  const waiting = new Map<number, Waiting>();
  const rate = frameRate();
  let worker: Worker | null = null;
  let state: SourceState = 'starting';
  let closed = false;
  let timer: NodeJS.Timeout | null = null;
  let restart: NodeJS.Timeout | null = null;
  let exposures = 0;
  let seq = 0;
  let partIndex = 0;
  let partTaken = false;
  let lookedAt = 0;
  let previewPending = false;
  let dropped = 0;
  let late = 0;

  function receive(message: FromSimulator): void {
    if (message.kind === 'ready') return;
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    const aside = asked?.aside === true;
    if (!aside) {
      seq += 1;
      rate.count();
    }
    const image = shareImage({ width: config.width, height: config.height, data: new Uint8Array(message.pixels) });
    const { receivedMonoNs, capturedAtUtc } = message;
    const frame: Frame = { cameraId: id, seq: aside ? 0 : seq, receivedMonoNs, capturedAtUtc, name: null, image };
    asked?.settle(frame);
    if (aside) return;
    for (const listener of listeners) listener(frame);
  }

  function expose(index: number, aside = false): Promise<Frame | null> {
    return new Promise((resolve) => {
      if (worker === null || state !== 'ok') return resolve(null);
      exposures += 1;
      waiting.set(exposures, { partIndex: index, aside, settle: resolve });
      worker.postMessage({ id: exposures, partIndex: index } satisfies Exposure);
    });
  }

  function lose(): void {
    worker = null;
    for (const { settle } of waiting.values()) settle(null);
    waiting.clear();
    if (closed || state === 'starting') return;
    state = 'lost';
    restart = setTimeout(() => void connect().catch(() => lose()), restartDelayMs);
  }

  async function connect(): Promise<void> {
    const next = new Worker(entryPath('simulator'), { workerData: setup, name: 'simulator' });
    let problem = 'it ended before it was ready';
    const ready = await new Promise<boolean>((resolve) => {
      const timeout = setTimeout(() => resolve(false), startTimeoutMs);
      next.on('message', (message: FromSimulator) => {
        if (message.kind === 'ready') {
          clearTimeout(timeout);
          resolve(true);
        } else receive(message);
      });
      next.on('error', (error) => {
        problem = error instanceof Error ? error.message : String(error);
      });
      next.on('exit', () => {
        clearTimeout(timeout);
        resolve(false);
        if (worker === next) lose();
      });
    });
    if (closed || !ready) {
      await next.terminate();
      if (closed) return;
      throw new SourceError(`The simulated camera did not start: ${problem}.`);
    }
    worker = next;
    state = 'ok';
  }

  function tick(): void {
    if (state !== 'ok' || listeners.size === 0) return;
    if (previewPending) {
      dropped += 1;
      return;
    }
    // A triggered exposure is under way: it is the live picture too.
    if (waiting.size > 0) return;
    previewPending = true;
    void expose(partIndex).then(() => {
      previewPending = false;
    });
  }

  function failure(reason: FrameFailure['reason'], detail: string): FrameFailure {
    return { reason, detail, name: null, capturedAtUtc: new Date().toISOString() };
  }

  async function next(afterMonoNs: bigint, timeoutMs: number): Promise<Frame | FrameFailure> {
    if (state !== 'ok') return failure('CAMERA_LOST', 'The simulated camera is not running.');
    if (partTaken) partIndex += 1;
    partTaken = true;
    let expired = false;
    let timeout: NodeJS.Timeout | undefined;
    const giveUp = new Promise<'expired'>((resolve) => {
      timeout = setTimeout(() => {
        expired = true;
        resolve('expired');
      }, timeoutMs);
    });
    const fresh = async (): Promise<Frame | null> => {
      for (;;) {
        const frame = await expose(partIndex);
        if (expired && frame !== null) late += 1;
        if (expired || frame === null || frame.receivedMonoNs > afterMonoNs) return frame;
      }
    };
    const answer = await Promise.race([fresh(), giveUp]);
    clearTimeout(timeout);
    if (answer === 'expired') return failure('FRAME_TIMEOUT', `No picture within ${timeoutMs} ms of the trigger.`);
    return answer ?? failure('CAMERA_LOST', 'The simulated camera went away before the picture was taken.');
  }

  async function look(timeoutMs: number): Promise<Frame | FrameFailure> {
    if (state !== 'ok') return failure('CAMERA_LOST', 'The simulated camera is not running.');
    let timeout: NodeJS.Timeout | undefined;
    const giveUp = new Promise<'expired'>((resolve) => {
      timeout = setTimeout(() => resolve('expired'), timeoutMs);
    });
    lookedAt += 1;
    const answer = await Promise.race([expose(firstLookedAt + lookedAt, true), giveUp]);
    clearTimeout(timeout);
    if (answer === 'expired') return failure('FRAME_TIMEOUT', `No picture within ${timeoutMs} ms.`);
    return answer ?? failure('CAMERA_LOST', 'The simulated camera went away before the picture was taken.');
  }

  return {
    id,
    name: 'Simulated camera',
    offline: false,
    async start() {
      await connect();
      timer = setInterval(tick, 1000 / config.fps);
    },
    next,
    look,
    onFrame(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stats: () => ({ fps: state === 'ok' ? rate.perSecond() : null, dropped, late }),
    state: () => state,
    async close() {
      closed = true;
      state = 'ended';
      if (timer !== null) clearInterval(timer);
      if (restart !== null) clearTimeout(restart);
      listeners.clear();
      const last = worker;
      lose();
      await last?.terminate();
    },
  };
}
