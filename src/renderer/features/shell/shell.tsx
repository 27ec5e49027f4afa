import { IconPlugConnectedX } from '@tabler/icons-react';
import { type ReactNode, useEffect } from 'react';
import { useLive } from '../../live/live-store.ts';
import { testIds } from '../../test-ids.ts';
import { useText } from '../../text/use-text.ts';
import { Help } from '../help/help.tsx';
import { HealthBar } from './health.tsx';
import { LotField } from './lot-field.tsx';
import { Navigation } from './navigation.tsx';
import { OperatorField } from './operator-field.tsx';
import { ProductMenu } from './product-menu.tsx';
import classes from './shell.module.css';

/** What stands around every screen: product, lot, operator, health, and the way to the other screens. */
export function Shell({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useText();
  const lost = useLive((state) => state.connection === 'lost');
  const stationName = useLive((state) => state.status?.stationName ?? null);
  useEffect(() => {
    document.title = stationName === null ? t('app.name') : `${stationName} · ${t('app.name')}`;
  }, [stationName, t]);
  return (
    <div className={classes['shell']} data-lost={lost || undefined}>
      <header className={classes['bar']}>
        <span className={classes['brand']}>{t('app.name')}</span>
        <ProductMenu />
        <LotField />
        <OperatorField />
        <HealthBar />
        <Help />
      </header>
      <Navigation />
      <main className={classes['main']}>{children}</main>
      {lost && (
        <div className={classes['lost']} role="alert" data-testid={testIds.connectionLost}>
          <IconPlugConnectedX size={28} stroke={1.9} aria-hidden />
          <span>
            <strong>{t('connection.lostTitle')}</strong>
            <span>{t('connection.lostText')}</span>
          </span>
        </div>
      )}
    </div>
  );
}
