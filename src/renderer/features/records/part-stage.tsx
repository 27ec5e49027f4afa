import { ActionIcon } from '@mantine/core';
import { IconPhotoOff, IconZoomReset } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { PartReport } from '#shared/domain/inspection.ts';
import { drawScene } from '../../canvas/draw-scene.ts';
import { fitView, type Size } from '../../canvas/geometry.ts';
import { listenToGestures, type Viewport } from '../../canvas/gestures.ts';
import { pullHeat, pullPicture } from '../../canvas/part-picture.ts';
import { sceneStyle } from '../../canvas/scene-style.ts';
import { mapAddress, pictureAddress } from '../../client/addresses.ts';
import { useText } from '../../text/use-text.ts';
import { HeatBar } from '../run/stage/heat-bar.tsx';
import stageClasses from '../run/stage/stage.module.css';

interface Still {
  readonly image: ImageBitmap | null;
  readonly heat: ImageBitmap | null;
}

/** The picture of one recorded part with its heat map and defects; zooms like the live one. */
export function PartStage({ report }: { readonly report: PartReport }): ReactNode {
  const { t, format } = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [opacity, setOpacity] = useState(0.65);
  const [still, setStill] = useState<Still | null>(null);
  const viewport = useRef<Viewport | null>(null);
  const { id, pictureUrl, mapUrl, defects } = report;

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
      if (!gone) setStill(loaded);
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
    let view = viewport.current?.view() ?? fitView;
    const stage = (): Size => ({ width: element.clientWidth, height: element.clientHeight });
    const draw = (): void =>
      drawScene(context, {
        stage: stage(),
        pixelRatio: window.devicePixelRatio,
        view,
        picture: image === null ? null : { image, size: { width: image.width, height: image.height } },
        dim: null,
        heat: still?.heat ?? null,
        heatOpacity: opacity,
        defects,
        labels: defects.map((defect, index) => `${index + 1} · ${format.score(defect.score)}`),
        style,
      });
    const created: Viewport = {
      view: () => view,
      setView: (next) => {
        view = next;
        draw();
      },
      sizes: () => (image === null ? null : { stage: stage(), picture: { width: image.width, height: image.height } }),
    };
    viewport.current = created;
    const off = listenToGestures(element, created);
    const observer = new ResizeObserver(() => {
      element.width = Math.max(1, Math.round(element.clientWidth * window.devicePixelRatio));
      element.height = Math.max(1, Math.round(element.clientHeight * window.devicePixelRatio));
      draw();
    });
    observer.observe(element);
    return () => {
      off();
      observer.disconnect();
    };
  }, [still, opacity, defects, format]);

  return (
    <div className={stageClasses['stage']}>
      <canvas ref={canvas} className={stageClasses['canvas']} role="img" aria-label={t('run.stageLabel')} />
      {still !== null && still.image === null && (
        <div className={stageClasses['notice']}>
          <IconPhotoOff size={26} stroke={1.75} aria-hidden />
          {t('run.noPictureKept')}
        </div>
      )}
      <div className={stageClasses['tools']}>
        <ActionIcon aria-label={t('run.fit')} onClick={() => viewport.current?.setView(fitView)}>
          <IconZoomReset size={22} />
        </ActionIcon>
      </div>
      <HeatBar opacity={opacity} onOpacity={setOpacity} />
    </div>
  );
}
