import { type DefectWriting, defectLabel } from '#shared/domain/defect-kinds.ts';
import type { SceneStyle } from '../../../canvas/draw-scene.ts';
import { fitView, type Size, type View } from '../../../canvas/geometry.ts';
import type { Viewport } from '../../../canvas/gestures.ts';
import { createLatestOnly } from '../../../canvas/latest-only.ts';
import type { RemoteScene } from '../../../canvas/painter/messages.ts';
import { createPainter } from '../../../canvas/painter/painter.ts';
import type { LiveState } from '../../../live/live-state.ts';
import type { LiveStore } from '../../../live/live-store.ts';
import { type StageView, stageView } from '../verdict-view.ts';
import { loadStagePicture, type StageKey, type StagePicture, sameKey } from './stage-pictures.ts';

/** What is on the stage now: it can be older than what the live state asks for. */
export interface Shown {
  readonly key: StageKey | null;
  readonly missing: boolean;
}

export interface StageController extends Viewport {
  readonly setHeatOpacity: (opacity: number) => void;
  readonly setStyle: (style: SceneStyle) => void;
  readonly setWriting: (writing: DefectWriting) => void;
  readonly shown: () => Shown;
  readonly subscribe: (listener: () => void) => () => void;
  readonly stop: () => void;
}

const retryAfterMs = 400;
const mostRetries = 6;
/** A picture that is less behind the verdict than a blink keeps its marks until the next one is there: else they would flicker. */
const blinkMs = 100;
/** A picture that is this long behind the verdict beside it goes grey: it must not be taken for the part of that verdict. */
const mostBehindMs = 300;

/**
 * Runs one canvas outside React: follows the live store, pulls the newest picture only, lets go of what it no longer shows.
 * Fetching, decoding and drawing are the painter's, in a thread of its own.
 */
export function createStage(canvas: HTMLCanvasElement, store: LiveStore): StageController {
  const painter = createPainter(canvas, drawn);
  const listeners = new Set<() => void>();
  let picture: StagePicture | null = null;
  let shown: Shown = { key: null, missing: false };
  let told = shown;
  let view: View = fitView;
  let style: SceneStyle | null = null;
  let writing: DefectWriting = { score: (score) => score.toFixed(2), unknown: '?' };
  let heatOpacity = 0.65;
  let stage: Size = { width: 0, height: 0 };
  let painted = '';
  let retries = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let behindSince: number | null = null;
  let behindTimer: ReturnType<typeof setTimeout> | undefined;

  const latest = createLatestOnly<StageKey, StagePicture>({
    same: sameKey,
    load: (key) => loadStagePicture(painter, key),
    show: (key, loaded) => {
      const before = picture;
      picture = loaded;
      retries = 0;
      if (key.kind === 'part' && key.entry.defects === null) {
        const { size, hasHeat, defects } = loaded;
        store.dispatch({ type: 'known', partId: key.entry.part.id, defects, hasPicture: size !== null, hasMap: hasHeat });
      }
      shown = { key, missing: loaded.size === null };
      paint();
      if (before !== null) painter.drop(before);
      if (loaded.size === null) tell();
    },
    failed: (key) => {
      // Gone already (a frame that left memory) or not there yet: keep what is shown, ask again while it is still wanted.
      if (key.kind === 'part' && retries++ < mostRetries) retryTimer = setTimeout(follow, retryAfterMs);
      else if (key.kind === 'part' && store.get().connection === 'open') {
        shown = { key, missing: true };
        paint();
        tell();
      }
    },
    dispose: painter.drop,
  });

  function tell(): void {
    told = shown;
    for (const listener of listeners) listener();
  }

  /** What stands beside the picture is said of it when it is there to be seen. */
  function drawn(id: number): void {
    if (picture?.id === id && told !== shown) tell();
  }

  function follow(): void {
    const state = store.get();
    const key = keyOf(state);
    if (key !== null && (state.connection === 'open' || state.frozen !== null)) latest.want(key);
    paint();
  }

  function paint(): void {
    if (style === null || stage.width === 0) return;
    const wanted = stageView(store.get());
    const behindMs = howFarBehind(wanted);
    // What was found on one part is not drawn beside the verdict of another.
    const agrees = behindMs === null || behindMs < blinkMs;
    const defects = agrees ? (picture?.defects ?? []) : [];
    const lags = behindMs !== null && behindMs >= mostBehindMs;
    const scene: RemoteScene = {
      stage,
      pixelRatio: window.devicePixelRatio,
      view,
      picture: shown.missing || picture?.size == null ? null : picture.id,
      dim: wanted.kind === 'nothing' || lags ? 'old' : (wanted.dim ?? (shown.key?.kind === 'frame' ? 'unjudged' : null)),
      withHeat: agrees,
      heatOpacity,
      defects,
      // Like the defects: those of another recipe are not drawn beside this verdict.
      regions: agrees ? (picture?.regions ?? []) : [],
      labels: defects.map((defect, index) => defectLabel(defect, index, writing)),
      style,
    };
    // Most of what the store tells changes nothing on the stage.
    const asText = JSON.stringify(scene);
    if (asText === painted) return;
    painted = asText;
    painter.paint(scene);
  }

  /** Milliseconds since the verdict went on to another part than the one whose picture is shown; null: they agree. */
  function howFarBehind(wanted: StageView): number | null {
    const { key } = shown;
    if (wanted.kind !== 'part' || key?.kind !== 'part' || key.entry.part.id === wanted.id) {
      behindSince = null;
      return null;
    }
    behindSince ??= performance.now();
    const behindMs = performance.now() - behindSince;
    clearTimeout(behindTimer);
    const next = [blinkMs, mostBehindMs].find((limit) => behindMs < limit);
    if (next !== undefined) behindTimer = setTimeout(paint, next - behindMs + 1);
    return behindMs;
  }

  const observer = new ResizeObserver(() => {
    stage = { width: canvas.clientWidth, height: canvas.clientHeight };
    paint();
  });
  observer.observe(canvas);
  const unsubscribe = store.subscribe(follow);
  follow();

  return {
    setHeatOpacity: (opacity) => {
      heatOpacity = opacity;
      paint();
    },
    setStyle: (next) => {
      style = next;
      paint();
    },
    setWriting: (next) => {
      writing = next;
      paint();
    },
    view: () => view,
    setView: (next) => {
      view = next;
      for (const listener of listeners) listener();
      paint();
    },
    sizes: () => {
      const size = picture?.size ?? null;
      return size === null ? null : { stage, picture: size };
    },
    shown: () => told,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      unsubscribe();
      observer.disconnect();
      latest.stop();
      clearTimeout(retryTimer);
      clearTimeout(behindTimer);
      painter.stop();
      picture = null;
    },
  };
}

function keyOf(state: LiveState): StageKey | null {
  const wanted = stageView(state);
  switch (wanted.kind) {
    case 'nothing':
      return null;
    case 'frame': {
      const product = state.status?.product;
      return {
        kind: 'frame',
        cameraId: wanted.cameraId,
        seq: wanted.seq,
        receivedAtUtc: state.frame?.receivedAtUtc ?? '',
        recipe: { productId: product?.id ?? null, recipeVersion: product?.version ?? null },
      };
    }
    case 'part': {
      const entry = [state.frozen, state.current, ...state.parts].find((candidate) => candidate?.part.id === wanted.id);
      return entry == null ? null : { kind: 'part', entry };
    }
  }
}
