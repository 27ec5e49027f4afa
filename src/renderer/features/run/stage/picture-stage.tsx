import { ActionIcon } from '@mantine/core';
import { IconMinus, IconPhotoOff, IconPlus, IconZoomReset } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { defectLabel } from '#shared/domain/defect-kinds.ts';
import type { Defect } from '#shared/domain/inspection.ts';
import type { Region } from '#shared/domain/region.ts';
import { drawScene } from '../../../canvas/draw-scene.ts';
import { fitView, type Size } from '../../../canvas/geometry.ts';
import { listenToGestures, stepFactor, type Viewport, zoomStep } from '../../../canvas/gestures.ts';
import { pullHeat, pullPicture } from '../../../canvas/part-picture.ts';
import { sceneStyle } from '../../../canvas/scene-style.ts';
import { createViewLink, type ViewLink } from '../../../canvas/view-link.ts';
import { useText } from '../../../text/use-text.ts';
import { HeatBar } from './heat-bar.tsx';
import stageClasses from './stage.module.css';

const noDefects: readonly Defect[] = [];
const noRegions: readonly Region[] = [];

interface Still {
  readonly image: ImageBitmap | null;
  readonly heat: ImageBitmap | null;
  readonly defects: readonly Defect[];
}

function close({ image, heat }: Still): void {
  image?.close();
  heat?.close();
}

interface Props {
  /** Address of the picture; null: there is none. */
  readonly picture: string | null;
  /** Address of its encoded anomaly map; null: there is none. */
  readonly map: string | null;
  readonly defects: readonly Defect[];
  /** What is inspected and what is ignored, drawn faintly. */
  readonly regions?: readonly Region[] | undefined;
  /** Shared with another picture, so that both are looked at alike. */
  readonly link?: ViewLink | undefined;
  /** Only the picture, without heat map, defects and tools: something else is looked at. */
  readonly plain?: boolean;
  /** Without the bar of the heat map: there is none. */
  readonly bare?: boolean;
  /** Told once there is something to see, or nothing to be seen for good. */
  readonly onShown?: () => void;
}

/** A picture that is not live, with its heat map and defects; zooms like the live one. */
export function PictureStage({
  picture,
  map,
  defects: found,
  regions = noRegions,
  link,
  plain = false,
  bare = false,
  onShown,
}: Props): ReactNode {
  const { t, format } = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [opacity, setOpacity] = useState(0.65);
  const [still, setStill] = useState<Still | null>(null);
  const viewport = useRef<Viewport | null>(null);
  const [ownLink] = useState(createViewLink);
  const views = link ?? ownLink;
  const heatMap = plain ? null : map;
  // Taken when the picture has come: outlines never stand on the picture before.
  const latest = useRef({ onShown, defects: noDefects });
  useEffect(() => {
    latest.current = { onShown, defects: plain ? noDefects : found };
  });

  useEffect(() => {
    let gone = false;
    const load = async (): Promise<Still> => {
      const [image, heat] = await Promise.all([
        picture === null ? null : pullPicture(picture).catch(() => null),
        heatMap === null ? null : pullHeat(heatMap).catch(() => null),
      ]);
      return { image, heat, defects: latest.current.defects };
    };
    void load().then((loaded) => {
      if (gone) return close(loaded);
      setStill(loaded);
      latest.current.onShown?.();
    });
    return () => {
      gone = true;
    };
  }, [picture, heatMap]);
  // The picture before stays until the next one has come.
  useEffect(() => () => (still === null ? undefined : close(still)), [still]);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element == null || context == null) return;
    const image = still?.image ?? null;
    const defects = still?.defects ?? noDefects;
    const style = sceneStyle();
    const stage = (): Size => ({ width: element.clientWidth, height: element.clientHeight });
    const draw = (): void =>
      drawScene(context, {
        stage: stage(),
        pixelRatio: window.devicePixelRatio,
        view: views.get(),
        picture: image === null ? null : { image, size: { width: image.width, height: image.height } },
        dim: null,
        heat: still?.heat ?? null,
        heatOpacity: opacity,
        defects,
        regions: plain ? noRegions : regions,
        labels: defects.map((defect, index) =>
          defectLabel(defect, index, { score: format.score, unknown: t('part.kind.unknown') }),
        ),
        style,
      });
    const created: Viewport = {
      view: views.get,
      setView: views.set,
      sizes: () => (image === null ? null : { stage: stage(), picture: { width: image.width, height: image.height } }),
    };
    viewport.current = created;
    const off = listenToGestures(element, created);
    const unlink = views.subscribe(draw);
    const observer = new ResizeObserver(() => {
      element.width = Math.max(1, Math.round(element.clientWidth * window.devicePixelRatio));
      element.height = Math.max(1, Math.round(element.clientHeight * window.devicePixelRatio));
      draw();
    });
    observer.observe(element);
    return () => {
      off();
      unlink();
      observer.disconnect();
    };
  }, [still, opacity, regions, plain, format, t, views]);

  const zoom = (factor: number): void => {
    if (viewport.current !== null) zoomStep(viewport.current, factor);
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === '+' || event.key === '=') zoom(stepFactor);
    else if (event.key === '-') zoom(1 / stepFactor);
    else if (event.key === '0') views.set(fitView);
    else return;
    event.preventDefault();
  };

  return (
    <div className={stageClasses['stage']}>
      <canvas
        ref={canvas}
        className={stageClasses['canvas']}
        role="img"
        aria-label={t('run.stageLabel')}
        tabIndex={0}
        onKeyDown={keys}
      />
      {still !== null && still.image === null && (
        <div className={stageClasses['notice']}>
          <IconPhotoOff size={26} stroke={1.75} aria-hidden />
          {t('run.noPictureKept')}
        </div>
      )}
      {!plain && (
        <>
          <div className={stageClasses['tools']}>
            <ActionIcon aria-label={t('run.zoomIn')} onClick={() => zoom(stepFactor)}>
              <IconPlus size={22} />
            </ActionIcon>
            <ActionIcon aria-label={t('run.zoomOut')} onClick={() => zoom(1 / stepFactor)}>
              <IconMinus size={22} />
            </ActionIcon>
            <ActionIcon aria-label={t('run.fit')} onClick={() => views.set(fitView)}>
              <IconZoomReset size={22} />
            </ActionIcon>
          </div>
          {!bare && <HeatBar opacity={opacity} onOpacity={setOpacity} />}
        </>
      )}
    </div>
  );
}
