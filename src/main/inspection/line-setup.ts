import type { Logger } from 'pino';
import type { Blocker, Status } from '#shared/contract/status.ts';
import type { Failure } from '#shared/domain/judging.ts';
import type { Recipe, StoredRecipe } from '#shared/domain/recipe.ts';
import type { SourceConfig } from '#shared/domain/source.ts';
import { type Engine, type EngineEvent, EngineError, type FrameInfo, isEngineGone, type ModelPaths } from '../engine/index.ts';

/** How often something that failed for another reason than the engine's death is tried again. */
const retryCameraMs = 1_000;
const retryModelMs = 10_000;
const prepareTimeoutMs = 120_000;
const openTimeoutMs = 30_000;

export type CameraStatus = Status['camera'];

export interface LineSetup {
  setRecipe(recipe: StoredRecipe | null): void;
  /** `again`: from its beginning, although it is the same. */
  setSource(source: SourceConfig | null): void;
  recipe(): StoredRecipe | null;
  source(): SourceConfig | null;
  reopen(): void;
  /** Whether the engine has everything it needs to judge the next part. */
  isReady(): boolean;
  /** Brings models and source into the engine, as far as that is due. Never fails: what is missing shows in `blockers`. */
  settle(): Promise<void>;
  /** Milliseconds until `settle` tries again what failed; null: not by time, something has to change first. */
  retryInMs(): number | null;
  /** Why a part cannot be judged now. */
  failure(): Failure | null;
  blockers(): Blocker[];
  camera(): CameraStatus;
  frames(): Status['frames'];
  /** What the last part saw of the source. */
  noteTaken(part: { readonly name: string | null; readonly seq: number | null }): void;
  lastJudgedSeq(): number | null;
  takenFor(partId: string): FrameInfo | null;
  /** No frame comes although the source is open; null: they come again. */
  noteNoFrames(detail: string | null): void;
  hasNoFrames(): boolean;
  noteEnded(ended: boolean): void;
  onEvent(event: EngineEvent): void;
}

interface Attempt {
  readonly failure: Failure;
  readonly retryAtMs: number;
}

/** What the line's engine has to be given before it can judge, again after every restart of its process. */
export function createLineSetup(options: {
  readonly line: Engine;
  readonly log: Logger;
  readonly modelPaths: (recipe: Recipe) => ModelPaths;
  readonly onChange: () => void;
}): LineSetup {
  const { line, log } = options;
  let recipe: StoredRecipe | null = null;
  let source: SourceConfig | null = null;
  // Counted up whenever the source is to be opened from its beginning.
  let sourceTurn = 0;
  let has: { generation: number; recipe: StoredRecipe | null; sourceTurn: number } = {
    generation: -1,
    recipe: null,
    sourceTurn: -1,
  };
  let opened: { readonly cameraId: string; readonly name: string; readonly offline: boolean } | null = null;
  let wasReady = false;
  let modelFailed: Attempt | null = null;
  let sourceFailed: Attempt | null = null;
  let noFrames: string | null = null;
  let noFramesAtNs = 0n;
  let ended = false;
  let lastName: string | null = null;
  let lastSeq: number | null = null;
  let taken: { readonly partId: string; readonly frame: FrameInfo } | null = null;
  let camera: Extract<EngineEvent, { type: 'camera' }> | null = null;
  let lastFrameUtc: string | null = null;

  const isEngineUp = (): boolean => line.health().state === 'ready';
  const isCurrent = (): boolean => has.generation === line.health().generation;
  const modelsReady = (): boolean => recipe !== null && isCurrent() && has.recipe === recipe;
  const sourceReady = (): boolean => source !== null && isCurrent() && has.sourceTurn === sourceTurn;
  const isDue = (attempt: Attempt | null): boolean => attempt === null || performance.now() >= attempt.retryAtMs;

  const forgetSource = (): void => {
    opened = null;
    camera = null;
    noFrames = null;
    sourceFailed = null;
    lastSeq = null;
  };

  const attemptAfter = (error: unknown, retryMs: number): Attempt => {
    const { reason, detail } = error instanceof EngineError ? error : { reason: 'INTERNAL' as const, detail: String(error) };
    return { failure: { reason, detail }, retryAtMs: performance.now() + retryMs };
  };

  const loadModels = async (wanted: StoredRecipe): Promise<void> => {
    try {
      await line.call(
        'prepare',
        { recipe: wanted.recipe, models: options.modelPaths(wanted.recipe) },
        { timeoutMs: prepareTimeoutMs },
      );
      has = { ...has, recipe: wanted };
      modelFailed = null;
    } catch (error) {
      if (isEngineGone(error)) return;
      modelFailed = attemptAfter(error, retryModelMs);
      log.error({ product: wanted.recipe.name, ...modelFailed.failure }, 'the models of the product cannot be loaded');
    }
  };

  const openSource = async (wanted: SourceConfig): Promise<void> => {
    const turn = sourceTurn;
    try {
      const answer = await line.call('openSource', { source: wanted, resumeAfter: lastName }, { timeoutMs: openTimeoutMs });
      if (turn !== sourceTurn) return;
      opened = answer;
      has = { ...has, sourceTurn: turn };
      sourceFailed = null;
    } catch (error) {
      if (isEngineGone(error)) return;
      // The same sentence every second helps nobody.
      const first = sourceFailed === null;
      sourceFailed = attemptAfter(error, retryCameraMs);
      if (first) log.error(sourceFailed.failure, 'the source cannot be opened');
    }
  };

  const setup: LineSetup = {
    setRecipe(next) {
      recipe = next;
      modelFailed = null;
    },
    setSource(next) {
      source = next;
      setup.reopen();
    },
    recipe: () => recipe,
    source: () => source,
    reopen() {
      sourceTurn += 1;
      lastName = null;
      ended = false;
      forgetSource();
    },
    isReady: () => isEngineUp() && modelsReady() && sourceReady(),
    async settle() {
      if (!isEngineUp()) return;
      const { generation } = line.health();
      if (has.generation !== generation) {
        has = { generation, recipe: null, sourceTurn: -1 };
        forgetSource();
        modelFailed = null;
      }
      if (recipe !== null && !modelsReady() && isDue(modelFailed)) await loadModels(recipe);
      if (source !== null && !sourceReady() && isDue(sourceFailed)) await openSource(source);
      if (isEngineUp()) wasReady = true;
      options.onChange();
    },
    retryInMs() {
      if (!isEngineUp()) return null;
      if (!isCurrent()) return 0;
      const waits = [
        recipe !== null && !modelsReady() ? (modelFailed?.retryAtMs ?? 0) : null,
        source !== null && !sourceReady() ? (sourceFailed?.retryAtMs ?? 0) : null,
      ].filter((at) => at !== null);
      return waits.length === 0 ? null : Math.max(0, Math.min(...waits) - performance.now());
    },
    failure() {
      if (!isEngineUp()) return { reason: 'ENGINE_LOST', detail: line.health().detail ?? 'The engine is starting.' };
      if (recipe !== null && !modelsReady())
        return modelFailed?.failure ?? { reason: 'MODEL_MISSING', detail: 'The model is being loaded.' };
      if (source === null) return { reason: 'CAMERA_LOST', detail: 'No source is chosen.' };
      if (!sourceReady()) return sourceFailed?.failure ?? { reason: 'CAMERA_LOST', detail: 'The source is being opened.' };
      return null;
    },
    blockers() {
      const found: Blocker[] = [];
      const health = line.health();
      if (recipe === null) found.push({ code: 'NO_PRODUCT', detail: null });
      if (!isEngineUp() || !isCurrent()) {
        const everLost = wasReady || health.restarts > 0;
        found.push({ code: everLost ? 'ENGINE_LOST' : 'ENGINE_STARTING', detail: health.detail });
        return found;
      }
      if (recipe !== null && !modelsReady()) {
        found.push(
          modelFailed
            ? { code: 'MODEL_REJECTED', detail: modelFailed.failure.detail }
            : { code: 'ENGINE_STARTING', detail: null },
        );
      }
      if (ended) found.push({ code: 'SOURCE_ENDED', detail: null });
      else if (source === null) found.push({ code: 'NO_SOURCE', detail: null });
      else if (sourceFailed) found.push({ code: 'CAMERA_LOST', detail: sourceFailed.failure.detail });
      else if (noFrames !== null || camera?.state === 'lost')
        found.push({ code: 'CAMERA_LOST', detail: noFrames ?? camera?.detail ?? null });
      return found;
    },
    camera() {
      const state = source === null ? 'off' : sourceFailed ? 'lost' : (camera?.state ?? 'starting');
      return {
        id: opened?.cameraId ?? '',
        name: opened?.name ?? '',
        source,
        state: ended ? 'ended' : state === 'ok' && noFrames !== null ? 'lost' : state,
        fps: camera?.fps ?? null,
        offline: opened?.offline ?? source?.kind === 'folder',
        lastFrameUtc,
      };
    },
    frames: () => ({ dropped: camera?.dropped ?? 0, late: camera?.late ?? 0 }),
    noteTaken({ name, seq }) {
      if (name !== null) lastName = name;
      if (seq !== null) lastSeq = seq;
      if (name !== null || seq !== null) setup.noteNoFrames(null);
    },
    lastJudgedSeq: () => lastSeq,
    takenFor: (partId) => (taken?.partId === partId ? taken.frame : null),
    noteNoFrames(detail) {
      if (noFrames === detail) return;
      noFrames = detail;
      noFramesAtNs = process.hrtime.bigint();
      options.onChange();
    },
    hasNoFrames: () => noFrames !== null,
    noteEnded(value) {
      ended = value;
      options.onChange();
    },
    onEvent(event) {
      switch (event.type) {
        case 'camera': {
          const before = camera;
          camera = event;
          if (before?.state !== event.state || before.fps !== event.fps || before.dropped !== event.dropped) options.onChange();
          return;
        }
        case 'frame':
          lastFrameUtc = event.frame.capturedAtUtc;
          // Also while nothing is inspected: the camera is seen to be back.
          if (noFrames !== null && event.frame.receivedMonoNs > noFramesAtNs) setup.noteNoFrames(null);
          return;
        case 'taken':
          taken = event;
          lastFrameUtc = event.frame.capturedAtUtc;
          return;
      }
    },
  };
  return setup;
}
