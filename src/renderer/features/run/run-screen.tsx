import type { ReactNode } from 'react';
import { useLive } from '../../live/live-store.ts';
import { useText } from '../../text/use-text.ts';
import { Controls } from './controls.tsx';
import { CountersPanel } from './counters-panel.tsx';
import { EmptyProduct } from './empty-product.tsx';
import { Filmstrip } from './filmstrip.tsx';
import classes from './run.module.css';
import { Stage } from './stage/stage.tsx';
import { TrendPanel } from './trend-panel.tsx';
import { VerdictPanel } from './verdict-panel.tsx';

/** The line, now: picture, verdict, counters, trend, filmstrip. Nothing moves while it runs. */
export function RunScreen(): ReactNode {
  const { t } = useText();
  const noProduct = useLive((state) => state.status !== null && state.status.product === null);
  return (
    <div className={classes['run']}>
      <h1 className="visuallyHidden">{t('run.title')}</h1>
      <div className={classes['left']}>
        {noProduct ? <EmptyProduct /> : <Stage />}
        <Filmstrip />
      </div>
      <aside className={classes['panel']}>
        <VerdictPanel />
        <CountersPanel />
        <TrendPanel />
        <Controls />
      </aside>
    </div>
  );
}
