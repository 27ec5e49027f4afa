import type { ReasonCode } from '#shared/domain/reason.ts';
import type { Image } from '../vision/types.ts';

/** A picture of one part as it came from a source. */
export interface Frame {
  readonly cameraId: string;
  /** Counts up by one for every frame of this source, from 1. */
  readonly seq: number;
  /** `process.hrtime.bigint()` at the moment the whole picture was in memory. */
  readonly receivedMonoNs: bigint;
  readonly capturedAtUtc: string;
  /** File name for folder sources. */
  readonly name: string | null;
  /** Stands on a SharedArrayBuffer: it can be handed to a worker without a copy. Never written to again. */
  readonly image: Image;
}

/** Why a source has no picture for a trigger. Only an `error` verdict may be made of it. */
export interface FrameFailure {
  readonly reason: ReasonCode;
  readonly detail: string;
  /** The file that could not be read, for folder sources. */
  readonly name: string | null;
  readonly capturedAtUtc: string;
}

export type SourceState = 'starting' | 'ok' | 'lost' | 'ended';

export interface SourceStats {
  /** Frames a second over the last seconds; null for sources that have no rate of their own. */
  readonly fps: number | null;
  /** Frames the source could not deliver in time or threw away. */
  readonly dropped: number;
  /** Frames that arrived after the call that waited for them had given up. */
  readonly late: number;
}

/**
 * Where frames come from: one shape for a camera, a simulation and a folder.
 * `next` answers with a frame received after `afterMonoNs`, each frame once; it never throws and never answers later than
 * `timeoutMs` (a failure then; a folder: twice that, waiting for a file and reading it). One call at a time.
 */
export interface FrameSource {
  readonly id: string;
  readonly name: string;
  /** True for sources that replay files: they never drive an output of the line. */
  readonly offline: boolean;
  /** Opens the device. Fails with {@link SourceError}. */
  start(): Promise<void>;
  next(afterMonoNs: bigint, timeoutMs: number): Promise<Frame | FrameFailure>;
  /**
   * A frame only to look at, for teaching: it takes nothing from `next`, which gives the line every part that it would have
   * got anyway. Received after the call began where there is a camera; a folder shows its files in turn, from the first one
   * again and again. Never throws, never answers later than `timeoutMs`. One call at a time.
   */
  look(timeoutMs: number): Promise<Frame | FrameFailure>;
  /** Every frame, also those nobody asked for (the live picture). Answers with a function that unregisters. */
  onFrame(listener: (frame: Frame) => void): () => void;
  stats(): SourceStats;
  state(): SourceState;
  close(): Promise<void>;
}

export function isFailure(answer: Frame | FrameFailure): answer is FrameFailure {
  return 'reason' in answer;
}

/** A source that cannot be opened as it is configured. */
export class SourceError extends Error {
  readonly code = 'SOURCE_INVALID';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceError';
  }
}
