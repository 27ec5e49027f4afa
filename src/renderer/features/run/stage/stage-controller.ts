import { drawScene, type SceneStyle } from '../../../canvas/draw-scene.ts';
import { fitView, type Size, type View } from '../../../canvas/geometry.ts';
import type { Viewport } from '../../../canvas/gestures.ts';
import { createLatestOnly } from '../../../canvas/latest-only.ts';
import type { LiveState } from '../../../live/live-state.ts';
import type { LiveStore } from '../../../live/live-store.ts';
import { type StageView, stageView } from '../verdict-view.ts';
import { disposePicture, loadStagePicture, type StageKey, type StagePicture, sameKey } from './stage-pictures.ts';

/** What is on the stage now: it can be older than what the live state asks for. */
export interface Shown {
  readonly key: StageKey | null;
  readonly missing: boolean;
}

export interface StageController extends Viewport {
  readonly setHeatOpacity: (opacity: number) => void;
  readonly setStyle: (style: SceneStyle) => void;
  readonly setScoreFormat: (format: (score: number) => string) => void;
  readonly shown: () => Shown;
  readonly subscribe: (listener: () => void) => () => void;
  readonly stop: () => void;
}

const retryAfterMs = 400;
const mostRetries = 6;
/** A picture that is this long behind the verdict beside it goes grey: it must not be taken for the part of that verdict. */
const mostBehindMs = 300;

/**
 * Runs one canvas outside React: follows the live store, pulls the newest picture only, closes what it no longer shows, and
 * draws once a frame of the screen at most.
 */
export function createStage(canvas: HTMLCanvasElement, store: LiveStore): StageController {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2d context');
  const listeners = new Set<() => void>();
  let picture: StagePicture | null = null;
  let shown: Shown = { key: null, missing: false };
  let view: View = fitView;
  let style: SceneStyle | null = null;
  let formatScore = (score: number): string => score.toFixed(2);
  let heatOpacity = 0.65;
  let stage: Size = { width: 0, height: 0 };
  let pending = 0;
  let retries = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let behindSince: number | null = null;
  let behindTimer: ReturnType<typeof setTimeout> | undefined;

  const latest = createLatestOnly<StageKey, StagePicture>({
    same: sameKey,
    load: loadStagePicture,
    show: (key, loaded) => {
      if (picture !== null) disposePicture(picture);
      picture = loaded;
      retries = 0;
      if (key.kind === 'part' && key.entry.defects === null) {
        const { image, heat, defects } = loaded;
        store.dispatch({ type: 'known', partId: key.entry.part.id, defects, hasPicture: image !== null, hasMap: heat !== null });
      }
      tell({ key, missing: loaded.image === null });
    },
    failed: (key) => {
      // Gone already (a frame that left memory) or not there yet: keep what is shown, ask again while it is still wanted.
      if (key.kind === 'part' && retries++ < mostRetries) retryTimer = setTimeout(follow, retryAfterMs);
      else if (key.kind === 'part' && store.get().connection === 'open') tell({ key, missing: true });
    },
    dispose: disposePicture,
  });

  function tell(next: Shown): void {
    shown = next;
    for (const listener of listeners) listener();
    requestDraw();
  }

  function follow(): void {
    const state = store.get();
    const key = keyOf(state);
    if (key !== null && (state.connection === 'open' || state.frozen !== null)) latest.want(key);
    requestDraw();
  }

  function requestDraw(): void {
    if (pending === 0) pending = requestAnimationFrame(draw);
  }

  function draw(): void {
    pending = 0;
    if (style === null || context === null || stage.width === 0) return;
    const wanted = stageView(store.get());
    const image = shown.missing ? null : (picture?.image ?? null);
    const behindMs = howFarBehind(wanted);
    // What was found on one part is never drawn beside the verdict of another.
    const heat = behindMs === null ? (picture?.heat ?? null) : null;
    const defects = behindMs === null ? (picture?.defects ?? []) : [];
    const lags = behindMs !== null && behindMs >= mostBehindMs;
    drawScene(context, {
      stage,
      pixelRatio: window.devicePixelRatio,
      view,
      picture: image === null ? null : { image, size: { width: image.width, height: image.height } },
      dim: wanted.kind === 'nothing' || lags ? 'old' : (wanted.dim ?? (shown.key?.kind === 'frame' ? 'unjudged' : null)),
      heat,
      heatOpacity,
      defects,
      // Like the defects: those of another recipe are not drawn beside this verdict.
      regions: behindMs === null ? (picture?.regions ?? []) : [],
      labels: defects.map((defect, index) => `${index + 1} · ${formatScore(defect.score)}`),
      style,
    });
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
    if (behindMs < mostBehindMs) behindTimer = setTimeout(requestDraw, mostBehindMs - behindMs + 1);
    return behindMs;
  }

  const observer = new ResizeObserver(() => {
    stage = { width: canvas.clientWidth, height: canvas.clientHeight };
    canvas.width = Math.max(1, Math.round(stage.width * window.devicePixelRatio));
    canvas.height = Math.max(1, Math.round(stage.height * window.devicePixelRatio));
    cancelAnimationFrame(pending);
    draw();
  });
  observer.observe(canvas);
  const unsubscribe = store.subscribe(follow);
  follow();

  return {
    setHeatOpacity: (opacity) => {
      heatOpacity = opacity;
      requestDraw();
    },
    setStyle: (next) => {
      style = next;
      requestDraw();
    },
    setScoreFormat: (format) => {
      formatScore = format;
      requestDraw();
    },
    view: () => view,
    setView: (next) => {
      view = next;
      for (const listener of listeners) listener();
      requestDraw();
    },
    sizes: () => {
      const image = picture?.image ?? null;
      return image === null ? null : { stage, picture: { width: image.width, height: image.height } };
    },
    shown: () => shown,
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
      cancelAnimationFrame(pending);
      if (picture !== null) disposePicture(picture);
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
