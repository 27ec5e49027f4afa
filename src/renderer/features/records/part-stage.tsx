import { ActionIcon } from '@mantine/core';
import { IconMinus, IconPhotoOff, IconPlus, IconZoomReset } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Defect, PartReport } from '#shared/domain/inspection.ts';
import { drawScene } from '../../canvas/draw-scene.ts';
import { fitView, type Size } from '../../canvas/geometry.ts';
import { listenToGestures, stepFactor, type Viewport, zoomStep } from '../../canvas/gestures.ts';
import { pullHeat, pullPicture } from '../../canvas/part-picture.ts';
import { sceneStyle } from '../../canvas/scene-style.ts';
import { createViewLink, type ViewLink } from '../../canvas/view-link.ts';
import { mapAddress, pictureAddress } from '../../client/addresses.ts';
import { useRegions } from '../../client/recipe-regions.ts';
import { useText } from '../../text/use-text.ts';
import { HeatBar } from '../run/stage/heat-bar.tsx';
import stageClasses from '../run/stage/stage.module.css';

const noDefects: readonly Defect[] = [];

interface Still {
  readonly image: ImageBitmap | null;
  readonly heat: ImageBitmap | null;
}

interface Props {
  readonly report: PartReport;
  /** Looked at together with another picture. */
  readonly link?: ViewLink | undefined;
  /** Without heat map, defects and its tools: a good part beside one that is looked at. */
  readonly plain?: boolean;
  /** Told once there is something to see, or nothing to be seen for good. */
  readonly onShown?: (partId: string) => void;
}

/** The picture of one recorded part with its heat map and defects; zooms like the live one. */
export function PartStage({ report, link, plain = false, onShown }: Props): ReactNode {
  const { t, format } = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [opacity, setOpacity] = useState(0.65);
  const [still, setStill] = useState<Still | null>(null);
  const viewport = useRef<Viewport | null>(null);
  const [ownLink] = useState(createViewLink);
  const views = link ?? ownLink;
  const { id, pictureUrl } = report;
  const regions = useRegions(report);
  // Where only the model's input was kept, it is a part of the picture: what was drawn on the whole does not fit it.
  const whole = report.pictures.some(({ kind, state }) => kind === 'full' && (state === 'stored' || state === 'pending'));
  const fits = whole || regions.length === 0;
  const mapUrl = plain || !fits ? null : report.mapUrl;
  const defects = plain ? noDefects : report.defects;
  const shown = useRef(onShown);
  useEffect(() => {
    shown.current = onShown;
  });

  useEffect(() => {
    let gone = false;
    const load = async (): Promise<Still> => {
      const [image, heat] = await Promise.all([
        pictureUrl === null ? null : pullPicture(pictureAddress(id)).catch(() => null),
        mapUrl === null ? null : pullHeat(mapAddress(id)).catch(() => null),
      ]);
      return { image, heat };
    };
    const loading = load();
    void loading.then((loaded) => {
      if (gone) return;
      setStill(loaded);
      shown.current?.(id);
    });
    return () => {
      gone = true;
      void loading.then(({ image, heat }) => {
        image?.close();
        heat?.close();
      });
    };
  }, [id, pictureUrl, mapUrl]);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element == null || context == null) return;
    const image = still?.image ?? null;
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
        regions: fits && !plain ? regions : [],
        labels: defects.map((defect, index) => `${index + 1} · ${format.score(defect.score)}`),
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
  }, [still, opacity, defects, regions, fits, plain, format, views]);

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
          <HeatBar opacity={opacity} onOpacity={setOpacity} />
        </>
      )}
    </div>
  );
}
