import type { Logger } from 'pino';
import type { Blocker, StationState, Status } from '#shared/contract/status.ts';
import type { Counters } from '#shared/domain/counters.ts';
import type { Defect, PartSummary } from '#shared/domain/inspection.ts';
import type { Recipe, StoredRecipe } from '#shared/domain/recipe.ts';
import type { StationTime } from '#shared/domain/shift.ts';
import type { SourceConfig } from '#shared/domain/source.ts';
import type { Engine, FrameInfo, ModelPaths } from '../engine/index.ts';
import type { Records } from '../records/types.ts';

export interface InspectionDeps {
  readonly line: Engine;
  readonly bench: Engine;
  readonly records: Records;
  readonly log: Logger;
  /** Where the artifacts of the models that a recipe names lie; one that is not on the station is left out. */
  readonly modelPaths: (recipe: Recipe) => ModelPaths;
  /** Absolute folder of the picture store. */
  readonly picturesFolder: string;
  /** Wall clock, for records and shifts only: freshness and latencies are measured by the monotonic clock. */
  readonly now?: () => Date;
  /** Zone and shifts by which it is counted, until `setTime`. */
  readonly time: StationTime;
  /** A row that is not committed within this time counts as failed. Default 5 s. */
  readonly recordTimeoutMs?: number;
  /** How often the records are asked whether they can be written while they cannot. Default 1 s. */
  readonly healthEveryMs?: number;
}

/** Everything that is heard of the line. Part events come after their row was committed, in the order of their numbers. */
export type InspectionEvent =
  | {
      readonly type: 'part';
      readonly part: PartSummary;
      /** Of the deciding tool, boxes in pixels of the full picture. */
      readonly defects: readonly Defect[];
      readonly width: number | null;
      readonly height: number | null;
      /** JPEG, longest side at most 1280. */
      readonly preview: Uint8Array | null;
      /** 8-bit grey PNG, 128 = threshold. */
      readonly map: Uint8Array | null;
      /** Those that include this part. */
      readonly counters: Counters;
    }
  /** A part of the line whose row could not be written: show an error, never its verdict. It is recorded as an error once that is possible. */
  | { readonly type: 'unrecorded'; readonly partId: string; readonly reason: 'RECORD_FAILED'; readonly detail: string }
  /** The newest live picture, at most ten a second. */
  | { readonly type: 'frame'; readonly frame: FrameInfo; readonly preview: Uint8Array }
  /** `snapshot()` answers something else than before. Several changes at once are told once. */
  | { readonly type: 'changed' };

/** The part of the station's status that belongs to the line. */
export interface InspectionSnapshot
  extends Pick<
    Status,
    | 'counters'
    | 'countersSinceUtc'
    | 'shift'
    | 'yield'
    | 'cycle'
    | 'frames'
    | 'camera'
    | 'engines'
    | 'records'
    | 'lot'
    | 'operator'
  > {
  readonly state: StationState;
  readonly blockers: Blocker[];
  readonly recipe: StoredRecipe | null;
  readonly supplierLot: string | null;
}

export interface PictureRequest {
  readonly picture: { readonly path: string } | { readonly bytes: Uint8Array };
  readonly recipe: StoredRecipe;
  readonly serial: string | null;
  readonly lot: string | null;
  /** Who sent it: name of the user, `key`, `cli`. */
  readonly operator: string | null;
  /** File name as it was sent, for the record. */
  readonly fileName: string | null;
}

/** What is inspected and how it is going. All errors are PasslineError. */
export interface Inspection {
  /**
   * Begins inspecting, and goes on until `stop`: whatever prevents it meanwhile shows as state `error` with blockers and
   * passes by itself. NO_PRODUCT without a recipe. A folder that had come to its end begins anew.
   */
  start(): Promise<void>;
  /** Resolves when the part in progress is recorded. Triggers that still wait are refused. */
  stop(): Promise<void>;
  /**
   * Judges one part now. Resolves once it is recorded, an error verdict included. LINE_NOT_RUNNING, BUSY (8 wait already),
   * NOT_READY when the row could not be written.
   */
  trigger(options: { readonly serial: string | null }): Promise<{ readonly partId: string; readonly number: number }>;
  /**
   * Change-over: a part in progress finishes on the old recipe, the next one is judged by the new. Resolves when its models
   * are loaded (at once while the engine is starting). NOT_READY when they are rejected: the line then is blocked, no part
   * is judged by the recipe before. `null`: no product.
   */
  setRecipe(recipe: StoredRecipe | null): Promise<void>;
  /**
   * Opens another source. LINE_RUNNING while running; SOURCE_INVALID when it cannot be opened: the one before stays.
   * Resolves at once while the engine is starting. `insist`: it is the source, whether it can be opened now or not (the
   * one of the last run, at a start before the camera): it shows as lost and is tried again until it opens.
   */
  setSource(source: SourceConfig | null, options?: { readonly insist?: boolean }): Promise<void>;
  /** For the parts that follow. */
  setLot(lot: { readonly lot: string | null; readonly supplierLot?: string | null | undefined }): void;
  /** Who is signed in at the station, for the parts that follow. */
  setOperator(name: string | null): void;
  /** Another zone or shift plan: the shift in progress is counted anew from its rows. */
  setTime(time: StationTime): Promise<void>;
  /** Counts and cycle times anew. The rows stay; the reset is audited by the records. */
  resetCounters(actor: string): Promise<void>;
  /** Judges a picture from outside by the same code, recorded as a part of mode `service`. NOT_READY, BUSY (8 wait already). */
  inspectPicture(request: PictureRequest): Promise<{ readonly partId: string; readonly number: number }>;
  snapshot(): InspectionSnapshot;
  /** Answers with a function that unregisters. */
  subscribe(listener: (event: InspectionEvent) => void): () => void;
  /** Stops, waits a moment for pictures that are being written. The engines belong to the caller. */
  close(): Promise<void>;
}
