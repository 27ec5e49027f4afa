import { useComputedColorScheme } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { drawTrend, type TrendStyle } from '../../canvas/trend.ts';
import { Explained } from '../../components/explained.tsx';
import { filmLength } from '../../live/live-state.ts';
import { liveStore } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import classes from './run.module.css';

/** Scores of the last hundred parts against the threshold; drawn from the live store without React. */
export function TrendPanel(): ReactNode {
  const { t, format } = useText();
  const scheme = useComputedColorScheme('dark');
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element == null || context == null) return;
    let handle = 0;
    let style: TrendStyle | null = null;
    const draw = (): void => {
      handle = 0;
      style ??= readStyle();
      const { parts, status, frozen } = liveStore.get();
      const threshold = status?.product?.threshold ?? parts[0]?.part.threshold ?? 0.5;
      const reviewFrom = status?.product?.reviewThreshold ?? null;
      drawTrend(context, {
        size: { width: element.clientWidth, height: element.clientHeight },
        pixelRatio: window.devicePixelRatio,
        points: parts.map(({ part }) => part),
        slots: filmLength,
        threshold,
        thresholdLabel: t('run.threshold', { threshold: format.score(threshold) }),
        review:
          reviewFrom === null ? null : { from: reviewFrom, label: t('run.reviewFrom', { score: format.score(reviewFrom) }) },
        marked: frozen?.part.number ?? null,
        style,
      });
    };
    const request = (): void => {
      if (handle === 0) handle = requestAnimationFrame(draw);
    };
    const observer = new ResizeObserver(() => {
      element.width = Math.max(1, Math.round(element.clientWidth * window.devicePixelRatio));
      element.height = Math.max(1, Math.round(element.clientHeight * window.devicePixelRatio));
      cancelAnimationFrame(handle);
      draw();
    });
    observer.observe(element);
    const unsubscribe = liveStore.subscribe(request);
    return () => {
      unsubscribe();
      observer.disconnect();
      cancelAnimationFrame(handle);
    };
  }, [t, format, scheme]);

  return (
    <section className={classes['trend']}>
      <h2 className={classes['trendTitle']}>
        <Explained term="trend">{t('run.trend', { count: filmLength })}</Explained>
      </h2>
      <canvas
        ref={canvas}
        className={classes['trendCanvas']}
        role="img"
        aria-label={t('run.trendLabel')}
        data-testid={testIds.trend}
      />
    </section>
  );
}

function readStyle(): TrendStyle {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    pass: token('--pl-dim'),
    fail: token('--pl-fail-text'),
    review: token('--pl-review-text'),
    error: token('--pl-error-text'),
    line: token('--pl-text'),
    text: token('--pl-dim'),
    font: `13px ${token('--pl-font')}`,
  };
}
