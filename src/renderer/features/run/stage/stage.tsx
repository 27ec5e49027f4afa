import { ActionIcon, Button, useComputedColorScheme } from '@mantine/core';
import { IconArrowBackUp, IconArrowsMaximize, IconArrowsMinimize, IconMinus, IconPlus, IconZoomReset } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { fitView } from '../../../canvas/geometry.ts';
import { listenToGestures, stepFactor, zoomStep } from '../../../canvas/gestures.ts';
import { sceneStyle } from '../../../canvas/scene-style.ts';
import { liveStore, useLive } from '../../../live/live-store.ts';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import { HeatBar } from './heat-bar.tsx';
import classes from './stage.module.css';
import { createStage, type StageController } from './stage-controller.ts';
import { StageLabel, StageNotice } from './stage-label.tsx';

const rememberedOpacity = 'passline.heatOpacity';

/** Picture, heat map and outlines of the part of now (or of the frozen one), on one canvas, with what belongs around it. */
export function Stage(): ReactNode {
  const { t, format } = useText();
  const scheme = useComputedColorScheme('dark');
  const frozen = useLive((state) => state.frozen !== null);
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [stage, setStage] = useState<StageController | null>(null);
  const [opacity, setOpacity] = useState(() => Number(window.localStorage.getItem(rememberedOpacity) ?? 0.65));
  const full = useFullscreen();

  useEffect(() => {
    if (canvas.current === null) return;
    const created = createStage(canvas.current, liveStore);
    const off = listenToGestures(canvas.current, created);
    setStage(created);
    return () => {
      off();
      created.stop();
    };
  }, []);
  useEffect(() => stage?.setWriting({ score: format.score, unknown: t('part.kind.unknown') }), [stage, format, t]);
  useEffect(() => {
    stage?.setHeatOpacity(opacity);
    window.localStorage.setItem(rememberedOpacity, String(opacity));
  }, [stage, opacity]);
  // The attribute of the scheme is set after this component rendered: read the colours when it is there.
  useEffect(() => {
    const handle = requestAnimationFrame(() => stage?.setStyle(sceneStyle()));
    return () => cancelAnimationFrame(handle);
  }, [stage, scheme]);

  const keys = (event: KeyboardEvent): void => {
    if (stage === null) return;
    if (event.key === '+' || event.key === '=') zoomStep(stage, stepFactor);
    else if (event.key === '-') zoomStep(stage, 1 / stepFactor);
    else if (event.key === '0') stage.setView(fitView);
    else return;
    event.preventDefault();
  };

  return (
    <div ref={box} className={classes['stage']} data-frozen={frozen || undefined} data-testid={testIds.stage}>
      <canvas
        ref={canvas}
        className={classes['canvas']}
        role="img"
        aria-label={t('run.stageLabel')}
        tabIndex={0}
        onKeyDown={keys}
      />
      {stage !== null && (
        <>
          <StageLabel stage={stage} />
          <StageNotice stage={stage} />
        </>
      )}
      <div className={classes['tools']}>
        <ActionIcon aria-label={t('run.zoomIn')} onClick={() => stage !== null && zoomStep(stage, stepFactor)}>
          <IconPlus size={22} />
        </ActionIcon>
        <ActionIcon aria-label={t('run.zoomOut')} onClick={() => stage !== null && zoomStep(stage, 1 / stepFactor)}>
          <IconMinus size={22} />
        </ActionIcon>
        <ActionIcon aria-label={t('run.fit')} onClick={() => stage?.setView(fitView)} data-testid={testIds.zoomFit}>
          <IconZoomReset size={22} />
        </ActionIcon>
        <ActionIcon
          aria-label={full ? t('run.exitFullscreen') : t('run.fullscreen')}
          onClick={() => toggleFullscreen()}
          data-testid={testIds.fullscreen}
        >
          {full ? <IconArrowsMinimize size={22} /> : <IconArrowsMaximize size={22} />}
        </ActionIcon>
      </div>
      <HeatBar opacity={opacity} onOpacity={setOpacity} />
      {frozen && (
        <Button
          className={classes['back'] ?? ''}
          size="md"
          leftSection={<IconArrowBackUp size={22} />}
          onClick={() => liveStore.dispatch({ type: 'live' })}
          data-testid={testIds.backToLive}
        >
          {t('run.backToLive')}
          <kbd className={classes['kbd']}>Esc</kbd>
        </Button>
      )}
    </div>
  );
}

function useFullscreen(): boolean {
  const [full, setFull] = useState(() => document.fullscreenElement !== null);
  useEffect(() => {
    const changed = (): void => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, []);
  return full;
}

/** The whole page goes full screen, not the picture alone: the verdict must stay. */
function toggleFullscreen(): void {
  if (document.fullscreenElement === null) void document.documentElement.requestFullscreen().catch(() => undefined);
  else void document.exitFullscreen();
}
