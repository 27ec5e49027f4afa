import type { Defect, Latency, PictureKind, Resemblance, SpokenScorer } from '#shared/domain/inspection.ts';
import type { PictureFacts, PictureQuality } from '#shared/domain/picture-quality.ts';
import type { ReasonCode } from '#shared/domain/reason.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import type { SourceConfig } from '#shared/domain/source.ts';
import type {
  CheckedBackbone,
  CheckedPicture,
  ModelCard,
  OwnBackbone,
  PictureToCheck,
  ReferenceSetOptions,
  TeachReferenceRequest,
  TeachRequest,
  TeachResult,
} from '../vision/types.ts';

/** Everything the station and its engines say to each other. Times are monotonic nanoseconds of this machine (one clock for all processes). */

export type EngineRole = 'line' | 'bench';

export interface EngineInfo {
  readonly role: EngineRole;
  readonly pid: number;
  /** Runtime and codec versions and CPU features: the same fingerprint gives the same scores. */
  readonly fingerprint: string;
}

/** Where the artifact of each model that a recipe names lies. */
export type ModelPaths = Readonly<Record<string, string>>;

export interface FrameInfo {
  readonly cameraId: string;
  readonly seq: number;
  readonly width: number;
  readonly height: number;
  readonly receivedMonoNs: bigint;
  readonly capturedAtUtc: string;
  /** File name for folder sources. */
  readonly name: string | null;
}

/** What one tool measured; the verdict is made of it by `shared/domain`, in the station. */
export interface ToolMeasurement {
  readonly toolId: string;
  readonly modelSha256: string;
  readonly score: number;
  readonly defects: readonly Defect[];
  readonly scorers?: readonly SpokenScorer[] | undefined;
  readonly resemblances?: readonly Resemblance[] | undefined;
}

/** The engine's answer for one part. `failure` set: no verdict but `error` may be made of it. */
export interface Judgement {
  readonly partId: string;
  /** The picture that was judged; null when there was none. */
  readonly frame: FrameInfo | null;
  /** Camera file and time of what was taken for this part, also when it could not be decoded. */
  readonly name: string | null;
  readonly capturedAtUtc: string | null;
  /** When judging of the frame began; null when it did not. The age of the frame is counted to this moment. */
  readonly takenMonoNs: bigint | null;
  readonly tools: readonly ToolMeasurement[];
  readonly failure: { readonly reason: ReasonCode; readonly detail: string } | null;
  readonly latency: Omit<Latency, 'total' | 'record'>;
  /** JPEG of the picture, longest side at most 1280. */
  readonly preview: Uint8Array | null;
  /** 8-bit grey PNG of the map: 128 = threshold (see `encodeMap`). */
  readonly map: Uint8Array | null;
}

export interface StoredPicture {
  readonly kind: PictureKind;
  /** Relative to the pictures folder. */
  readonly path: string;
  readonly mime: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface EngineCalls {
  hello(params: { role: EngineRole }): EngineInfo;
  /** Loads models and replays their self-tests. Fails with MODEL_REJECTED or MODEL_MISSING. */
  prepare(params: { recipe: Recipe; models: ModelPaths }): { cards: Record<string, ModelCard> };
  /**
   * line: opens the source; frames come from then on, `frame` and `camera` events with them. Fails with CAMERA_LOST.
   * `resumeAfter`: the last file of a folder that was already taken: the engine that took it is gone, no file is judged twice.
   */
  openSource(params: { source: SourceConfig; resumeAfter: string | null }): { cameraId: string; name: string; offline: boolean };
  closeSource(params: Record<string, never>): null;
  /**
   * line: waits for the first frame received after the trigger, judges it. Answers with a `failure` for a stale or missing
   * frame. The frame stays in memory under its part id until `keep` or `forget`.
   */
  judgeNext(params: { partId: string; recipe: Recipe; triggerMonoNs: bigint }): Judgement;
  /**
   * line: writes the next frame that may be looked at as a lossless PNG; the line loses nothing by it (see `FrameSource.look`).
   * Fails with CAMERA_LOST, FRAME_TIMEOUT or what is wrong with the file of a folder.
   */
  look(params: { path: string; timeoutMs: number }): FrameInfo;
  /** bench: decodes and judges a picture from outside. Same code path from the decoded picture on. */
  judgePicture(params: { partId: string; picture: { path: string } | { bytes: Uint8Array }; recipe: Recipe }): Judgement;
  /**
   * Writes the pictures of a part (temporary file, fsync, rename, fsync of the folder) under `folder`; answers with their
   * hashes. A kind that is missing in the answer is lost: the part was pushed out of the bounded queue, or writing failed.
   */
  keep(params: {
    partId: string;
    kinds: readonly PictureKind[];
    jpegQuality: number;
    folder: string;
    lossless: boolean;
  }): StoredPicture[];
  forget(params: { partId: string }): null;
  /** bench: progress comes as `progress` events under the call's id. */
  teach(params: { request: TeachRequest; outFolder: string }): TeachResult;
  /** bench: a model that compares pictures with a reference. Progress as of `teach`. */
  teachReference(params: { request: TeachReferenceRequest; outFolder: string }): TeachResult;
  /** bench: reads a network from outside and runs it on a picture of noise. Fails with BACKBONE_REJECTED. */
  checkBackbone(params: OwnBackbone): CheckedBackbone;
  /**
   * bench: looks at pictures before they teach: size, hash, light, sharpness, a thumbnail. In the order given; one that cannot
   * be read is answered with the reason. What stands out in a set says `comparePictures`. Progress as of `teach`, step `check`.
   */
  checkPictures(params: { pictures: readonly PictureToCheck[] }): { pictures: readonly CheckedPicture[] };
  /** bench: `comparePictures` of thousands takes seconds, which the station does not have. In the order given. */
  comparePictures(params: { facts: readonly PictureFacts[] }): { qualities: readonly PictureQuality[] };
  /** bench: teaches on the good pictures of a set in the MVTec layout and judges its test pictures. */
  evaluate(params: { folder: string; options: Readonly<Record<string, unknown>> }): Record<string, unknown>;
  /** bench: compares the test pictures of a set with the reference pictures of the same names. */
  evaluateReferences(params: { folder: string; options: ReferenceSetOptions }): Record<string, unknown>;
}
export type EngineMethod = keyof EngineCalls;
export type EngineParams<M extends EngineMethod> = Parameters<EngineCalls[M]>[0];
export type EngineAnswer<M extends EngineMethod> = ReturnType<EngineCalls[M]>;

/** Progress of a long call: `step` names what is being done (for `teach` see `TeachProgress`; evaluation has its own). */
export interface EngineProgress {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

export type ToEngine =
  | { readonly kind: 'call'; readonly id: number; readonly method: EngineMethod; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

export type FromEngine =
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: ReasonCode; readonly detail: string }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: EngineProgress }
  /** Twice a second from the engine's main thread: its absence means that the process hangs. */
  | { readonly kind: 'alive'; readonly rssBytes: number }
  | { readonly kind: 'event'; readonly event: EngineEvent };

export type EngineEvent =
  /** A live picture, at most 10 a second: the newest frame, judged or not. */
  | { readonly type: 'frame'; readonly frame: FrameInfo; readonly preview: Uint8Array }
  /** A frame was taken for a part, sent before it is judged: if the engine dies over it, the record still names it. */
  | { readonly type: 'taken'; readonly partId: string; readonly frame: FrameInfo }
  | {
      readonly type: 'camera';
      readonly state: 'starting' | 'ok' | 'lost' | 'ended';
      readonly detail: string | null;
      readonly fps: number | null;
      readonly dropped: number;
      readonly late: number;
    };
