import type { Defect, Latency, PictureKind } from '#shared/domain/inspection.ts';
import type { ReasonCode } from '#shared/domain/reason.ts';
import type { Recipe } from '#shared/domain/recipe.ts';
import type { SourceConfig } from '#shared/domain/source.ts';
import type { ModelCard, TeachProgress, TeachRequest, TeachResult } from '../vision/types.ts';

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
}

/** The engine's answer for one part. `failure` set: no verdict but `error` may be made of it. */
export interface Judgement {
  readonly partId: string;
  readonly frame: FrameInfo | null;
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
  /** line: opens the source; frames come from then on, `frame` and `camera` events with them. */
  openSource(params: { source: SourceConfig }): { cameraId: string; name: string; offline: boolean };
  closeSource(params: Record<string, never>): null;
  /**
   * line: waits for the first frame received after the trigger, judges it. Answers with a `failure` for a stale or missing
   * frame. The frame stays in memory under its part id until `keep` or `forget`.
   */
  judgeNext(params: { partId: string; recipe: Recipe; triggerMonoNs: bigint }): Judgement;
  /** bench: decodes and judges a picture from outside. Same code path from the decoded picture on. */
  judgePicture(params: { partId: string; picture: { path: string } | { bytes: Uint8Array }; recipe: Recipe }): Judgement;
  /** Writes the pictures of a part (temporary file, fsync, rename) under `folder`; answers with their hashes. */
  keep(params: { partId: string; kinds: readonly PictureKind[]; jpegQuality: number; folder: string; lossless: boolean }): StoredPicture[];
  forget(params: { partId: string }): null;
  /** bench: progress comes as `progress` events under the call's id. */
  teach(params: { request: TeachRequest; outFolder: string }): TeachResult;
}
export type EngineMethod = keyof EngineCalls;
export type EngineParams<M extends EngineMethod> = Parameters<EngineCalls[M]>[0];
export type EngineAnswer<M extends EngineMethod> = ReturnType<EngineCalls[M]>;

export type ToEngine =
  | { readonly kind: 'call'; readonly id: number; readonly method: EngineMethod; readonly params: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

export type FromEngine =
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: ReasonCode; readonly detail: string }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: TeachProgress }
  | { readonly kind: 'event'; readonly event: EngineEvent };

export type EngineEvent =
  /** A live picture, at most 10 a second: the newest frame, judged or not. */
  | { readonly type: 'frame'; readonly frame: FrameInfo; readonly preview: Uint8Array }
  | {
      readonly type: 'camera';
      readonly state: 'starting' | 'ok' | 'lost' | 'ended';
      readonly detail: string | null;
      readonly fps: number | null;
      readonly dropped: number;
      readonly late: number;
    };
