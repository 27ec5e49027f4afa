import { Slider } from '@mantine/core';
import type { ReactNode } from 'react';
import { heatGradient, thresholdShare } from '../../../canvas/palette.ts';
import { Explained } from '../../../components/explained.tsx';
import { testIds } from '../../../test-ids.ts';
import { useText } from '../../../text/use-text.ts';
import classes from './stage.module.css';

const gradient = heatGradient();

/** Opacity of the heat map, and its colours with the place of the threshold. */
export function HeatBar({
  opacity,
  onOpacity,
}: {
  readonly opacity: number;
  readonly onOpacity: (opacity: number) => void;
}): ReactNode {
  const { t } = useText();
  return (
    <div className={classes['heat']}>
      <Explained term="heatMap">{t('run.heatMap')}</Explained>
      <Slider
        className={classes['slider'] ?? ''}
        classNames={{
          root: classes['sliderRoot'] ?? '',
          thumb: classes['thumb'] ?? '',
          track: classes['track'] ?? '',
          bar: classes['bar'] ?? '',
        }}
        aria-label={t('run.heatOpacity')}
        thumbLabel={t('run.heatOpacity')}
        label={null}
        min={0}
        max={1}
        step={0.05}
        thumbSize={24}
        value={opacity}
        onChange={onOpacity}
        data-testid={testIds.heatOpacity}
      />
      <span className={classes['scale']} aria-hidden>
        <span className={classes['colors']} style={{ backgroundImage: gradient }} />
        <span className={classes['mark']} style={{ left: `${thresholdShare * 100}%` }} />
        <span className={classes['markText']} style={{ left: `${thresholdShare * 100}%` }}>
          {t('run.thresholdMark')}
        </span>
      </span>
    </div>
  );
}
